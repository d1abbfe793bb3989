import type { MDXComponents } from 'mdx/types'
import { Children, type ReactNode, use, useLayoutEffect } from 'react'
import { type PartName, partOf } from '#prose/parts.ts'
import { Disclosure } from '#ui/Disclosure.tsx'
import { Prose } from '#ui/Prose.tsx'
import { proseComponents } from '#ui/proseComponents.tsx'
import { Aloud, YouSaid } from './Aloud.tsx'
import { DrawingContext } from './drawing.ts'
import { Phase, phasesIn, untilPhase } from './Phase.tsx'
import styles from './parts.module.css'
import { InSignals, SignalItem } from './SignalItem.tsx'

interface WithChildren {
  readonly children: ReactNode
}

/** One part of a drill or deep dive: drawn when the page around it asks for it. */
function Part({ name, children }: WithChildren & { readonly name: PartName }) {
  const drawing = use(DrawingContext)
  if (drawing === null) throw new Error(`${name} stands outside of a drill and of a deep dive`)
  const { draws, found } = drawing
  const phases = name === 'Approach' ? phasesIn(children) : []
  const anchors = phases.map(({ anchor }) => anchor).join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the phases are new each time; their anchors say whether they are others
  useLayoutEffect(() => found(name, phases), [found, name, anchors])
  if (!draws(name)) return null
  const shown = name === 'Approach' ? untilPhase(children, drawing.phases) : children
  const body = <Prose className={styles[name]}>{shown}</Prose>
  return drawing.headed ? <Headed name={name}>{body}</Headed> : body
}

function Headed({ name, children }: WithChildren & { readonly name: PartName }) {
  const drawing = use(DrawingContext)
  const facts = drawing === null ? undefined : partOf(drawing.kind, name)
  if (facts === undefined) return children
  const { anchor, title, opens } = facts
  if (name === 'Clarifications')
    return (
      <Disclosure id={anchor} className={styles.folded} summary={title}>
        {children}
      </Disclosure>
    )
  // The prompt needs no heading: the page's own is over it.
  if (opens) return <div id={anchor}>{children}</div>
  return (
    <section className={styles.part} aria-labelledby={anchor}>
      <h2 id={anchor} className={styles.title} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </section>
  )
}

const NAMES: readonly PartName[] = [
  'Prompt',
  'Clarifications',
  'StaffAnswer',
  'WhyL6',
  'Trap',
  'WhyItMisses',
  'Context',
  'Questions',
  'Approach',
  'Metrics',
  'Organisation',
  'Probes',
]

/** What content/drills and content/deep-dives are written with. A page that holds these has a DrawingContext around it. */
export const partComponents: MDXComponents = {
  ...proseComponents,
  li: SignalItem,
  Aloud,
  YouSaid,
  Phase,
  ...Object.fromEntries(
    NAMES.map(name => [name, ({ children }: WithChildren) => <Part name={name}>{children}</Part>]),
  ),
  Signals: ({ children }: WithChildren) => (
    <InSignals value={true}>
      <Part name="Signals">{Children.toArray(children)}</Part>
    </InSignals>
  ),
}
