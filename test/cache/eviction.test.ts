import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EVICTION_KINDS, type Eviction } from '#cache/eviction/eviction.ts'
import { makeEviction } from '#cache/eviction/makeEviction.ts'
import { zipfTrace } from '../oracle/zipfTrace.ts'
import { naiveEviction } from './naiveEvictions.ts'

type Step = { readonly kind: 'request' | 'remove' | 'clear'; readonly name: string }

/** Requests above all; names are few for the capacity, so that many of them are hits and ghosts come back. */
function stepsFor(capacity: number): fc.Arbitrary<Step[]> {
  const name = fc.nat({ max: 2 * capacity + 1 }).map(n => `key:${Math.min(n, Math.abs(2 * capacity - n))}`)
  const anyName = fc.nat({ max: 3 * capacity + 1 }).map(n => `key:${n}`)
  const request = fc.record({ kind: fc.constant('request' as const), name: fc.oneof(name, anyName) })
  const remove = fc.record({ kind: fc.constant('remove' as const), name: anyName })
  const clear = fc.constant<Step>({ kind: 'clear', name: '' })
  const step = fc.oneof(
    { weight: 100, arbitrary: request },
    { weight: 8, arbitrary: remove },
    { weight: 1, arbitrary: clear },
  )
  return fc.array(step, { minLength: 20 * Math.min(capacity, 12), maxLength: 300 })
}

/** What a store sees of a policy: a hit, or who left for the newcomer. */
function request(eviction: Eviction, name: string): string {
  return eviction.touch(name) ? 'hit' : `${eviction.add(name)} left`
}

function take(eviction: Eviction, { kind, name }: Step): string {
  if (kind === 'request') return request(eviction, name)
  if (kind === 'remove') eviction.remove(name)
  else eviction.clear()
  return kind
}

const kinds = EVICTION_KINDS.map(kind => [kind] as const)
const capacities = [1, 2, 3, 7, 10, 25]

describe.each(kinds)('%s', kind => {
  it.each(capacities)('with room for %i evicts whom the plain algorithm evicts', capacity => {
    fc.assert(
      fc.property(stepsFor(capacity), steps => {
        const quick = makeEviction(kind, capacity)
        const plain = naiveEviction(kind, capacity)
        expect(steps.map(step => take(quick, step))).toEqual(steps.map(step => take(plain, step)))
      }),
      { numRuns: 30 },
    )
  })

  // Long enough for counts to age, and with room for a window of two.
  it.each([25, 250])('with room for %i does so over twenty thousand requests', capacity => {
    const [quick, plain] = [makeEviction(kind, capacity), naiveEviction(kind, capacity)]
    const names = Array.from(zipfTrace(20_000, 1000), id => `key:${id}`)
    expect(names.findIndex(name => request(quick, name) !== request(plain, name))).toBe(-1)
  })

  it.each(capacities)('with room for %i holds what came in and did not leave, and no more', capacity => {
    fc.assert(
      fc.property(stepsFor(capacity), steps => {
        const eviction = makeEviction(kind, capacity)
        const held = new Set<string>()
        const takes = ({ kind, name }: Step): boolean => {
          if (kind === 'remove') {
            eviction.remove(name)
            held.delete(name)
          } else if (kind === 'clear') {
            eviction.clear()
            held.clear()
          } else if (eviction.touch(name) !== held.has(name)) return false
          else if (!held.has(name)) {
            const isFull = held.size === capacity
            held.add(name)
            const evicted = eviction.add(name)
            if (isFull !== (evicted !== undefined && held.delete(evicted))) return false
          }
          return eviction.size === held.size
        }
        expect(steps.findIndex(step => !takes(step))).toBe(-1)
      }),
      { numRuns: 15 },
    )
  })

  it('remembers nothing after clear', () => {
    const [used, fresh] = [makeEviction(kind, 7), makeEviction(kind, 7)]
    for (let n = 0; n < 500; n++) request(used, `key:${(n * n) % 17}`)
    used.clear()
    expect(used.size).toBe(0)
    for (let n = 0; n < 500; n++) {
      const name = `key:${(n * n * n) % 19}`
      expect(request(used, name)).toBe(request(fresh, name))
    }
  })

  it('takes any name, an empty one and those of object members too', () => {
    const eviction = makeEviction(kind, 3)
    for (const name of ['', '__proto__', 'constructor']) {
      expect(eviction.touch(name)).toBe(false)
      expect(eviction.add(name)).toBeUndefined()
      expect(eviction.touch(name)).toBe(true)
    }
    expect(eviction.add('toString')).toBeDefined()
  })

  it('refuses a name that is held already: the store and the policy would disagree from then on', () => {
    const eviction = makeEviction(kind, 3)
    eviction.add('key')
    expect(() => eviction.add('key')).toThrow('key is held already')
  })
})

