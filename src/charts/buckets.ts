import type { Fate, Recording } from '#recording/recording.ts'

/** The fates a screen tells apart: the four ways to fail are one. */
export const OUTCOMES = ['hit', 'joined', 'miss', 'stale', 'failed'] as const
export type Outcome = (typeof OUTCOMES)[number]

export function outcomeOf(fate: Fate): Outcome {
  return fate === 'shed' || fate === 'rejected' || fate === 'timeout' || fate === 'error' ? 'failed' : fate
}

/** The bucket that holds this moment, never outside of the recording. */
export function bucketAt(recording: Recording, ms: number): number {
  const bucket = Math.floor(ms / recording.bucketMs)
  return Math.max(0, Math.min(recording.buckets - 1, Number.isFinite(bucket) ? bucket : 0))
}

/** A stretch of the recording cut into points of `per` buckets each, as a chart draws it. */
export interface Span {
  readonly first: number
  /** The bucket after the last one. */
  readonly end: number
  readonly per: number
  readonly points: number
  /** The middle of point i, ms. */
  at(i: number): number
  /** The point that holds a moment, or -1 outside of the stretch. */
  pointAt(ms: number): number
}

/** Cuts [fromMs, toMs) into at most `atMost` points of at least `leastMs` each. */
export function cut(recording: Recording, fromMs: number, toMs: number, atMost: number, leastMs = 0): Span {
  const { bucketMs } = recording
  const first = bucketAt(recording, fromMs)
  const end = Math.min(recording.buckets, Math.max(first + 1, Math.ceil(toMs / bucketMs)))
  const buckets = end - first
  const per = Math.max(1, Math.ceil(leastMs / bucketMs), Math.ceil(buckets / Math.max(1, Math.floor(atMost))))
  const points = Math.ceil(buckets / per)
  return {
    first,
    end,
    per,
    points,
    at: i => (first + (i * per + Math.min((i + 1) * per, buckets)) / 2) * bucketMs,
    pointAt: ms => {
      const bucket = Math.floor(ms / bucketMs)
      return bucket < first || bucket >= end ? -1 : Math.floor((bucket - first) / per)
    },
  }
}

type Numbers = Uint32Array | Float32Array | Float64Array

/** Events a second in each point, from counts a bucket. */
export function ratePerSecond(counts: Numbers, span: Span, bucketMs: number): Float64Array {
  const sums = new Float64Array(span.points)
  for (let i = 0; i < span.points; i++) {
    const from = span.first + i * span.per
    const to = Math.min(from + span.per, span.end)
    let sum = 0
    for (let bucket = from; bucket < to; bucket++) sum += counts[bucket] as number
    sums[i] = to > from ? (sum * 1000) / ((to - from) * bucketMs) : 0
  }
  return sums
}

/** The highest value in each point; NaN where all of its buckets are. */
export function highest(values: Numbers, span: Span): Float64Array {
  const peaks = new Float64Array(span.points).fill(Number.NaN)
  for (let i = 0; i < span.points; i++) {
    const from = span.first + i * span.per
    const to = Math.min(from + span.per, span.end)
    for (let bucket = from; bucket < to; bucket++) {
      const value = values[bucket] as number
      if (!(value <= (peaks[i] as number)) && !Number.isNaN(value)) peaks[i] = value
    }
  }
  return peaks
}

/** Counts a bucket by outcome: what the series say, with the failures added up. */
export function countsByOutcome(recording: Recording): Readonly<Record<Outcome, Uint32Array>> {
  const known = outcomeCounts.get(recording)
  if (known !== undefined) return known
  const { fates } = recording.series
  const failed = new Uint32Array(recording.buckets)
  for (const counts of [fates.shed, fates.rejected, fates.timeout, fates.error]) {
    for (let i = 0; i < failed.length; i++) failed[i] = (failed[i] as number) + (counts[i] ?? 0)
  }
  const counts = { hit: fates.hit, joined: fates.joined, miss: fates.miss, stale: fates.stale, failed }
  outcomeCounts.set(recording, counts)
  return counts
}
const outcomeCounts = new WeakMap<Recording, Readonly<Record<Outcome, Uint32Array>>>()

/** Of the requests that ended in each point, the share with an outcome; 0 where none ended. */
export function outcomeShares(recording: Recording, span: Span, outcome: Outcome): Float64Array {
  const counts = countsByOutcome(recording)
  const rates = OUTCOMES.map(each => ratePerSecond(counts[each], span, recording.bucketMs))
  const chosen = rates[OUTCOMES.indexOf(outcome)]!
  return chosen.map((rate, i) => (rate === 0 ? 0 : rate / rates.reduce((sum, each) => sum + each[i]!, 0)))
}

/** The same for answers with a value that nobody intended, whatever became of them otherwise. */
export function wrongShares(recording: Recording, span: Span): Float64Array {
  const { series, bucketMs } = recording
  const ended = Object.values(series.fates).map(counts => ratePerSecond(counts, span, bucketMs))
  const wrong = ratePerSecond(series.wrong, span, bucketMs)
  return wrong.map((rate, i) => (rate === 0 ? 0 : rate / ended.reduce((sum, each) => sum + each[i]!, 0)))
}

/** Where a series is highest, and when: the first bucket of several. */
export function peakOf(values: Numbers, bucketMs: number): { value: number; atMs: number } {
  let best = -1
  for (let i = 0; i < values.length; i++) {
    if (best < 0 || (values[i] as number) > (values[best] as number)) best = i
  }
  return best < 0 ? { value: 0, atMs: 0 } : { value: values[best] as number, atMs: best * bucketMs }
}

export function total(values: Numbers): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] as number
  return sum
}
