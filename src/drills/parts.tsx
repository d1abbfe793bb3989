import type { MDXComponents } from 'mdx/types'
import { Children, createContext, type ReactNode, use, useId, useLayoutEffect } from 'react'
import { Disclosure } from '#ui/Disclosure.tsx'
import { Prose } from '#ui/Prose.tsx'
import { proseComponents } from '#ui/proseComponents.tsx'
import styles from './parts.module.css'

/** What is unfolded after the learner's own answer, in this order. */
export const STEPS = ['StaffAnswer', 'WhyL6', 'Trap', 'WhyItMisses', 'Probes', 'Signals'] as const
export type Step = (typeof STEPS)[number]

interface Titles {
  /** Over the part. */
  readonly title: string
  /** On the button that unfolds it. */
  readonly reveal: string
}

export const TITLES: Readonly<Record<Step, Titles>> = {
  StaffAnswer: { title: 'A staff answer', reveal: 'Reveal the staff answer' },
  WhyL6: { title: 'Why that is L6', reveal: 'Why that is L6' },
  Trap: { title: 'The L5 trap', reveal: 'The L5 trap' },
  WhyItMisses: { title: 'Why it misses', reveal: 'Why it misses' },
  Probes: { title: 'What the interviewer asks next', reveal: 'What the interviewer asks next' },
  Signals: { title: 'What was listened for', reveal: 'What was listened for' },
}

interface Unfolding {
  readonly shown: ReadonlySet<Step>
  /** A part says that this drill has it, shown or not. */
  readonly found: (step: Step) => void
}
const UnfoldingContext = createContext<Unfolding>({ shown: new Set(), found: () => {} })
export const UnfoldingProvider = UnfoldingContext.Provider

interface WithChildren {
  readonly children: ReactNode
}

/** A part that is shown once it has been unfolded. */
function Part({ step, children }: WithChildren & { readonly step: Step }) {
  const { shown, found } = use(UnfoldingContext)
  const id = useId()
  useLayoutEffect(() => {
    found(step)
  }, [found, step])
  if (!shown.has(step)) return null
  return (
    <section className={styles.part} aria-labelledby={id} data-step={step}>
      <h2 id={id} className={styles.title} tabIndex={-1}>
        {TITLES[step].title}
      </h2>
      <Prose className={styles[step]}>{children}</Prose>
    </section>
  )
}

function Prompt({ children }: WithChildren) {
  return <Prose className={styles.prompt}>{children}</Prose>
}

function Clarifications({ children }: WithChildren) {
  return (
    <Disclosure className={styles.clarifications} summary="What you could ask first, and what you would hear">
      <Prose className={styles.asked}>{children}</Prose>
    </Disclosure>
  )
}

const InSignals = createContext(false)

/** A signal is written `id`: sentence, or `id` (weak): sentence; the sentence is read first. */
function Item({ children }: WithChildren) {
  const inSignals = use(InSignals)
  const [id, first, ...rest] = Children.toArray(children)
  const opening = typeof first === 'string' ? /^(?: \((\w+)\))?:\s+(\S)/.exec(first) : null
  if (!inSignals || typeof first !== 'string' || opening === null) return <li>{children}</li>
  const [written, kind, letter = ''] = opening
  return (
    <li>
      {letter.toUpperCase()}
      {first.slice(written.length)}
      {rest}{' '}
      <span className={styles.signal}>
        {id}
        {kind !== undefined && ` ${kind}`}
      </span>
    </li>
  )
}

const Nothing = () => null

/** The drill up to the answer box. A drill is drawn twice, once with each map, so that the box stands between. */
export const beforeTheAnswer: MDXComponents = {
  ...proseComponents,
  ...Object.fromEntries(STEPS.map(step => [step, Nothing])),
  Prompt,
  Clarifications,
}

/** The drill after it. */
export const afterTheAnswer: MDXComponents = {
  ...proseComponents,
  li: Item,
  Prompt: Nothing,
  Clarifications: Nothing,
  StaffAnswer: (props: WithChildren) => <Part step="StaffAnswer" {...props} />,
  WhyL6: (props: WithChildren) => <Part step="WhyL6" {...props} />,
  Trap: (props: WithChildren) => <Part step="Trap" {...props} />,
  WhyItMisses: (props: WithChildren) => <Part step="WhyItMisses" {...props} />,
  Probes: (props: WithChildren) => <Part step="Probes" {...props} />,
  Signals: (props: WithChildren) => (
    <InSignals value={true}>
      <Part step="Signals" {...props} />
    </InSignals>
  ),
}
