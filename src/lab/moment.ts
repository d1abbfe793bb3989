import { countsByOutcome } from '#charts/buckets.ts'
import { FAILED_FATES, FATES, type NotableEvent, type Recording } from '#recording/recording.ts'

/** What an event is worth looking at, most severe first. */
const BY_SEVERITY: readonly NotableEvent['kind'][] = [
  'pool-exhausted',
  'first-failure',
  'first-stale',
  'first-wrong',
  'own-write',
  'writes-lost',
  'crash',
  'failover',
  'breaker',
  'fault',
  'expiry',
  'refresh',
  'alert',
  'divergence',
  'shedding',
  'hot-key',
  'warming',
  'fault-ends',
  'pool-recovered',
]

/** How far after an event its worst is looked for, ms. */
const LOOK_AHEAD_MS = 8000
/** Where nothing grows worse after the event, so much after it is the picture of it. */
const SHORTLY_MS = 300

/** Where a recording says most: when the trouble that follows its most severe event is near its height. */
export function tellingMoment(recording: Recording): number {
  const severe = mostSevere(recording.events)
  if (severe === undefined) return Math.min(recording.endMs, recording.settleMs + SHORTLY_MS)
  const { bucketMs, buckets, series } = recording
  const failed = countsByOutcome(recording).failed
  const from = Math.floor(severe.atMs / bucketMs)
  const to = Math.min(buckets, Math.ceil((severe.atMs + LOOK_AHEAD_MS) / bucketMs))
  const highest = (values: Uint32Array) => {
    let most = 0
    for (let i = from; i < to; i++) most = Math.max(most, values[i] ?? 0)
    return most
  }
  const mostWaiting = Math.max(1, highest(series.originWaiting))
  const mostFailed = Math.max(1, highest(failed))
  const trouble = (i: number) => (series.originWaiting[i] ?? 0) / mostWaiting + (failed[i] ?? 0) / mostFailed
  let worst = 0
  for (let i = from; i < to; i++) worst = Math.max(worst, trouble(i))
  if (worst === 0) return Math.min(recording.endMs, severe.atMs + SHORTLY_MS)
  for (let i = from; i < to; i++) {
    if (trouble(i) >= 0.85 * worst) return Math.min(recording.endMs, (i + 1) * bucketMs)
  }
  return severe.atMs
}

function mostSevere(events: readonly NotableEvent[]): NotableEvent | undefined {
  for (const kind of BY_SEVERITY) {
    const first = events.find(event => event.kind === kind)
    if (first !== undefined) return first
  }
  return undefined
}

/** The request that tells most: the slowest failed, else the slowest stale, else the slowest. */
export function tellingTrace(recording: Recording): number | null {
  const { traces } = recording
  let best: number | null = null
  let bestRank = Number.NEGATIVE_INFINITY
  for (let i = 0; i < traces.count; i++) {
    const fate = FATES[traces.fate[i] as number] ?? 'error'
    const kind = FAILED_FATES.includes(fate) ? 2 : fate === 'stale' ? 1 : 0
    const rank = kind * 1e9 + (traces.endMs[i] as number) - (traces.startMs[i] as number)
    if (rank > bestRank) {
      best = i
      bestRank = rank
    }
  }
  return best
}

/** Where the trace of this request is; null when the recording did not keep it. */
export function traceOf(recording: Recording, request: number): number | null {
  const index = recording.traces.request.indexOf(request)
  return index < 0 ? null : index
}
