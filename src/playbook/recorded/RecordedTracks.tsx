import { type PointerEvent, useMemo, useState } from 'react'
import { formatMoment } from '#charts/figures.ts'
import { TimeAxis } from '#charts/TimeAxis.tsx'
import { type TrackFrame, useTrackFrame } from '#charts/trackProps.ts'
import { TRACKS } from '#charts/tracks.ts'
import type { Recording } from '#recording/recording.ts'
import type { TrackId } from '#recording/tracks.ts'
import { classes } from '#ui/classes.ts'
import { useWidth } from '#ui/useWidth.ts'
import { type Excerpt, recordingOf } from './excerpt.ts'
import styles from './RecordedTracks.module.css'

const HEIGHT_PX = 104
/** Two runs stand beside one another from this width on, and below one another under it. */
const BESIDE_PX = 560
const GAP_PX = 32

interface RecordedTracksProps {
  readonly excerpt: Excerpt
  readonly fromMs: number
  readonly toMs: number
  readonly tracks: readonly TrackId[]
}

/** The tracks of one run, or of two on one scale, over the same stretch of time and under one crosshair. */
export function RecordedTracks({ excerpt, fromMs, toMs, tracks }: RecordedTracksProps) {
  const { ref, width } = useWidth<HTMLDivElement>()
  const [hoverMs, setHoverMs] = useState<number | null>(null)
  const columns = width >= BESIDE_PX ? excerpt.runs.length : 1
  const columnWidth = Math.floor((width - (columns - 1) * GAP_PX) / columns)
  const runs = useMemo(() => {
    const recordings = excerpt.runs.map(recordingOf)
    return recordings.map(recording => ({
      recording,
      alongside: recordings.filter(other => other !== recording),
    }))
  }, [excerpt])
  const hasNames = excerpt.runs.length > 1
  const rows = tracks.length + (hasNames ? 2 : 1)
  return (
    <div
      ref={ref}
      className={styles.runs}
      style={{ '--columns': columns, '--rows': rows, '--gap': `${GAP_PX}px` }}
    >
      {width > 0 &&
        excerpt.runs.map(({ designTitle, conclusions }, i) => (
          <div key={designTitle} className={classes(styles.run, columns === 1 && styles.below)}>
            {hasNames && <p className={styles.design}>{designTitle}</p>}
            <RunTracks
              {...runs[i]!}
              {...{ fromMs, toMs, tracks, conclusions, hoverMs, setHoverMs }}
              width={columnWidth}
            />
          </div>
        ))}
    </div>
  )
}

interface RunTracksProps extends Omit<RecordedTracksProps, 'excerpt'> {
  readonly recording: Recording
  readonly alongside: readonly Recording[]
  readonly conclusions: Excerpt['runs'][number]['conclusions']
  readonly width: number
  readonly hoverMs: number | null
  readonly setHoverMs: (ms: number | null) => void
}

function RunTracks(props: RunTracksProps) {
  const { recording, alongside, fromMs, toMs, tracks, conclusions, width, hoverMs, setHoverMs } = props
  const place = { recording, fromMs, toMs, width }
  const frame = useTrackFrame({ ...place, height: HEIGHT_PX })
  return (
    <>
      {tracks.map((name, i) => {
        const { Track } = TRACKS[name]
        const conclusion = conclusions[name]
        return (
          <Track
            key={name}
            {...place}
            alongside={alongside}
            height={HEIGHT_PX}
            hoverMs={hoverMs}
            {...(conclusion !== undefined && { conclusion })}
            over={<Crosshair frame={frame} hoverMs={hoverMs} isFirst={i === 0} onHover={setHoverMs} />}
          />
        )
      })}
      <TimeAxis {...place} />
    </>
  )
}

interface CrosshairProps {
  readonly frame: TrackFrame
  readonly hoverMs: number | null
  /** The first one says which moment it is. */
  readonly isFirst: boolean
  readonly onHover: (ms: number | null) => void
}

/** Hovering reads the values of a moment, in all plots of the figure; the tables have them for everybody else. */
function Crosshair({ frame, hoverMs, isFirst, onHover }: CrosshairProps) {
  const move = (event: PointerEvent<HTMLDivElement>) => {
    if (event.pointerType !== 'mouse') return
    const box = event.currentTarget.getBoundingClientRect()
    const share = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width))
    onHover(frame.fromMs + share * (frame.toMs - frame.fromMs))
  }
  const isLate = hoverMs !== null && frame.x(hoverMs) > frame.plotWidth / 2
  return (
    <div className={styles.over} onPointerMove={move} onPointerLeave={() => onHover(null)}>
      {hoverMs !== null && (
        <div className={styles.hover} style={{ left: frame.x(hoverMs) }}>
          {isFirst && (
            <span className={classes(styles.moment, isLate && styles.leftwards)}>
              {formatMoment(hoverMs)}
            </span>
          )}
        </div>
      )}
    </div>
  )
}
