import { max } from 'd3-array'
import { scaleLog } from 'd3-scale'
import { memo, useMemo } from 'react'
import type { Recording } from '#recording/recording.ts'
import { cut, highest, peakOf, ratePerSecond, total } from './buckets.ts'
import { formatCount, formatMoment, formatMs } from './figures.ts'
import { LogNames, LogRules } from './LogTicks.tsx'
import styles from './marks.module.css'
import { Nothing } from './Nothing.tsx'
import { rods } from './paths.ts'
import { rowsBySpan } from './rows.ts'
import { LegendEntry, Track } from './Track.tsx'
import { ALONE, type TrackProps, useTrackFrame } from './trackProps.ts'

const COLUMN_PX = 3
/** The log scale goes from here to the longest lag, and this far at least, ms. */
const FLOOR_MS = 0.5
const LEAST_TOP_MS = 2000

/** How late copies were deleted after the commit: a stem for the latest of each moment, a dot where the change feed led to it. */
export const FeedTrack = memo(function FeedTrack(props: TrackProps) {
  const { recording, alongside = ALONE, height, hoverMs = null } = props
  const frame = useTrackFrame(props)
  const { fromMs, toMs, plotWidth } = frame
  const { hasFeed } = recording.topology
  const { span, lagMs, feedMs, scale } = useMemo(() => {
    const { series } = recording
    const span = cut(recording, fromMs, toMs, plotWidth / COLUMN_PX)
    const [lagMs, feedMs] = [highest(series.invalidationLagMs, span), highest(series.feedLagMs, span)]
    const others = alongside.map(other => max(highest(other.series.invalidationLagMs, span)) ?? 0)
    const topMs = Math.max(LEAST_TOP_MS, 1.5 * Math.max(max(lagMs) ?? 0, ...others))
    const log = scaleLog([FLOOR_MS, topMs], [height - 1, 4]).clamp(true)
    const scale = { fromMs: FLOOR_MS, toMs: topMs, y: (ms: number) => log(Math.max(ms, FLOOR_MS)) }
    return { span, lagMs, feedMs, scale }
  }, [recording, alongside, fromMs, toMs, plotWidth, height])
  const isEmpty = !lagMs.some(ms => ms > 0)
  const under = hoverMs === null ? -1 : span.pointAt(hoverMs)
  const value = (values: Float64Array) => (under < 0 ? undefined : lagWords(values[under] ?? 0))
  return (
    <Track
      of={props}
      frame={frame}
      title="Invalidation"
      unit="log ms after commit"
      {...(!isEmpty && { maximum: formatMs(scale.toMs) })}
      conclusion={feedConclusion(recording)}
      numbers={() => feedNumbers(recording, fromMs, toMs)}
      legend={
        <>
          {!isEmpty && <LegendEntry name="│ latest" value={value(lagMs)} />}
          {hasFeed && <LegendEntry name="● by the feed" value={value(feedMs)} />}
        </>
      }
    >
      {useMemo(() => {
        if (isEmpty) return <Nothing height={height}>nothing was invalidated</Nothing>
        const x = (i: number) => frame.x(span.at(i))
        const late = lagMs.map(ms => ms || Number.NaN)
        const dots = Array.from(feedMs, (ms, i) =>
          ms > 0 ? `M${x(i).toFixed(1)} ${(scale.y(ms) - 2).toFixed(1)}a2 2 0 1 1 0 4a2 2 0 1 1 0-4z` : '',
        )
        return (
          <>
            <LogRules scale={scale} width={plotWidth} height={height} />
            <path className={styles.stem} d={rods(late, x, scale.y, height)} />
            <path className={styles.dot} d={dots.join('')} />
            <LogNames scale={scale} height={height} />
          </>
        )
      }, [isEmpty, lagMs, feedMs, scale, span, height, plotWidth, frame])}
    </Track>
  )
})

const lagWords = (ms: number) => (ms > 0 ? formatMs(ms) : 'none')

/** Whether a copy was ever deleted because of a write. */
export function invalidates({ series }: Recording): boolean {
  return series.invalidationLagMs.some(ms => ms > 0)
}

/** What the chart shows, in words: the longest way from a commit to the delete, and by which way. */
export function feedConclusion(recording: Recording): string {
  const { series, topology, bucketMs } = recording
  if (!invalidates(recording)) {
    const feed = topology.hasFeed ? 'the change feed had nothing to delete' : 'there is no change feed'
    return `nothing was invalidated, and ${feed}`
  }
  const latest = peakOf(series.invalidationLagMs, bucketMs)
  const longest = `the latest delete came ${formatMs(latest.value)} after its commit, at ${formatMoment(latest.atMs)}`
  if (!topology.hasFeed) return `${longest}; no change feed repairs what is lost`
  const deletes = total(series.feedDeletes)
  const feed = peakOf(series.feedLagMs, bucketMs)
  return `${longest}; the change feed led to ${formatCount(deletes)}, at most ${formatMs(feed.value)} late`
}

function feedNumbers(recording: Recording, fromMs: number, toMs: number) {
  const { series } = recording
  return rowsBySpan(recording, fromMs, toMs, span => {
    const lagMs = highest(series.invalidationLagMs, span)
    const feedMs = highest(series.feedLagMs, span)
    const deletes = ratePerSecond(series.feedDeletes, span, recording.bucketMs)
    return [
      { name: 'latest of all', cell: i => lagWords(lagMs[i] ?? 0) },
      { name: 'by the feed, a second', cell: i => formatCount(deletes[i] ?? 0) },
      { name: 'latest of these', cell: i => lagWords(feedMs[i] ?? 0) },
    ]
  })
}