describe('a capacity', () => {
  it.each([0, -1, 1.5, Number.NaN, Infinity])('is not %d', capacity => {
    for (const kind of EVICTION_KINDS) expect(() => makeEviction(kind, capacity)).toThrow(RangeError)
  })
})

/** Requests these names in turn, and says who left. */
function leavers(eviction: Eviction, names: string): string {
  return [...names]
    .map(name => (eviction.touch(name) ? undefined : eviction.add(name)))
    .filter(name => name !== undefined)
    .join('')
}

describe('in small', () => {
  it('LRU evicts who was not read for the longest time, FIFO who came first', () => {
    expect(leavers(makeEviction('lru', 3), 'abcade')).toBe('bc')
    expect(leavers(makeEviction('fifo', 3), 'abcade')).toBe('ab')
  })

  it('LFU evicts the least used, among equals the least recently used, and forgets who left', () => {
    expect(leavers(makeEviction('lfu', 3), 'aabbcd')).toBe('c')
    expect(leavers(makeEviction('lfu', 2), 'abbaac')).toBe('b')
    expect(leavers(makeEviction('lfu', 2), 'aabac')).toBe('b')
    expect(leavers(makeEviction('lfu', 2), 'aaabbcbd')).toBe('bcb')
  })

  it('SIEVE passes over who was visited, once, and goes on from there', () => {
    expect(leavers(makeEviction('sieve', 3), 'abcad')).toBe('b')
    expect(leavers(makeEviction('sieve', 3), 'abcadefa')).toBe('bcd')
  })

  it('S3-FIFO keeps a scan out of the main queue, and lets a ghost into it', () => {
    const eviction = makeEviction('s3-fifo', 20)
    const popular = [...'abcdefghijklmnopqr']
    for (let round = 0; round < 3; round++) for (const name of popular) request(eviction, name)
    for (let n = 0; n < 1000; n++) request(eviction, `scan:${n}`)
    request(eviction, 'scan:995')
    for (let n = 1000; n < 1010; n++) request(eviction, `scan:${n}`)
    expect(eviction.touch('scan:995')).toBe(true)
    expect(eviction.touch('scan:1000')).toBe(false)
    expect(popular.filter(name => eviction.touch(name)).length).toBe(17)
  })

  it('W-TinyLFU admits to a full main part only who was seen more often than its victim', () => {
    const eviction = makeEviction('w-tinylfu', 1000)
    const names = Array.from({ length: 1000 }, (_, n) => `key:${n}`)
    for (let round = 0; round < 5; round++) for (const name of names) request(eviction, name)
    for (let n = 0; n < 1000; n++) request(eviction, `scan:${n}`)
    expect(names.filter(name => eviction.touch(name)).length).toBeGreaterThan(950)
    for (let round = 0; round < 20; round++) for (let n = 0; n < 20; n++) request(eviction, `new:${n}`)
    for (let n = 0; n < 100; n++) request(eviction, `passing:${n}`)
    const isHeld = Array.from({ length: 20 }, (_, n) => eviction.touch(`new:${n}`))
    expect(isHeld.filter(each => each).length).toBeGreaterThan(15)
  })
})
