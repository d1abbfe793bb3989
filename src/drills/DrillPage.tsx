import type { MDXProps } from 'mdx/types'
import { type ComponentType, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Link, useParams } from 'react-router'
import type { DrillFacts } from '#prose/frontmatter.ts'
import { labLink } from '#recording/labLink.ts'
import { Button } from '#ui/Button.tsx'
import { classes } from '#ui/classes.ts'
import { nameOf } from '#ui/nameOf.ts'
import { usePageTitle } from '#ui/usePageTitle.ts'
import { AnswerBox } from './AnswerBox.tsx'
import styles from './DrillPage.module.css'
import { drillFacts, loadDrill } from './drills.ts'
import { afterTheAnswer, beforeTheAnswer, STEPS, type Step, TITLES, UnfoldingProvider } from './parts.tsx'
import { useAnswer } from './useAnswer.ts'

/** One drill: the prompt alone with a box to answer in, then the staff answer beside it, part by part. */
export default function DrillPage() {
  const { id = '' } = useParams()
  const facts = drillFacts(id)
  usePageTitle(facts === undefined ? 'No such drill' : `Drill: ${facts.title}`)
  return facts === undefined ? <NoSuchDrill id={id} /> : <Drill key={id} facts={facts} />
}

function Drill({ facts }: { readonly facts: DrillFacts }) {
  const Content = useDrill(facts.id)
  const answer = useAnswer(facts.id)
  const { steps, unfolded, unfolding, unfold, after } = useUnfolding()
  const next = steps[unfolded]
  const reveal = () => {
    if (unfolded === 0) answer.revealed()
    unfold()
  }
  return (
    <article className={classes(styles.drill, unfolded > 0 && styles.revealed)}>
      <header className={styles.head}>
        <p className={styles.kicker}>
          Drill <span aria-hidden="true">·</span> {facts.minutes} min
        </p>
        <h1 className={styles.title}>{facts.title}</h1>
      </header>
      <div className={styles.prompt}>{Content !== null && <Content components={beforeTheAnswer} />}</div>
      <div className={styles.mine}>
        <AnswerBox answer={answer} minutes={facts.minutes} />
      </div>
      <div ref={after} className={styles.after}>
        {Content !== null && (
          <UnfoldingProvider value={unfolding}>
            <Content components={afterTheAnswer} />
          </UnfoldingProvider>
        )}
        {next !== undefined && (
          <p className={styles.next}>
            <Button look={unfolded === 0 ? 'strong' : 'plain'} onClick={reveal}>
              {unfolded === 0 ? TITLES[next].reveal : `Next: ${inSentence(TITLES[next].reveal)}`}
            </Button>
            <span className={styles.hint}>
              {unfolded === 0
                ? 'Answer first: what you write stays beside it.'
                : `${unfolded} of ${steps.length}`}
            </span>
          </p>
        )}
        {unfolded > 0 && next === undefined && <WhereNext facts={facts} />}
      </div>
    </article>
  )
}

/** As it is written after other words; names of levels keep their capitals. */
function inSentence(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1)
}

function WhereNext({ facts }: { readonly facts: DrillFacts }) {
  return (
    <nav aria-label="Where next" className={styles.where}>
      {facts.lab !== null && (
        <Link to={labLink({ scenario: facts.lab })}>See it happen in the lab: {nameOf(facts.lab)}</Link>
      )}
      {facts.chapter !== null && (
        <Link to={`/playbook/${facts.chapter}`}>Read why in the playbook: {nameOf(facts.chapter)}</Link>
      )}
    </nav>
  )
}

function NoSuchDrill({ id }: { readonly id: string }) {
  return (
    <div className={styles.missing}>
      <h1 className={styles.title}>There is no drill “{id}”</h1>
      <p>
        <Link to="/drills">See the drills that exist</Link>
      </p>
    </div>
  )
}

/** Which parts this drill has, how many of them are unfolded, and the focus on the one unfolded last. */
function useUnfolding() {
  const [present, setPresent] = useState<ReadonlySet<Step>>(new Set())
  const [unfolded, setUnfolded] = useState(0)
  const after = useRef<HTMLDivElement>(null)
  const found = useCallback(
    (step: Step) => setPresent(known => (known.has(step) ? known : new Set(known).add(step))),
    [],
  )
  const steps = useMemo(() => STEPS.filter(step => present.has(step)), [present])
  const shown = useMemo(() => new Set(steps.slice(0, unfolded)), [steps, unfolded])
  const newest = steps[unfolded - 1]
  useLayoutEffect(() => {
    if (newest === undefined) return
    after.current?.querySelector<HTMLElement>(`[data-step="${newest}"] h2`)?.focus()
  }, [newest])
  const unfolding = useMemo(() => ({ shown, found }), [shown, found])
  return { steps, unfolded, unfolding, unfold: () => setUnfolded(count => count + 1), after }
}

/** The prose of a drill, null while it is on its way. A failure to load goes to the error boundary. */
function useDrill(id: string): ComponentType<MDXProps> | null {
  const [state, setState] = useState<{ Content: ComponentType<MDXProps> } | { error: Error } | null>(null)
  useEffect(() => {
    let current = true
    loadDrill(id).then(
      module => current && setState({ Content: module.default }),
      error => current && setState({ error }),
    )
    return () => {
      current = false
    }
  }, [id])
  if (state !== null && 'error' in state) throw state.error
  return state?.Content ?? null
}
