import { median } from 'd3-array'
import { memo, useMemo } from 'react'
import type { Recording } from '#recording/recording.ts'
import { cut, type Span } from './buckets.ts'
import { formatMs } from './figures.ts'
import { type Heat, heatOf } from './heat.ts'
import styles from './marks.module.css'
import { linePath } from './paths.ts'
import { rowsBySpan } from './rows.ts'
import { LegendEntry, Track } from './Track.tsx'
import { type TrackProps, useTrackFrame } from './trackProps.ts'

/** Narrower columns of the heatmap than this cannot be told apart, px. */
const COLUMN_PX = 2
/** Shorter stretches than this have no 99th percentile worth a line, ms. */
const QUANTILE_MS = 1000
const TICKS_MS = [0.1, 1, 10, 100, 1000, 10_000, 100_000]

/** How long requests took, by when they ended: ink where many did, on a log scale, with median and 99th percentile. */
export const LatencyTrack = memo(function LatencyTrack(props: TrackProps) {
  const { recording, height, hoverMs = null } = props
  const frame = useTrackFrame(props)
  const { fromMs, toMs, plotWidth } = frame
  const { span, wide, p50, p99 } = useMemo(() => {
    const span = cut(recording, fromMs, toMs, plotWidth / COLUMN_PX)
    const wide = cut(recording, fromMs, toMs, plotWidth / COLUMN_PX, QUANTILE_MS)
    const quantiles = (q: number) =>
      Float64Array.from({ length: wide.points }, (_, i) => gridQuantile(recording.latency, wide, i, q))
    return { span, wide, p50: medians(recording, wide), p99: quantiles(0.99) }
  }, [recording, fromMs, toMs, plotWidth])
  const heat = useMemo(() => heatOf(recording.latency, span, height), [recording, span, height])
  const under = hoverMs === null ? -1 : wide.pointAt(hoverMs)
  const value = (values: Float64Array) => (under < 0 ? undefined : formatMs(values[under] ?? Number.NaN))
  return (
    <Track
      of={props}
      frame={frame}
      title="Latency"
      unit="log ms"
      maximum={formatMs(heat.toMs)}
      conclusion={latencyConclusion(recording)}
      numbers={() => latencyNumbers(recording, fromMs, toMs)}
      legend={
        <>
          <LegendEntry name="p50 ···" value={value(p50)} />
          <LegendEntry name="p99 —" value={value(p99)} />
        </>
      }
    >
      {useMemo(() => {
        const x = (i: number) => frame.x(wide.at(i))
        const bucketMs = recording.bucketMs
        const scale = `translate(${frame.x(span.first * bucketMs)} 0) scale(${plotWidth / ((toMs - fromMs) / (span.per * bucketMs))} 1)`
        return (
          <>
            <g className={styles.heat} transform={scale}>
              {heat.shades.map(({ opacity, d }) => (
                <path key={opacity} d={d} fillOpacity={opacity} />
              ))}
            </g>
            {ticksOf(heat, height).map(ms => (
              <line key={ms} className={styles.rule} x1={0} x2={plotWidth} y1={heat.y(ms)} y2={heat.y(ms)} />
            ))}
            <path className={styles.p50} d={linePath(p50, x, heat.y)} />
            <path className={styles.p99} d={linePath(p99, x, heat.y)} />
            {ticksOf(heat, height).map(ms => (
              <text key={ms} className={styles.tick} x={1} y={heat.y(ms) - 2}>
                {ms < 1000 ? `${ms} ms` : `${ms / 1000} s`}
              </text>
            ))}
          </>
        )
      }, [heat, height, p50, p99, span, wide, recording, fromMs, toMs, plotWidth, frame])}
    </Track>
  )
})

/** What the chart shows, in words: over the measured requests, which are those the objectives count. */
export function latencyConclusion(recording: Recording): string {
  const { requests, latencyMs } = recording.summary
  if (requests === 0) return 'no request was measured'
  const { p50, p99, worstSecondP99 } = latencyMs
  return `median ${formatMs(p50)}, p99 ${formatMs(p99)}; p99 of the worst second ${formatMs(worstSecondP99)}`
}

function latencyNumbers(recording: Recording, fromMs: number, toMs: number) {
  const { latency } = recording
  return rowsBySpan(recording, fromMs, toMs, span => {
    const p50 = medians(recording, span)
    return [
      { name: 'p50', cell: i => formatMs(p50[i] ?? Number.NaN) },
      { name: 'p99, about', cell: i => formatMs(gridQuantile(latency, span, i, 0.99)) },
      { name: 'longest, below', cell: i => formatMs(gridQuantile(latency, span, i, 1)) },
    ]
  })
}

/** Powers of ten with room for their names, clear of the top of the axis. */
function ticksOf(heat: Heat, height: number): readonly number[] {
  let lastY = height
  return TICKS_MS.filter(ms => {
    const y = heat.y(ms)
    if (ms <= heat.fromMs || ms >= heat.toMs || y < 26 || lastY - y < 13) return false
    lastY = y
    return true
  })
}

/** The middle one of the buckets' medians in each point; NaN where nothing ended. */
function medians({ series }: Recording, span: Span): Float64Array {
  return Float64Array.from({ length: span.points }, (_, i) => {
    const from = span.first + i * span.per
    return median(series.p50.subarray(from, from + span.per)) ?? Number.NaN
  })
}

/** A quantile of the requests that ended in a point, within the width of a bin. NaN where none did. */
function gridQuantile(grid: Recording['latency'], span: Span, point: number, q: number): number {
  const from = (span.first + point * span.per) * grid.bins
  const to = Math.min(from + span.per * grid.bins, grid.counts.length)
  const byBin = new Float64Array(grid.bins)
  let count = 0
  for (let i = from; i < to; i++) {
    byBin[i % grid.bins] = (byBin[i % grid.bins] as number) + (grid.counts[i] as number)
    count += grid.counts[i] as number
  }
  let before = 0
  for (let bin = 0; bin < grid.bins && count > 0; bin++) {
    const inBin = byBin[bin] as number
    if (inBin > 0 && before + inBin >= q * count) {
      const low = grid.edgesMs[bin] as number
      const high = grid.edgesMs[bin + 1] as number
      return Number.isFinite(high) ? low + (high - low) * ((q * count - before) / inBin) : low
    }
    before += inBin
  }
  return Number.NaN
}
