import { max } from 'd3-array'
import { memo, useMemo } from 'react'
import type { Recording } from '#recording/recording.ts'
import { cut, highest, peakOf } from './buckets.ts'
import { formatCount, formatMoment } from './figures.ts'
import { Mark } from './Mark.tsx'
import styles from './marks.module.css'
import { areaPath, linePath } from './paths.ts'
import { rowsBySpan } from './rows.ts'
import { LegendEntry, Track } from './Track.tsx'
import { ALONE, type TrackProps, useTrackFrame } from './trackProps.ts'

/** What was asked of the origin's pool at a time: running queries, and with those queued for a connection, demand. */
export const OriginTrack = memo(function OriginTrack(props: TrackProps) {
  const { recording, alongside = ALONE, height, hoverMs = null } = props
  const frame = useTrackFrame(props)
  const { fromMs, toMs, plotWidth } = frame
  const pool = recording.topology.connections
  const { span, demand, running, top } = useMemo(() => {
    const span = cut(recording, fromMs, toMs, plotWidth)
    const demand = highest(recording.series.originDemand, span)
    const running = highest(recording.series.originRunning, span)
    const others = alongside.map(({ series }) => max(highest(series.originDemand, span)) ?? 0)
    return { span, demand, running, top: Math.max(...others, max(demand) ?? 0, pool * 1.15) }
  }, [recording, alongside, fromMs, toMs, plotWidth, pool])
  const under = hoverMs === null ? -1 : span.pointAt(hoverMs)
  const value = (values: Float64Array) => (under < 0 ? undefined : formatCount(values[under] ?? 0))
  return (
    <Track
      of={props}
      frame={frame}
      title="Origin concurrency"
      unit="queries"
      maximum={formatCount(top)}
      conclusion={originConclusion(recording)}
      numbers={() => originNumbers(recording, fromMs, toMs)}
      legend={
        <>
          <LegendEntry mark={<Mark of="origin" />} name="running" value={value(running)} />
          <LegendEntry name="with queued" value={value(demand)} />
        </>
      }
    >
      {useMemo(() => {
        const x = (i: number) => frame.x(span.at(i))
        const y = (queries: number) => height - 1 - (queries / top) * (height - 4)
        const limitY = Math.round(y(pool)) + 0.5
        const under = limitY < 18
        return (
          <>
            <g className={styles.origin}>
              <path className={styles.area} d={areaPath(demand, x, y, height)} />
              <path className={styles.deep} d={areaPath(running, x, y, height)} />
              <path className={styles.line} d={linePath(demand, x, y)} />
            </g>
            <line className={styles.limit} x1={0} x2={plotWidth} y1={limitY} y2={limitY} />
            <text className={styles.note} x={under ? 44 : 2} y={under ? limitY + 13 : limitY - 4}>
              pool limit {formatCount(pool)}
            </text>
          </>
        )
      }, [demand, running, span, top, pool, height, plotWidth, frame])}
    </Track>
  )
})

/** What the chart shows, in words. */
export function originConclusion(recording: Recording): string {
  const pool = recording.topology.connections
  const peak = peakOf(recording.series.originDemand, recording.bucketMs)
  const moment = formatMoment(peak.atMs)
  if (peak.value === 0) return `the origin was never asked; its pool has ${formatCount(pool)} connections`
  const fits = peak.value <= pool ? 'within the' : 'against a'
  return `peak ${formatCount(peak.value)} queries at ${moment}, ${fits} pool of ${formatCount(pool)}`
}

function originNumbers(recording: Recording, fromMs: number, toMs: number) {
  const { series } = recording
  return rowsBySpan(recording, fromMs, toMs, span => {
    const columns = { running: series.originRunning, 'with queued': series.originDemand }
    const peaks = Object.entries(columns).map(([name, values]) => ({ name, values: highest(values, span) }))
    const slow = highest(series.originSlowdown, span)
    return [
      ...peaks.map(({ name, values }) => ({ name, cell: (i: number) => formatCount(values[i] ?? 0) })),
      { name: 'service ×', cell: i => (slow[i] ?? 1).toFixed(2) },
    ]
  })
}
