import { median } from 'd3-array'
import { memo, useMemo } from 'react'
import type { Recording } from '#recording/recording.ts'
import { cut, type Span } from './buckets.ts'
import { formatMs } from './figures.ts'
import { heatOf } from './heat.ts'
import { LogNames, LogRules } from './LogTicks.tsx'
import styles from './marks.module.css'
import { linePath } from './paths.ts'
import { rowsBySpan } from './rows.ts'
import { ShadedCells } from './ShadedCells.tsx'
import { LegendEntry, Track } from './Track.tsx'
import { ALONE, type TrackProps, useTrackFrame } from './trackProps.ts'

/** Narrower columns of the heatmap than this cannot be told apart, px. */
const COLUMN_PX = 2
/** Shorter stretches than this have no 99th percentile worth a line, ms. */
const QUANTILE_MS = 1000

/** How long requests took, by when they ended: ink where many did, on a log scale, with median and 99th percentile. */
export const LatencyTrack = memo(function LatencyTrack(props: TrackProps) {
  const { recording, alongside = ALONE, height, hoverMs = null } = props
  const frame = useTrackFrame(props)
  const { fromMs, toMs, plotWidth } = frame
  const { span, wide, p50, p99 } = useMemo(() => {
    const span = cut(recording, fromMs, toMs, plotWidth / COLUMN_PX)
    const wide = cut(recording, fromMs, toMs, plotWidth / COLUMN_PX, QUANTILE_MS)
    const quantiles = (q: number) =>
      Float64Array.from({ length: wide.points }, (_, i) => gridQuantile(recording.latency, wide, i, q))
    return { span, wide, p50: medians(recording, wide), p99: quantiles(0.99) }
  }, [recording, fromMs, toMs, plotWidth])
  const heat = useMemo(() => {
    const others = alongside.map(({ latency }) => latency)
    return heatOf(recording.latency, span, height, others)
  }, [recording, alongside, span, height])
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
        return (
          <>
            <ShadedCells {...{ recording, span, frame }} shades={heat.shades} className={styles.heat} />
            <LogRules scale={heat} width={plotWidth} height={height} />
            <path className={styles.p50} d={linePath(p50, x, heat.y)} />
            <path className={styles.p99} d={linePath(p99, x, heat.y)} />
            <LogNames scale={heat} height={height} />
          </>
        )
      }, [heat, height, p50, p99, span, wide, recording, plotWidth, frame])}
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

/** The middle one of the buckets' medians in each point; NaN where nothing ended. */
function medians({ series }: Recording, span: Span): Float64Array {
  return Float64Array.from({ length: span.points }, (_, i) => {
    const from = span.first + i * span.per
    return median(series.p50.subarray(from, Math.min(from + span.per, span.end))) ?? Number.NaN
  })
}

/** A quantile of the requests that ended in a point, within the width of a bin. NaN where none did. */
function gridQuantile(grid: Recording['latency'], span: Span, point: number, q: number): number {
  const from = (span.first + point * span.per) * grid.bins
  const to = Math.min(from + span.per * grid.bins, span.end * grid.bins)
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
