import { FATES, type Recording } from '#recording/recording.ts'

/** One reader of the even sample, as the picture draws it. */
export interface HerdMark {
  readonly startMs: number
  readonly endMs: number
  readonly kind: 'hit' | 'miss' | 'stale' | 'failed'
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
    const kind =
      fate === 'hit' || fate === 'stale' ? fate : fate === 'miss' || fate === 'joined' ? 'miss' : 'failed'
    const lane = ((traces.request[i] ?? 0) * 0.618034) % 1
    marks.push({ startMs, endMs: traces.endMs[i] ?? startMs, kind, lane })
  }
  return marks
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
