import { max } from 'd3-array'
import { memo, useMemo } from 'react'
import { failures } from '#recording/moments.ts'
import type { Recording } from '#recording/recording.ts'
import {
  countsByOutcome,
  cut,
  OUTCOMES,
  type Outcome,
  peakOf,
  ratePerSecond,
  type Span,
  total,
} from './buckets.ts'
import { formatCount, formatMoment, formatShare } from './figures.ts'
import { Mark } from './Mark.tsx'
import styles from './marks.module.css'
import { areaPath, linePath } from './paths.ts'
import { rowsBySpan } from './rows.ts'
import { LegendEntry, Track } from './Track.tsx'
import { ALONE, type TrackProps, useTrackFrame } from './trackProps.ts'

/** Shorter stretches than this make a rate of noise, ms. */
const RATE_MS = 200

/** Requests a second by how they ended; failures of every kind together. */
export const FateTrack = memo(function FateTrack(props: TrackProps) {
  const { recording, alongside = ALONE, height, hoverMs = null } = props
  const frame = useTrackFrame(props)
  const { fromMs, toMs, plotWidth } = frame
  const drawn = useMemo(() => {
    const span = cut(recording, fromMs, toMs, plotWidth, RATE_MS)
    const rates = ratesByOutcome(recording, span)
    const onOneScale = [rates, ...alongside.map(other => ratesByOutcome(other, span))]
    const top = max(onOneScale.flatMap(of => [...of.values()].map(values => max(values) ?? 0))) || 1
    return { span, rates, top }
  }, [recording, alongside, fromMs, toMs, plotWidth])
  const { span, rates, top } = drawn
  const under = hoverMs === null ? -1 : span.pointAt(hoverMs)
  return (
    <Track
      of={props}
      frame={frame}
      title="Requests by fate"
      unit="/s"
      maximum={`${formatCount(top)}/s`}
      conclusion={fateConclusion(recording)}
      numbers={() => fateNumbers(recording, fromMs, toMs)}
      legend={[...rates].map(([outcome, values]) => (
        <LegendEntry
          key={outcome}
          mark={<Mark of={outcome} />}
          name={outcome}
          value={under < 0 ? undefined : formatCount(values[under] ?? 0)}
        />
      ))}
    >
      {useMemo(() => {
        const x = (i: number) => frame.x(span.at(i))
        const y = (rate: number) => height - 1 - (rate / top) * (height - 4)
        return [...rates].map(([outcome, values]) => (
          <g key={outcome} className={styles[outcome]}>
            <path className={styles.area} d={areaPath(values, x, y, height)} />
            <path className={styles.line} d={linePath(values, x, y)} />
          </g>
        ))
      }, [rates, span, top, height, frame])}
    </Track>
  )
})

/** Hits always, the others where there is any of them. */
function ratesByOutcome(recording: Recording, span: Span): ReadonlyMap<Outcome, Float64Array> {
  const counts = countsByOutcome(recording)
  const rates = OUTCOMES.map(
    outcome => [outcome, ratePerSecond(counts[outcome], span, recording.bucketMs)] as const,
  )
  return new Map(rates.filter(([outcome, values]) => outcome === 'hit' || total(values) > 0))
}

/** What the chart shows, in words: over the measured requests, which are those the objectives count. */
export function fateConclusion(recording: Recording): string {
  const { requests, outcomes } = recording.summary
  if (requests === 0) return 'no request was measured'
  const failed = failures(recording.summary)
  const stale = outcomes.stale === 0 ? '' : `, ${formatCount(outcomes.stale)} were stale`
  const ofAll = `of ${formatCount(requests)} measured requests ${formatShare(outcomes.ok / requests)} got the current value${stale}`
  if (failed === 0) return `${ofAll}, none failed`
  const counts = countsByOutcome(recording).failed
  const first = counts.findIndex(count => count > 0) * recording.bucketMs
  const peak = peakOf(counts, recording.bucketMs)
  return `${ofAll}, ${formatCount(failed)} failed, the first at ${formatMoment(first)}, most at ${formatMoment(peak.atMs)}`
}

function fateNumbers(recording: Recording, fromMs: number, toMs: number) {
  const counts = countsByOutcome(recording)
  return rowsBySpan(recording, fromMs, toMs, span =>
    OUTCOMES.map(outcome => {
      const rates = ratePerSecond(counts[outcome], span, recording.bucketMs)
      return { name: `${outcome}/s`, cell: i => formatCount(rates[i] ?? 0) }
    }),
  )
}
