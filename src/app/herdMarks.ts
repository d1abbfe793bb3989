import { outcomeOf } from '#charts/buckets.ts'
import { FATES, type Recording } from '#recording/recording.ts'

/** One reader of the even sample, as the picture draws it. */
export interface HerdMark {
  readonly startMs: number
  readonly endMs: number
  readonly kind: 'hit' | 'joined' | 'miss' | 'stale' | 'failed'
  /** From 0 to 1: where in the band of quick answers it lies. Decoration, but the same at every drawing. */
  readonly lane: number
}

/** The sampled readers who arrived in a stretch of time, in order of arrival. */
export function herdMarks(recording: Recording, fromMs: number, toMs: number): readonly HerdMark[] {
  const { traces } = recording
  const marks: HerdMark[] = []
  for (let i = 0; i < traces.count; i++) {
    const startMs = traces.startMs[i] ?? 0
    if (traces.sampled[i] !== 1 || startMs < fromMs || startMs > toMs) continue
    const fate = FATES[traces.fate[i] ?? 0] ?? 'error'
    const lane = scatter(traces.request[i] ?? 0)
    marks.push({ startMs, endMs: traces.endMs[i] ?? startMs, kind: outcomeOf(fate), lane })
  }
  return marks
}

/** A number from 0 to 1 that looks like chance and is not. */
function scatter(n: number): number {
  const mixed = Math.imul(n ^ (n >>> 15), 0x2c1b3c6d)
  return (Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39) >>> 8) / 2 ** 24
}

/** What the origin's pool is doing at a moment. */
export function poolAt(
  recording: Recording,
  atMs: number,
): { readonly running: number; readonly waiting: number } {
  const { series, bucketMs, buckets } = recording
  const bucket = Math.max(0, Math.min(buckets - 1, Math.floor(atMs / bucketMs)))
  return { running: series.originRunning[bucket] ?? 0, waiting: series.originWaiting[bucket] ?? 0 }
}

/** When the most was asked of the pool within a stretch of time. */
export function worstMoment(recording: Recording, fromMs: number, toMs: number): number {
  const { series, bucketMs, buckets } = recording
  const last = Math.min(buckets - 1, Math.floor(toMs / bucketMs))
  let worst = Math.floor(fromMs / bucketMs)
  for (let bucket = worst; bucket <= last; bucket++)
    if ((series.originDemand[bucket] ?? 0) > (series.originDemand[worst] ?? 0)) worst = bucket
  return worst * bucketMs
}

/** The longest line of a run. */
export function longestLine(recording: Recording): number {
  return recording.series.originWaiting.reduce((longest, waiting) => Math.max(longest, waiting), 0)
}
