import { FateTrack } from '#charts/FateTrack.tsx'
import { LatencyTrack } from '#charts/LatencyTrack.tsx'
import { OriginTrack } from '#charts/OriginTrack.tsx'
import { TimeAxis } from '#charts/TimeAxis.tsx'
import { useWidth } from '#ui/useWidth.ts'
import styles from './RecordedTracks.module.css'
import type { RecordedRun } from './recordedRun.ts'

export type TrackName = 'origin' | 'fates' | 'latency'

const TRACKS = { origin: OriginTrack, fates: FateTrack, latency: LatencyTrack }
const HEIGHT_PX = 104
/** Two runs stand beside one another from this width on, and below one another under it. */
const BESIDE_PX = 560
const GAP_PX = 32

interface RecordedTracksProps {
  readonly runs: readonly RecordedRun[]
  readonly fromMs: number
  readonly toMs: number
  readonly tracks: readonly TrackName[]
}

/** The tracks of one run, or of several, on the same stretch of time. */
export default function RecordedTracks({ runs, fromMs, toMs, tracks }: RecordedTracksProps) {
  const { ref, width } = useWidth<HTMLDivElement>()
  const columns = width >= BESIDE_PX ? runs.length : 1
  // Two designs are compared by eye: the same height must mean the same number of queries.
  const topQueries = Math.max(...runs.map(run => run.report.recording.summary.origin.peakDemand))
  const columnWidth = Math.floor((width - (columns - 1) * GAP_PX) / columns)
  return (
    <div ref={ref} className={styles.runs} style={{ '--columns': columns, '--gap': `${GAP_PX}px` }}>
      {width > 0 &&
        runs.map(({ designTitle, report: { recording } }) => {
          const frame = { recording, fromMs, toMs, width: columnWidth, topQueries }
          return (
            <div key={recording.designId} className={styles.run}>
              {runs.length > 1 && <p className={styles.design}>{designTitle}</p>}
              {tracks.map(name => {
                const TrackOf = TRACKS[name]
                return <TrackOf key={name} {...frame} height={HEIGHT_PX} />
              })}
              <TimeAxis {...frame} />
            </div>
          )
        })}
    </div>
  )
}
