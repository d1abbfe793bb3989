import { Fragment, useCallback, useRef } from 'react'
import { Link } from 'react-router'
import { titleOf } from '#prose/titles.ts'
import { DEFAULT_SEED, labLink } from '#recording/labLink.ts'
import { Figure } from '../Figure.tsx'
import { NotLoaded } from '../figures/NotLoaded.tsx'
import { useAtHand } from '../figures/useAtHand.ts'
import type { Excerpt } from './excerpt.ts'
import styles from './Recorded.module.css'
import type { RecordedProps } from './recordedProps.ts'

/** A live figure: a stretch of a run of the engine, drawn from what was kept of it (`npm run figures`). */
export function Recorded(props: RecordedProps) {
  const { scenario, designs, seed = DEFAULT_SEED, fromSeconds, toSeconds, tracks, caption, title } = props
  const figure = useRef<HTMLElement>(null)
  const state = useAtHand(figure, useLoad(props))
  const drawn = state.kind === 'loaded' ? state.loaded : null
  return (
    <Figure
      ref={figure}
      title={title ?? titleFor(scenario, drawn?.excerpt)}
      source={
        <>
          recorded run <span aria-hidden="true">·</span> seed {seed} <span aria-hidden="true">·</span>{' '}
          <LabLinks {...props} excerpt={drawn?.excerpt} />
        </>
      }
      caption={caption}
    >
      <div className={styles.frame}>
        <div className={styles.plots} style={{ '--tracks': tracks.length, '--runs': designs.length }}>
          {drawn !== null && state.isWanted ? (
            <drawn.RecordedTracks
              excerpt={drawn.excerpt}
              fromMs={fromSeconds * 1000}
              toMs={toSeconds * 1000}
              tracks={tracks}
            />
          ) : state.kind === 'failed' ? (
            <NotLoaded what="recording" failure={state.failure} className={styles.waiting} />
          ) : (
            <p className={styles.waiting} role="status">
              Loading the recording
            </p>
          )}
        </div>
      </div>
    </Figure>
  )
}

/** The charts and the excerpt; a page without live figures loads neither. Props are literals of the prose: they do not change. */
function useLoad(props: RecordedProps) {
  const literal = useRef(props)
  return useCallback(async () => {
    const [{ RecordedTracks }, { loadExcerpt }] = await Promise.all([
      import('./RecordedTracks.tsx'),
      import('./load.ts'),
    ])
    return { RecordedTracks, excerpt: await loadExcerpt(literal.current) }
  }, [])
}

/** One link for each design; their names where there are two. */
function LabLinks(props: RecordedProps & { readonly excerpt: Excerpt | undefined }) {
  const { scenario, designs, seed = DEFAULT_SEED, fromSeconds, atSeconds = fromSeconds, excerpt } = props
  const to = (designId: string) => labLink({ scenario, seed, designId, atMs: atSeconds * 1000 })
  const [only, second] = designs
  if (only !== undefined && second === undefined) return <Link to={to(only)}>open in lab</Link>
  return (
    <>
      open in lab:{' '}
      {designs.map((designId, i) => (
        <Fragment key={designId}>
          {i > 0 && ' · '}
          <Link to={to(designId)}>{excerpt?.runs[i]?.designTitle ?? designId.toUpperCase()}</Link>
        </Fragment>
      ))}
    </>
  )
}

function titleFor(scenario: string, excerpt: Excerpt | undefined): string {
  if (excerpt === undefined) return titleOf(`/lab/${scenario}`)
  const [only, second] = excerpt.runs
  return second === undefined ? `${excerpt.title}, ${only?.designTitle}` : excerpt.title
}
