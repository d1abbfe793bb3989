import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { LoadTooSlow } from '#cache/ports.ts'
import type { Fiber } from '#kernel/fiber.ts'
import { answerOf, errorOf, type Outcome, type PolicyChange, Rig } from './fakes.ts'
import { ended, inL1, refused, TTL_MS } from './graceRig.ts'

// Hundreds of runs in one test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

/** How many of these reads were answered with a copy whose end had come before they began. */
function staleAnswers(readers: readonly Fiber<Outcome>[]): number {
  return readers.filter(reader => {
    const outcome = reader.result()
    return 'answer' in outcome && outcome.answer.entry.freshUntilMs <= outcome.askedMs
  }).length
}

describe('a type that fails explicitly', () => {
  const graces = {
    staleWhileRevalidateMs: 60_000,
    staleIfErrorMs: 60_000,
    softTimeoutMs: 20,
    onCacheFailure: { kind: 'fail-explicit' as const },
  }

  it('serves a copy of the process while it is fresh, Redis or not, and not after', () => {
    const rig = ended({ ...graces, l1: inL1 }, TTL_MS - 1)
    rig.store.isDown = true
    const fresh = rig.read()
    rig.kernel.run(TTL_MS)
    const late = rig.read()
    rig.kernel.run(TTL_MS + 100)
    expect(answerOf(fresh).source).toBe('l1')
    expect(errorOf(late)).toMatchObject({ name: 'CacheFailed' })
    expect(late.result().atMs).toBe(TTL_MS)
  })

  const world = fc.record({
    coalescing: fc.constantFrom('none' as const, 'instance' as const, 'fleet' as const),
    storeMs: fc.constantFrom(0, 3),
    loadMs: fc.integer({ min: 1, max: 60 }),
    readMs: fc.array(fc.nat({ max: 3000 }), { minLength: 20, maxLength: 60 }),
    downMs: fc.array(fc.nat({ max: 3000 }), { maxLength: 6 }),
    failMs: fc.array(fc.nat({ max: 3000 }), { maxLength: 6 }),
  })

  it('is never served past its end, whatever fails and whatever else its policy says', () => {
    fc.assert(
      fc.property(world, its => {
        const rig = new Rig({
          policy: {
            ...graces,
            coalescing: its.coalescing,
            l1: { ttlMs: 150, maxEntries: 10 },
            l2: { ttlMs: 400, jitter: 0.5 },
            earlyExpiry: { kind: 'window', windowMs: 100 },
            backgroundRefresh: { aheadMs: 50 },
          },
          instances: 2,
        })
        rig.store.delayMs = its.storeMs
        rig.origin.loadMs = its.loadMs
        for (const [n, atMs] of its.downMs.entries())
          rig.at(atMs, () => {
            rig.store.isDown = n % 2 === 0
          })
        for (const [n, atMs] of its.failMs.entries())
          rig.at(atMs, () => {
            rig.origin.failure = n % 2 === 0 ? refused : undefined
          })
        const readers: Fiber<Outcome>[] = []
        for (const [n, atMs] of its.readMs.entries())
          rig.at(atMs, () => readers.push(rig.read(rig.key, n % 2)))
        rig.kernel.run(20_000)
        expect(staleAnswers(readers)).toBe(0)
      }),
      { seed: 5, numRuns: 400 },
    )
  })
})

