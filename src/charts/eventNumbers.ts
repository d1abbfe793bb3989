import type { NotableEvent } from '#recording/recording.ts'
import { spread } from './spread.ts'

const GAP_PX = 17
/** Numbers of two digits are wider. */
const WIDE_GAP_PX = 22

/** Left out first where there is no room for all: what ends or happens all the time. The log has every one. */
const MINOR: readonly (readonly NotableEvent['kind'][])[] = [
  ['expiry', 'refresh'],
  ['pool-recovered', 'fault-ends', 'warming'],
  ['breaker', 'pool-exhausted', 'shedding', 'hot-key', 'crash'],
]

export interface EventNumber {
  readonly event: NotableEvent
  /** Where its number stands, px: near its moment, clear of its neighbours. */
  readonly at: number
}

/** The numbers of events on a line `width` px long, as many as it has room for. */
export function eventNumbers(
  events: readonly NotableEvent[],
  x: (ms: number) => number,
  width: number,
): EventNumber[] {
  const gap = events.some(event => event.number > 9) ? WIDE_GAP_PX : GAP_PX
  const shown = fitting(events, Math.max(1, Math.floor(width / gap)))
  const places = spread(
    shown.map(event => x(event.atMs)),
    gap,
    gap / 2,
    Math.max(gap, width - gap / 2),
  )
  return shown.map((event, i) => ({ event, at: places[i] ?? 0 }))
}

function fitting(events: readonly NotableEvent[], room: number): readonly NotableEvent[] {
  let kept = events
  for (const kinds of MINOR) {
    // Of a kind that has to give way the later ones go first: the first time is the news.
    for (let i = kept.length - 1; i >= 0 && kept.length > room; i--) {
      if (kinds.includes((kept[i] as NotableEvent).kind)) kept = [...kept.slice(0, i), ...kept.slice(i + 1)]
    }
  }
  return kept.slice(0, room)
}
