import { max } from 'd3-array'
import { memo, useMemo } from 'react'
import type { Recording } from '#recording/recording.ts'
import { cut, highest, peakOf, ratePerSecond, total } from './buckets.ts'
import { formatBytes, formatCount, formatMoment, formatShare } from './figures.ts'
import styles from './marks.module.css'
import { Nothing } from './Nothing.tsx'
import { areaPath, linePath } from './paths.ts'
import { rowsBySpan } from './rows.ts'
import { LegendEntry, Track } from './Track.tsx'
import { ALONE, type TrackProps, useTrackFrame } from './trackProps.ts'

const RATE_MS = 200
/** Evictions have this share of the height, from the floor. */
const EVICTIONS_SHARE = 0.34

/** Bytes that all Redis nodes hold, against their limit, and below them the entries evicted a second. */
export const MemoryTrack = memo(function MemoryTrack(props: TrackProps) {
  const { recording, alongside = ALONE, height, hoverMs = null } = props
  const frame = useTrackFrame(props)
  const { fromMs, toMs, plotWidth } = frame
  const limit = recording.topology.memoryBytes
  const { span, bytes, evicted, top, mostEvicted } = useMemo(() => {
    const span = cut(recording, fromMs, toMs, plotWidth, RATE_MS)
    const bytes = highest(recording.series.memoryBytes, span)
    const evicted = ratePerSecond(recording.series.evictions, span, recording.bucketMs)
    const onOneScale = [recording, ...alongside].map(({ series, topology, bucketMs }) => ({
      top: Math.max(max(highest(series.memoryBytes, span)) ?? 0, (topology.memoryBytes ?? 0) * 1.1),
      mostEvicted: max(ratePerSecond(series.evictions, span, bucketMs)) ?? 0,
    }))
    const top = max(onOneScale, of => of.top) || 1
    return { span, bytes, evicted, top, mostEvicted: max(onOneScale, of => of.mostEvicted) ?? 0 }
  }, [recording, alongside, fromMs, toMs, plotWidth])
  const isAccounted = countsBytes(recording)
  const under = hoverMs === null ? -1 : span.pointAt(hoverMs)
  return (
    <Track
      of={props}
      frame={frame}
      title="Memory"
      unit="bytes in Redis"
      {...(isAccounted && { maximum: formatBytes(top) })}
      conclusion={memoryConclusion(recording)}
      numbers={() => memoryNumbers(recording, fromMs, toMs)}
      legend={
        <>
          {isAccounted && under >= 0 && (
            <LegendEntry name="held" value={formatBytes(bytes[under] ?? Number.NaN)} />
          )}
          {mostEvicted > 0 && (
            <LegendEntry
              name="▮ evicted/s"
              value={under < 0 ? `up to ${formatCount(mostEvicted)}` : formatCount(evicted[under] ?? 0)}
            />
          )}
        </>
      }
    >
      {useMemo(() => {
        const x = (i: number) => frame.x(span.at(i))
        const y = (value: number) => height - 1 - (value / top) * (height - 4)
        const evictedY = (rate: number) => height - (rate / (mostEvicted || 1)) * height * EVICTIONS_SHARE
        const limitY = limit === null ? null : Math.round(y(limit)) + 0.5
        return (
          <>
            {!isAccounted && <Nothing height={height}>no limit and no price: nobody counts bytes</Nothing>}
            {isAccounted && (
              <g className={styles.plain}>
                <path className={styles.area} d={areaPath(bytes, x, y, height)} />
                <path className={styles.line} d={linePath(bytes, x, y)} />
              </g>
            )}
            {mostEvicted > 0 && <path className={styles.bar} d={areaPath(evicted, x, evictedY, height)} />}
            {limitY !== null && limit !== null && (
              <>
                <line className={styles.limit} x1={0} x2={plotWidth} y1={limitY} y2={limitY} />
                <text className={styles.note} x={60} y={limitY + 13}>
                  limit {formatBytes(limit)}
                </text>
              </>
            )}
          </>
        )
      }, [bytes, evicted, span, top, mostEvicted, limit, isAccounted, height, plotWidth, frame])}
    </Track>
  )
})

/** Bytes are accounted where nodes have a limit or memory has a price. */
export function countsBytes({ series }: Recording): boolean {
  return series.memoryBytes.some(bytes => bytes > 0)
}

/** What the chart shows, in words: the most held, against the limit, and what was evicted. */
export function memoryConclusion(recording: Recording): string {
  const { series, topology, bucketMs } = recording
  if (!countsBytes(recording)) return 'bytes are not counted: the nodes have no limit, and memory no price'
  const peak = peakOf(series.memoryBytes, bucketMs)
  const evictions = total(series.evictions)
  const limit = topology.memoryBytes
  const held =
    limit === null
      ? `at most ${formatBytes(peak.value)} held, at ${formatMoment(peak.atMs)}, without a limit`
      : `at most ${formatBytes(peak.value)} held, ${formatShare(peak.value / limit)} of the limit, at ${formatMoment(peak.atMs)}`
  if (evictions === 0) return `${held}; nothing was evicted`
  const first = series.evictions.findIndex(count => count > 0) * bucketMs
  return `${held}; ${formatCount(evictions)} entries evicted, the first at ${formatMoment(first)}`
}

function memoryNumbers(recording: Recording, fromMs: number, toMs: number) {
  const { series } = recording
  return rowsBySpan(recording, fromMs, toMs, span => {
    const bytes = highest(series.memoryBytes, span)
    const evicted = ratePerSecond(series.evictions, span, recording.bucketMs)
    return [
      { name: 'held', cell: i => formatBytes(bytes[i] ?? Number.NaN) },
      { name: 'evicted/s', cell: i => formatCount(evicted[i] ?? 0) },
    ]
  })
}
