import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { Link } from 'react-router'
import { DRILLS } from '#exercises/exercises.ts'
import { CHAPTERS } from '#playbook/chapters.ts'
import { MODES, pathOf } from '#playbook/ways/modes.ts'
import { labLink } from '#recording/labLink.ts'
import { card } from '#scenarios/cards.ts'
import { Button } from '#ui/Button.tsx'
import { usePageTitle } from '#ui/usePageTitle.ts'
import styles from './HomePage.module.css'
import type { RecordedRun } from './recordedRun.ts'

const HerdPicture = lazy(() => import('./HerdPicture.tsx'))
const HERD = 'thundering-herd'
const SEED = 7

export default function HomePage() {
  usePageTitle('')
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>
          Caching is a consistency problem disguised as a performance optimisation.
        </h1>
        <p className={styles.lead}>
          Stampede prepares you for staff-level interviews on distributed caching: read why it breaks, break
          it yourself, and say who pays for staleness and who owns invalidation.
        </p>
        <QuickWay />
      </header>
      <section className={styles.herd} aria-labelledby="herd">
        <h2 id="herd" className={styles.question}>
          A thousand readers a second want one cached entry. At 20 s it expires.
        </h2>
        <HerdRuns />
      </section>
      <Doors />
    </div>
  )
}

/** For whoever is on the way to an interview: the first page is no detour. */
function QuickWay() {
  const [first] = pathOf('quick', CHAPTERS)
  if (first === undefined) return null
  return (
    <p className={styles.quick}>
      The interview is near? <Link to={`/playbook/${first.id}?mode=quick`}>Start the quick review</Link>,{' '}
      {MODES.quick.time}.
    </p>
  )
}

function Doors() {
  const lab = card(HERD)
  // The one that is about it before all else: others mention it.
  const chapter = CHAPTERS.find(each => each.labs[0] === HERD)
  const drill = DRILLS.find(each => each.lab === HERD)
  return (
    <nav className={styles.doors} aria-label="Where to begin">
      <Door to={labLink({ scenario: lab.id })} title="Run the lab" minutes={lab.minutes}>
        Change the design, expire the entry, and watch who pays.
      </Door>
      {chapter !== undefined && (
        <Door to={`/playbook/${chapter.id}`} title="Read the chapter" minutes={chapter.minutes.deep}>
          What a herd does to a pool of 50, and what to build before it comes.
        </Door>
      )}
      {drill !== undefined && (
        <Door to={`/drills/${drill.id}`} title="Answer the drill" minutes={drill.minutes}>
          Say it as you would in the room, then hold it against a staff answer.
        </Door>
      )}
    </nav>
  )
}

interface DoorProps {
  readonly to: string
  readonly title: string
  readonly minutes: number
  readonly children: ReactNode
}

function Door({ to, title, minutes, children }: DoorProps) {
  return (
    <Link to={to} className={styles.door}>
      <span className={styles.doorHead}>
        <span className={styles.doorTitle}>{title}</span>
        <span className={styles.minutes}>{minutes} min</span>
      </span>
      <span className={styles.doorText}>{children}</span>
    </Link>
  )
}

type State =
  | { readonly kind: 'computing' }
  | { readonly kind: 'done'; readonly runs: readonly RecordedRun[] }
  | { readonly kind: 'failed'; readonly message: string }

/** Both runs are computed here and now, from their seed; the picture comes when they are there. */
function HerdRuns() {
  const [state, setState] = useState<State>({ kind: 'computing' })
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is another try of the same
  useEffect(() => {
    let current = true
    const compute = async () => {
      const { recordedRun } = await import('./recordedRun.ts')
      const run = (designId: string) => recordedRun({ scenario: HERD, designId, seed: SEED })
      return Promise.all([run('l5'), run('l6')])
    }
    compute().then(
      runs => current && setState({ kind: 'done', runs }),
      error => current && setState({ kind: 'failed', message: String(error?.message ?? error) }),
    )
    return () => {
      current = false
    }
  }, [attempt])
  const waiting = (
    <p className={styles.waiting} role="status">
      Computing two runs of a minute each
    </p>
  )
  if (state.kind === 'computing') return waiting
  if (state.kind === 'failed') {
    const again = () => {
      setState({ kind: 'computing' })
      setAttempt(attempt + 1)
    }
    return (
      <div className={styles.waiting} role="alert">
        <p>The runs could not be computed: {state.message}. Everything else works without them.</p>
        <Button onClick={again}>Compute them again</Button>
      </div>
    )
  }
  return (
    <Suspense fallback={waiting}>
      <HerdPicture runs={state.runs} />
    </Suspense>
  )
}
