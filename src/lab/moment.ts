import { max, maxIndex } from 'd3-array'
import { FAILED_FATES, FATES, type NotableEvent, type Recording } from '#recording/recording.ts'
import { harmByBucket } from './harm.ts'

/** Events worth looking at where nobody is harmed, most severe first. What expires or ends all the time is not among them. */
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
  'alert',
  'divergence',
  'shedding',
  'hot-key',
]

/** Less harm than this at its height is no trouble: any second has a slow request in a hundred. */
const LEAST_HARM = 0.012
/** The height of the trouble begins where it has come this near to its worst. */
const NEAR_WORST = 0.85
/** Where nothing is bad for readers, so much after the most severe event is the picture of it, ms. */
const SHORTLY_MS = 300

/**
 * Where a recording says most: when the trouble is at its height for readers; without trouble, at its most severe event;
 * and where nothing happened, when the origin is asked for most.
 */
export function tellingMoment(recording: Recording): number {
  const { endMs, settleMs, durationMs, bucketMs, series } = recording
  const harm = harmByBucket(recording)
  const worst = max(harm) ?? 0
  if (worst >= LEAST_HARM) {
    const near = harm.findIndex(each => each >= NEAR_WORST * worst)
    return Math.min(endMs, (near + 1) * bucketMs)
  }
  const severe = mostSevere(recording)
  if (severe !== undefined) return Math.min(endMs, severe.atMs + SHORTLY_MS)
  const settled = Math.ceil(settleMs / bucketMs)
  const demand = series.originDemand.subarray(settled, Math.ceil(durationMs / bucketMs))
  return Math.min(endMs, (settled + (maxIndex(demand) + 1)) * bucketMs)
}

function mostSevere({ events, settleMs }: Recording): NotableEvent | undefined {
  const settled = events.filter(({ atMs }) => atMs >= settleMs)
  for (const kind of BY_SEVERITY) {
    const first = settled.find(event => event.kind === kind)
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
