import { Fragment, lazy, Suspense, useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import { labLink } from '#recording/labLink.ts'
import { Button } from '#ui/Button.tsx'
import { nameOf } from '#ui/nameOf.ts'
import { useOnScreen } from '#ui/useOnScreen.ts'
import { Figure } from './Figure.tsx'
import styles from './Recorded.module.css'
import type { TrackName } from './RecordedTracks.tsx'
import type { RecordedRun } from './recordedRun.ts'

// The charts and the worker come when a figure is near the screen; reading a page that has none loads neither.
const RecordedTracks = lazy(() => import('./RecordedTracks.tsx'))

interface RecordedProps {
  readonly scenario: string
  /** One design, or two for the same arrivals side by side. */
  readonly designs: readonly string[]
  readonly seed?: number
  readonly fromSeconds: number
  readonly toSeconds: number
  /** Where the lab's playhead stands; where the figure begins if absent. */
  readonly atSeconds?: number
  readonly tracks: readonly TrackName[]
  /** What the figure shows, as a sentence. */
  readonly caption: string
  readonly title?: string
}

/** A live figure: a run computed when it is scrolled to, drawn on one time axis. */
export function Recorded(props: RecordedProps) {
  const { scenario, designs, seed = 7, fromSeconds, toSeconds, tracks, caption, title } = props
  const figure = useRef<HTMLElement>(null)
  const near = useOnScreen(figure, '400px')
  const run = useRuns(near, scenario, designs, seed)
  return (
    <Figure
      ref={figure}
      title={title ?? titleOf(scenario, run.state)}
      source={
        <>
          recorded run <span aria-hidden="true">·</span> seed {seed} <span aria-hidden="true">·</span>{' '}
          <LabLinks {...props} run={run.state} />
        </>
      }
      caption={caption}
    >
      <div className={styles.plots} style={{ '--tracks': tracks.length }}>
        {run.state.kind === 'done' ? (
          <Suspense fallback={<Waiting />}>
            <RecordedTracks
              runs={run.state.runs}
              fromMs={fromSeconds * 1000}
              toMs={toSeconds * 1000}
              tracks={tracks}
            />
          </Suspense>
        ) : run.state.kind === 'failed' ? (
          <div className={styles.waiting} role="alert">
            <p>This run could not be computed: {run.state.message}. The text does not depend on it.</p>
            <Button onClick={run.again}>Run it again</Button>
          </div>
        ) : (
          <Waiting />
        )}
      </div>
    </Figure>
  )
}

/** One link for each design; their names where there are two. */
function LabLinks(props: RecordedProps & { readonly run: RunState }) {
  const { scenario, designs, seed = 7, fromSeconds, atSeconds = fromSeconds, run } = props
  const to = (designId: string) => labLink({ scenario, seed, designId, atMs: atSeconds * 1000 })
  const [only, second] = designs
  if (only !== undefined && second === undefined) return <Link to={to(only)}>open in lab</Link>
  return (
    <>
      open in lab:{' '}
      {designs.map((designId, i) => {
        const name = run.kind === 'done' ? run.runs[i]?.designTitle : undefined
        return (
          <Fragment key={designId}>
            {i > 0 && ' · '}
            <Link to={to(designId)}>{name ?? designId.toUpperCase()}</Link>
          </Fragment>
        )
      })}
    </>
  )
}

function Waiting() {
  return (
    <p className={styles.waiting} role="status">
      Computing the run
    </p>
  )
}

type RunState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'done'; readonly runs: readonly RecordedRun[] }
  | { readonly kind: 'failed'; readonly message: string }

function titleOf(scenario: string, state: RunState): string {
  if (state.kind !== 'done') return nameOf(scenario)
  const [only, second] = state.runs
  if (only === undefined) return nameOf(scenario)
  return second === undefined ? `${only.scenario.title}, ${only.designTitle}` : only.scenario.title
}

/** The runs of a figure: asked for once, when the figure first comes near. */
function useRuns(near: boolean, scenario: string, designs: readonly string[], seed: number) {
  const [state, setState] = useState<RunState>({ kind: 'waiting' })
  const asked = useRef(false)
  const ask = async () => {
    asked.current = true
    setState({ kind: 'waiting' })
    try {
      const { recordedRun } = await import('./recordedRun.ts')
      const runs = await Promise.all(designs.map(designId => recordedRun({ scenario, designId, seed })))
      setState({ kind: 'done', runs })
    } catch (error) {
      setState({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
    }
  }
  useEffect(() => {
    if (near && !asked.current) void ask()
  })
  return { state, again: ask }
}
