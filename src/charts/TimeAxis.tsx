import { scaleLinear } from 'd3-scale'
import { memo } from 'react'
import styles from './TimeAxis.module.css'
import type { TrackProps } from './trackProps.ts'
import { useTrackFrame } from './trackProps.ts'

const PX_PER_TICK = 90

/** Seconds under a stack of tracks, with what is not measured (settling, drain) marked. */
export const TimeAxis = memo(function TimeAxis(props: Omit<TrackProps, 'height' | 'hoverMs' | 'over'>) {
  const { recording, gutter = 0 } = props
  const frame = useTrackFrame({ ...props, height: 0 })
  const { fromMs, toMs, plotWidth } = frame
  const seconds = scaleLinear([fromMs / 1000, toMs / 1000], [0, plotWidth])
  const ticks = seconds.ticks(Math.max(2, Math.floor(plotWidth / PX_PER_TICK)))
  const unmeasured = [
    { title: 'settling', from: fromMs, to: Math.min(toMs, recording.settleMs) },
    { title: 'drain', from: Math.max(fromMs, recording.durationMs), to: toMs },
  ].filter(stretch => stretch.to > stretch.from)
  return (
    <div className={styles.axis} style={{ marginLeft: gutter }} aria-hidden="true">
      {unmeasured.map(stretch => {
        const width = frame.x(stretch.to) - frame.x(stretch.from)
        return (
          <span
            key={stretch.title}
            className={styles.unmeasured}
            title={`${stretch.title}: not measured`}
            style={{ left: frame.x(stretch.from), width }}
          />
        )
      })}
      {ticks.map((tick, i) => (
        <span
          key={tick}
          className={i === 0 ? styles.first : seconds(tick) > plotWidth - 20 ? styles.last : styles.tick}
          style={{ left: seconds(tick) }}
        >
          {tick} s
        </span>
      ))}
    </div>
  )
})
