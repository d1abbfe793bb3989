/** A stretch of the interview, from one minute to another. */
export interface Phase {
  readonly id: string
  readonly title: string
  readonly fromMinute: number
  readonly toMinute: number
  readonly goal: string
  /** What stands on the board when the phase ends. */
  readonly board: readonly string[]
}

/** 6.1: how 45 minutes are usually spent. */
export const PHASES: readonly Phase[] = [
  {
    id: 'framing',
    title: 'Framing',
    fromMinute: 0,
    toMinute: 5,
    goal: 'Staleness budget, read/write ratio, data types, “when not to cache”',
    board: [
      'data types, each with a budget in seconds and a signer',
      'reads to writes, and who writes',
      'what is not cached',
    ],
  },
  {
    id: 'design',
    title: 'High-level design',
    fromMinute: 5,
    toMinute: 12,
    goal: 'Cache-aside, invalidation path, failure path: dispatch fast',
    board: ['read path: L1, Redis, one load', 'write path: commit, DEL, evict', 'what happens without Redis'],
  },
  {
    id: 'invalidation',
    title: 'Invalidation in depth',
    fromMinute: 12,
    toMinute: 25,
    goal: 'Write-path DEL, CDC backstop, race conditions, ownership',
    board: [
      'three layers: DEL, change feed ~1 s, TTL',
      'the race of reader and writer',
      'an owner for each write path',
    ],
  },
  {
    id: 'failures',
    title: 'Failure modes',
    fromMinute: 25,
    toMinute: 35,
    goal: 'Thundering herd, hot key, cold start, silent staleness',
    board: [
      'queries against connections',
      'behaviour by data type without a cache',
      'one number for each failure',
    ],
  },
  {
    id: 'operations',
    title: 'Operations, wrap-up',
    fromMinute: 35,
    toMinute: 45,
    goal: 'Warming, monitoring, correctness metrics, organisational ownership',
    board: [
      'correctness metric beside hit rate',
      'warming gate, and who is paged',
      'who signed the staleness',
    ],
  },
]

const MINUTE_MS = 60_000
export const WHOLE_MS = 45 * MINUTE_MS

/** A stopwatch as a value: what had passed when it was last stopped, and since when it runs again, ms since 1970. */
export interface Stopwatch {
  readonly passedMs: number
  readonly runningSince: number | null
}

export const AT_ZERO: Stopwatch = { passedMs: 0, runningSince: null }

/** It never ends by itself: after 45 minutes it goes on counting. */
export function passedMs({ passedMs, runningSince }: Stopwatch, now: number): number {
  // A clock that was set back takes nothing away.
  return runningSince === null ? passedMs : passedMs + Math.max(0, now - runningSince)
}

export function started(watch: Stopwatch, now: number): Stopwatch {
  return watch.runningSince === null ? { ...watch, runningSince: now } : watch
}

export function paused(watch: Stopwatch, now: number): Stopwatch {
  return { passedMs: passedMs(watch, now), runningSince: null }
}

/** Moved by hand; runs on if it ran. */
export function movedTo(watch: Stopwatch, toMs: number, now: number): Stopwatch {
  return { passedMs: toMs, runningSince: watch.runningSince === null ? null : now }
}

/** The index of the phase that a moment belongs to; the last one after the end. */
export function phaseAt(atMs: number): number {
  const found = PHASES.findIndex(({ toMinute }) => atMs < toMinute * MINUTE_MS)
  return found === -1 ? PHASES.length - 1 : found
}

/**
 * How far the talk is from the plan, ms, for somebody who is in a phase at a moment: negative when the phase should be over,
 * positive when it should not have begun, 0 within it.
 */
export function aheadMs(phase: number, atMs: number): number {
  const { fromMinute, toMinute } = PHASES[phase] as Phase
  if (atMs > toMinute * MINUTE_MS) return toMinute * MINUTE_MS - atMs
  return Math.max(0, fromMinute * MINUTE_MS - atMs)
}

export interface BoardItem {
  readonly phase: number
  readonly text: string
  /** Its phase is over by plan. */
  readonly due: boolean
}

/** What should be on the board by now, and what the present phase puts there. */
export function boardAt(atMs: number): readonly BoardItem[] {
  const now = phaseAt(atMs)
  return PHASES.slice(0, now + 1).flatMap(({ board, toMinute }, phase) =>
    board.map(text => ({ phase, text, due: atMs >= toMinute * MINUTE_MS })),
  )
}

/** '3 min ahead', 'on pace'. By half minutes: it is read out whenever it changes. */
export function paceWords(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 30_000) * 30
  if (seconds === 0) return 'on pace'
  const minutes = Math.floor(seconds / 60)
  const long = [minutes > 0 && `${minutes} min`, seconds % 60 > 0 && '30 s'].filter(Boolean).join(' ')
  return `${long} ${ms < 0 ? 'behind' : 'ahead'}`
}

/** 754,000 as '12:34'. */
export function clockWords(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
