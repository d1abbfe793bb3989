import { expect, it } from 'vitest'
import { eventNumbers } from '#charts/eventNumbers.ts'
import type { NotableEvent } from '#recording/recording.ts'

const event = (number: number, kind: NotableEvent['kind'] = 'fault'): NotableEvent => ({
  number,
  atMs: number * 10,
  kind,
  text: kind,
})
const x = (ms: number) => ms / 10

it('all events have their numbers where there is room, none on another', () => {
  const events = Array.from({ length: 15 }, (_, i) => event(i + 1))
  const numbers = eventNumbers(events, x, 400)
  expect(numbers.map(each => each.event.number)).toEqual(events.map(each => each.number))
  for (const [i, { at }] of numbers.entries()) {
    if (i > 0) expect(at - (numbers[i - 1]?.at ?? 0)).toBeGreaterThanOrEqual(22 - 1e-9)
    expect(at).toBeGreaterThanOrEqual(11)
    expect(at).toBeLessThanOrEqual(389)
  }
})

it('without room what happens all the time gives way, its later times first, and nothing else', () => {
  const kinds: NotableEvent['kind'][] = ['expiry', 'fault', 'expiry', 'alert', 'first-stale', 'expiry']
  const events = kinds.map((kind, i) => event(i + 1, kind))
  const shown = (width: number) => eventNumbers(events, x, width).map(each => each.event.number)
  expect(shown(17 * 6)).toEqual([1, 2, 3, 4, 5, 6])
  expect(shown(17 * 4)).toEqual([1, 2, 4, 5])
  expect(shown(17 * 3)).toEqual([2, 4, 5])
  expect(shown(17 * 2)).toHaveLength(2)
})
