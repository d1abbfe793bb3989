import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventQueue } from '#kernel/eventQueue.ts'

interface Event {
  readonly time: number
  readonly item: number
}

/** The definition, written plainly: a list in the order of arrival; the next event is the first of the earliest. */
class PlainQueue {
  private readonly events: Event[] = []

  get length(): number {
    return this.events.length
  }

  nextTime(): number {
    return this.events.reduce((least, event) => Math.min(least, event.time), Number.POSITIVE_INFINITY)
  }

  push(time: number, item: number): void {
    this.events.push({ time, item })
  }

  pop(): number {
    const time = this.nextTime()
    const index = this.events.findIndex(event => event.time === time)
    return this.events.splice(index, 1)[0]!.item
  }
}

/** A time to push at, or 'pop'; few different times, so that most events are tied with others. */
const tied = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant('pop' as const))
const spread = fc.oneof(
  fc.double({ min: 0, max: 1e9, noNaN: true }),
  fc.constantFrom(0, Number.MIN_VALUE, Number.MAX_VALUE),
  fc.constant('pop' as const),
)

function expectPlain(commands: readonly (number | 'pop')[], capacity: number): void {
  const queue = new EventQueue(capacity)
  const plain = new PlainQueue()
  const check = () => {
    expect(queue.length).toBe(plain.length)
    expect(queue.nextTime()).toBe(plain.nextTime())
    expect(queue.length).toBe(plain.length)
  }
  for (const [index, command] of commands.entries()) {
    if (command !== 'pop') {
      queue.push(command, index)
      plain.push(command, index)
    } else if (plain.length > 0) expect(queue.pop()).toBe(plain.pop())
    if (index % 3 === 0) check()
  }
  check()
  while (plain.length > 0) expect(queue.pop()).toBe(plain.pop())
  check()
}

describe('the event queue', () => {
  it('hands out events by time, ties by arrival, however pushes and pops are mixed', () => {
    const commands = fc.array(tied, { maxLength: 200 })
    fc.assert(
      fc.property(commands, list => expectPlain(list, 256)),
      { seed: 1, numRuns: 500 },
    )
  })

  it('keeps that order while it grows from the smallest capacity', () => {
    const commands = fc.array(fc.oneof(tied, spread), { maxLength: 200 })
    const capacity = fc.integer({ min: 1, max: 9 })
    fc.assert(fc.property(commands, capacity, expectPlain), { seed: 2, numRuns: 500 })
  })

  it('keeps the order of a hundred thousand tied events', () => {
    const queue = new EventQueue()
    for (let item = 0; item < 100_000; item++) queue.push(item % 2, item)
    const popped = Array.from({ length: 100_000 }, () => queue.pop())
    const inOrder = (item: number, index: number) =>
      item === (index < 50_000 ? 2 * index : 2 * (index - 50_000) + 1)
    expect(popped.every(inOrder)).toBe(true)
    expect(queue.length).toBe(0)
  })

  it('keeps the order when each pop is followed by a push at the same time', () => {
    const queue = new EventQueue(4)
    for (let item = 0; item < 5; item++) queue.push(7, item)
    const popped: number[] = []
    for (let item = 5; item < 50; item++) {
      popped.push(queue.pop())
      queue.push(7, item)
    }
    expect(popped).toEqual(popped.map((_, index) => index))
  })

  it('gives an event the place among its ties that was reserved for it', () => {
    // A time to push at, to reserve a place for an event at, to use the oldest reserved place, or to pop.
    const command = fc.oneof(
      fc.record({ kind: fc.constantFrom('push', 'reserve'), time: fc.integer({ min: 0, max: 2 }) }),
      fc.record({ kind: fc.constantFrom('use', 'pop'), time: fc.constant(0) }),
    )
    const property = fc.property(fc.array(command, { maxLength: 80 }), commands => {
      const queue = new EventQueue(2)
      const plain: { readonly time: number; readonly place: number }[] = []
      const reserved: { readonly time: number; readonly place: number; readonly sequence: number }[] = []
      const popsNext = () => {
        plain.sort((a, b) => a.time - b.time || a.place - b.place)
        expect(queue.pop()).toBe(plain.shift()!.place)
      }
      for (const [place, { kind, time }] of commands.entries()) {
        if (kind === 'push') {
          queue.push(time, place)
          plain.push({ time, place })
        } else if (kind === 'reserve') reserved.push({ time, place, sequence: queue.reserve() })
        else if (kind === 'use' && reserved.length > 0) {
          const used = reserved.shift()!
          queue.push(used.time, used.place, used.sequence)
          plain.push(used)
        } else if (kind === 'pop' && plain.length > 0) popsNext()
      }
      while (plain.length > 0) popsNext()
    })
    fc.assert(property, { numRuns: 500 })
  })

  it('hands out items of the whole int32 range', () => {
    const queue = new EventQueue(1)
    const items = [-(2 ** 31), -1, 0, 2 ** 31 - 1]
    for (const item of items) queue.push(1, item)
    expect(items.map(() => queue.pop())).toEqual(items)
  })

  it('says Infinity when nothing is to come, before the first event and after the last', () => {
    const queue = new EventQueue()
    expect(queue.nextTime()).toBe(Number.POSITIVE_INFINITY)
    queue.push(3, 0)
    queue.pop()
    expect(queue.nextTime()).toBe(Number.POSITIVE_INFINITY)
    expect(queue.length).toBe(0)
  })
})
