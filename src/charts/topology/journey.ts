import { FATES, type Recording, STAGES, type Stage } from '#recording/recording.ts'
import { type Outcome, outcomeOf } from '../buckets.ts'

/** Where on the screen a request is: between two parts, or docked at one. */
type Place =
  | 'to-instance'
  | 'at-instance'
  | 'to-node'
  | 'from-node'
  | 'to-origin'
  | 'in-line'
  | 'running'
  | 'from-origin'
  | 'to-reader'
  | 'at-reader'

export interface Whereabouts {
  place: Place
  /** 0 to 1 of the way. */
  progress: number
  /** What is known of its outcome by now; 'open' before a tier has answered. */
  look: Outcome | 'open' | 'waiting'
  /** When it came to this place, ms: orders those who queue. */
  sinceMs: number
}

/** Shares of the least travelling time that each way takes. */
const WAY = {
  'to-instance': 0.28,
  'to-node': 0.22,
  'from-node': 0.22,
  'to-origin': 0.2,
  'from-origin': 0.2,
  'to-reader': 0.28,
} as const

/** Less than this without a span is the way back, ms. */
const OPEN_MS = 20

/** The ways of one attempt, at most: what a dot may lag behind its request. */
export const LONGEST_WAY = 1.4

/**
 * Where request `i` of the traces is at `atMs`: a pure function, so that dragging back is the same as never having gone.
 * Ways take at least their share of `leastMs`, since a hit of 2 ms would be gone in a blink; a dot may thus lag behind
 * its request. Waiting has its true duration, cut by that lag. Returns false before the start and after the end.
 */
export function whereIs(
  traces: Recording['traces'],
  i: number,
  atMs: number,
  leastMs: number,
  out: Whereabouts,
): boolean {
  const startMs = traces.startMs[i] as number
  if (atMs < startMs) return false
  const walk = new Walk(atMs, leastMs, startMs, out)
  const outcome = outcomeOf(FATES[traces.fate[i] as number] ?? 'error')
  const first = traces.spanFirst[i] as number
  const last = traces.spanFirst[i + 1] as number

  let at: 'reader' | 'instance' | 'origin' = 'reader'
  let known: Whereabouts['look'] = 'open'
  for (let s = first; s < last; s++) {
    const stage = STAGES[traces.spanStage[s] as number] as Stage
    const from = traces.spanStartMs[s] as number
    const to = traces.spanEndMs[s] as number
    if (stage === 'network') continue
    if (stage === 'backoff') {
      if (at !== 'reader' && walk.way('to-reader', from, 'failed')) return true
      at = 'reader'
      if (walk.stay('at-reader', from, to, 'open')) return true
      known = 'open'
      continue
    }
    if (at === 'reader') {
      if (walk.way('to-instance', from, 'open')) return true
      at = 'instance'
    }
    if (stage === 'pool' || stage === 'query') {
      known = 'miss'
      if (at !== 'origin' && walk.way('to-origin', from, known)) return true
      at = 'origin'
      if (walk.stay(stage === 'pool' ? 'in-line' : 'running', from, to, known)) return true
      continue
    }
    if (at === 'origin') {
      if (walk.way('from-origin', from, known)) return true
      at = 'instance'
    }
    if (stage === 'redis') {
      if (walk.way('to-node', (from + to) / 2, known)) return true
      known = outcome !== 'failed' && endsHere(traces, s, last) ? outcome : 'miss'
      if (walk.way('from-node', to, known)) return true
    } else if (
      walk.stay('at-instance', from, to, stage === 'flight' || stage === 'lease' ? 'waiting' : known)
    )
      return true
  }
  const endMs = traces.endMs[i] as number
  const open = openStage(traces, i)
  if (at === 'reader' && walk.way('to-instance', 0, 'open')) return true
  if (open === 'pool' && (walk.way('to-origin', 0, 'miss') || walk.stay('in-line', 0, endMs, 'miss')))
    return true
  if (open === 'query' && walk.stay('running', 0, endMs, 'miss')) return true
  if (open === 'flight' && walk.stay('at-instance', 0, endMs, 'waiting')) return true
  if (at === 'origin' && outcome !== 'failed' && walk.way('from-origin', 0, known)) return true
  return walk.way('to-reader', endMs, outcome)
}

/**
 * What a request was waiting for when its reader's patience ended: that wait never ended for it, so it has no span.
 * After an answer of Redis it is its own load; after a connection, the query; else somebody else's flight.
 */
export function openStage(traces: Recording['traces'], i: number): Stage | null {
  if (FATES[traces.fate[i] as number] !== 'timeout') return null
  const first = traces.spanFirst[i] as number
  const last = traces.spanFirst[i + 1] as number
  const lastEndMs = last > first ? (traces.spanEndMs[last - 1] as number) : (traces.startMs[i] as number)
  if ((traces.endMs[i] as number) - lastEndMs < OPEN_MS) return null
  const stage = last > first ? STAGES[traces.spanStage[last - 1] as number] : undefined
  if (stage === 'redis') return 'pool'
  if (stage === 'pool') return 'query'
  return stage === 'query' ? null : 'flight'
}

/** Whether no later span says that the tier had no answer. */
function endsHere(traces: Recording['traces'], span: number, last: number): boolean {
  for (let s = span + 1; s < last; s++) {
    const stage = STAGES[traces.spanStage[s] as number]
    if (stage !== 'network' && stage !== 'l1') return false
  }
  return true
}

class Walk {
  private cursorMs: number

  constructor(
    private readonly atMs: number,
    private readonly leastMs: number,
    startMs: number,
    private readonly out: Whereabouts,
  ) {
    this.cursorMs = startMs
  }

  /** A way that ends at `untilMs`, or later if its least time asks for it. True when the request is on it. */
  way(place: keyof typeof WAY, untilMs: number, look: Whereabouts['look']): boolean {
    return this.leg(place, Math.max(untilMs, this.cursorMs + WAY[place] * this.leastMs), look)
  }

  stay(place: Place, fromMs: number, untilMs: number, look: Whereabouts['look']): boolean {
    if (this.cursorMs < fromMs) this.cursorMs = fromMs
    return this.leg(place, untilMs, look)
  }

  private leg(place: Place, endMs: number, look: Whereabouts['look']): boolean {
    if (this.atMs >= endMs) {
      if (endMs > this.cursorMs) this.cursorMs = endMs
      return false
    }
    this.out.place = place
    this.out.progress = Math.max(0, (this.atMs - this.cursorMs) / (endMs - this.cursorMs))
    this.out.look = look
    this.out.sinceMs = this.cursorMs
    return true
  }
}

/** The first trace that starts after `atMs`: traces are in order of arrival. */
export function firstAfter(startMs: Float64Array, atMs: number): number {
  let low = 0
  let high = startMs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((startMs[middle] as number) <= atMs) low = middle + 1
    else high = middle
  }
  return low
}
