import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HeavyHitters } from '#cache/heavyHitters.ts'

/** Many names, a few of them often. */
const names = fc.array(
  fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.nat(40).map(String), fc.nat(5).map(String)),
  { maxLength: 400 },
)

describe('heavy hitters (Space-Saving)', () => {
  it('count exactly while there are counters for all', () => {
    const hitters = new HeavyHitters(3)
    for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) hitters.record(name)
    expect(['a', 'b', 'c'].map(name => hitters.count(name))).toEqual([
      { least: 3, most: 3 },
      { least: 2, most: 2 },
      { least: 1, most: 1 },
    ])
  })

  it('give the smallest counter to a new name, which says how much of it may belong to others', () => {
    const hitters = new HeavyHitters(2)
    for (const name of ['a', 'a', 'a', 'b', 'b']) hitters.record(name)
    expect(hitters.record('c')).toBe(1)
    expect(hitters.count('c')).toEqual({ least: 1, most: 3 })
    expect(hitters.count('b')).toEqual({ least: 0, most: 0 })
    expect(hitters.count('a')).toEqual({ least: 3, most: 3 })
  })

  it('know nothing more once cleared', () => {
    const hitters = new HeavyHitters(2)
    for (const name of ['a', 'a', 'b', 'c', 'c']) hitters.record(name)
    hitters.clear()
    expect(hitters.count('a')).toEqual({ least: 0, most: 0 })
    expect(hitters.record('a')).toBe(1)
    expect(hitters.record('b')).toBe(1)
    expect(hitters.record('c')).toBe(1)
    expect(hitters.record('c')).toBe(2)
  })

  it('never count too low, nor too high by more than n / counters, nor do they miss who came oftener than that', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 20 }), (stream, capacity) => {
        const hitters = new HeavyHitters(capacity)
        const truth = new Map<string, number>()
        for (const [index, name] of stream.entries()) {
          const times = (truth.get(name) ?? 0) + 1
          truth.set(name, times)
          const said = hitters.record(name)
          const n = index + 1
          expect(said).toBe(hitters.count(name).least)
          expect(said).toBeLessThanOrEqual(times)
          expect(hitters.count(name).most).toBeGreaterThanOrEqual(times)
          expect(hitters.count(name).most).toBeLessThanOrEqual(times + n / capacity)
        }
        let counters = 0
        for (const [name, times] of truth) {
          const { least, most } = hitters.count(name)
          if (most > 0) {
            counters++
            expect(most).toBeGreaterThanOrEqual(times)
            expect(least).toBeLessThanOrEqual(times)
            expect(most - times).toBeLessThanOrEqual(stream.length / capacity)
          } else expect(times).toBeLessThanOrEqual(stream.length / capacity)
        }
        expect(counters).toBe(Math.min(capacity, truth.size))
      }),
      { seed: 17, numRuns: 500 },
    )
  })

  it('hold so many counts as there were records, shared among the counters', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 20 }), (stream, capacity) => {
        const hitters = new HeavyHitters(capacity)
        for (const name of stream) hitters.record(name)
        const sum = [...new Set(stream)].reduce((total, name) => total + hitters.count(name).most, 0)
        expect(sum).toBe(stream.length)
      }),
      { seed: 18, numRuns: 200 },
    )
  })
})