describe('a slow load', () => {
  it('past the cap lets readers have the ended copy, if it stands in for errors, and fills when it ends', () => {
    const rig = ended({ staleIfErrorMs: 60_000, loadCapMs: 100 })
    rig.origin.commitNow(rig.key, 'second')
    rig.origin.loadMs = 400
    const readers = [rig.read(), rig.read()]
    rig.kernel.run(TTL_MS + 250)
    for (const reader of readers) {
      expect(answerOf(reader)).toMatchObject({ source: 'l2', entry: { version: 1 } })
      expect(reader.result().atMs).toBe(TTL_MS + 200)
    }
    rig.kernel.run(TTL_MS + 600)
    expect(rig.store.entry(rig.key)?.version).toBe(2)
    expect(rig.origin.loads).toBe(2)
  })

  it('keeps those waiting no longer who join it late: the soft timeout is the load’s', () => {
    const rig = ended({ staleIfErrorMs: 60_000, softTimeoutMs: 100, l1: inL1 })
    rig.origin.loadMs = 400
    const readers = [rig.read()]
    rig.at(TTL_MS + 160, () => readers.push(rig.read()))
    rig.at(TTL_MS + 300, () => readers.push(rig.read()))
    rig.kernel.run(2000)
    for (const reader of readers) {
      expect(reader.result().atMs - reader.result().askedMs).toBeLessThanOrEqual(100)
      expect(answerOf(reader).source).toBe('l1')
    }
    expect(rig.origin.loads).toBe(2)
    expect(rig.witness.count('stale-on-timeout')).toBe(3)
  })

  it('whose late end is an error disturbs nobody whom the ended copy has been served to', () => {
    const rig = ended({ staleIfErrorMs: 60_000, softTimeoutMs: 50 })
    rig.origin.loadMs = 400
    rig.origin.failure = refused
    const reader = rig.read()
    expect(() => rig.kernel.run(2000)).not.toThrow()
    expect(answerOf(reader).source).toBe('l2')
    expect(reader.result().atMs).toBe(TTL_MS + 150)
  })

  it('without a copy young enough fails hard, though there is a soft timeout; the late answer fills', () => {
    const rig = ended({ staleIfErrorMs: 150, softTimeoutMs: 80, loadCapMs: 100 }, TTL_MS + 100)
    rig.origin.loadMs = 400
    const reader = rig.read()
    rig.kernel.run(TTL_MS + 300)
    expect(errorOf(reader)).toBeInstanceOf(LoadTooSlow)
    rig.kernel.run(TTL_MS + 600)
    expect(rig.store.entry(rig.key)).not.toBeNull()
  })
})

describe('a load that fails', () => {
  it('leaves the ended copy to all who wait for it in that instance, a copy of their own or not', () => {
    const rig = ended({ staleIfErrorMs: 60_000 })
    rig.origin.failure = refused
    const readers = Array.from({ length: 10 }, () => rig.read())
    rig.kernel.run(2000)
    for (const reader of readers)
      expect(answerOf(reader)).toMatchObject({ source: 'l2', entry: { version: 1 } })
    expect(rig.origin.loads).toBe(2)
    expect(rig.witness.count('stale-on-error')).toBe(10)
  })

  it('hides no defect behind an ended copy', () => {
    const rig = ended({ staleIfErrorMs: 60_000 })
    rig.origin.failure = new TypeError('not a function')
    rig.read()
    expect(() => rig.kernel.run(2000)).toThrow('not a function')
  })
})

describe('a refresh that fails, or takes too long, while readers wait for it', () => {
  /** A refresh is under way when the entry ends at 1000; three readers come after that. */
  function waiting(policy: PolicyChange) {
    const rig = new Rig({
      policy: { l2: { ttlMs: TTL_MS, jitter: 0 }, staleIfErrorMs: 60_000, ...policy },
    })
    rig.store.delayMs = 2
    rig.read()
    rig.at(500, () => rig.read())
    rig.kernel.run(700)
    rig.origin.loadMs = 400
    rig.origin.failure = refused
    for (let atMs = 800; atMs < 980; atMs += 3) rig.at(atMs, () => rig.read())
    const readers: Fiber<Outcome>[] = []
    for (const atMs of [1050, 1051, 1080]) rig.at(atMs, () => readers.push(rig.read()))
    rig.kernel.run(3000)
    return readers
  }

  it.each([
    ['in L1', 'l1', { l1: { ttlMs: 5000, maxEntries: 10 }, earlyExpiry: { kind: 'window', windowMs: 300 } }],
    ['in Redis', 'l2', { backgroundRefresh: { aheadMs: 200 } }],
  ] as const)(
    'leaves the ended copy that is %s to each of them, and says where it was',
    (_, tier, policy) => {
      for (const softTimeoutMs of [null, 300]) {
        const readers = waiting({ ...policy, softTimeoutMs })
        expect(readers.map(reader => answerOf(reader).source)).toEqual([tier, tier, tier])
        expect(staleAnswers(readers)).toBe(3)
      }
    },
  )
})
