import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { CacheFailed, OriginRefused } from '#cache/ports.ts'
import type { Fiber } from '#kernel/fiber.ts'
import { answerOf, errorOf, type Outcome, type PolicyChange, type Rig } from './fakes.ts'
import { fleet, LEASE_MS } from './leaseRig.ts'

// Hundreds of runs in one test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

describe('a lease that ends while its holder loads', () => {
  /** Instance 0 takes a lease at 0 for a load that ends at 500; instance 1 takes over at 300, with a load of `nextMs`. */
  function overtaken(nextMs: number, change: PolicyChange = {}): Rig {
    const rig = fleet({}, { invalidation: { missTokens: false }, ...change })
    rig.origin.loadMs = 500
    rig.read(rig.key, 0)
    rig.at(100, () => {
      rig.origin.loadMs = nextMs
      rig.origin.commitNow(rig.key, 'second')
    })
    rig.at(290, () => rig.read(rig.key, 1))
    return rig
  }

  it('goes to one other instance, and the late write is refused though nobody has the lease any more', () => {
    const rig = overtaken(50)
    rig.kernel.run(490)
    expect(rig.store.entry(rig.key)?.version).toBe(2)
    expect(rig.store.holderOf(rig.key)).toBeNull()
    rig.kernel.run(3000)
    expect(rig.store.entry(rig.key)?.version).toBe(2)
    expect(rig.witness.count('lease-taken')).toBe(2)
    expect(rig.witness.count('lease-lost')).toBe(1)
  })

  it('refuses the late write also while its successor is still loading, and takes nothing from that one', () => {
    const rig = overtaken(250)
    rig.kernel.run(510)
    expect(rig.store.entry(rig.key)).toBeNull()
    expect(rig.store.holderOf(rig.key)).toMatch(/^1:/)
    rig.kernel.run(3000)
    expect(rig.store.entry(rig.key)?.version).toBe(2)
    expect(rig.store.holderOf(rig.key)).toBeNull()
  })

  it('does so with miss tokens, too', () => {
    const rig = overtaken(250, { invalidation: { missTokens: true } })
    rig.kernel.run(3000)
    expect(rig.store.entry(rig.key)?.version).toBe(2)
  })

  it('though it was to be renewed, if Redis did not answer when it should have been', () => {
    const rig = fleet({ renews: true }, { invalidation: { missTokens: false } })
    rig.origin.loadMs = 600
    const readers = [rig.read(rig.key, 0)]
    rig.at(50, () => {
      rig.store.isDown = true
    })
    rig.at(150, () => {
      rig.store.isDown = false
      rig.origin.loadMs = 50
    })
    rig.at(290, () => readers.push(rig.read(rig.key, 1)))
    rig.kernel.run(3000)
    expect(rig.origin.loads).toBe(2)
    expect(rig.origin.beganMs[1]).toBeGreaterThanOrEqual(LEASE_MS)
    expect(rig.witness.count('lease-lost')).toBe(1)
    for (const reader of readers) expect(answerOf(reader).entry.version).toBe(1)
  })
})

describe('an invalidation while a holder loads', () => {
  it('refuses its fill, which is not the loss of a lease, and the next in line loads the new value', () => {
    const rig = fleet({}, { invalidation: { deleteOnWrite: true, publishToL1: true } })
    rig.origin.loadMs = 100
    rig.read(rig.key, 0)
    const waiting = rig.read(rig.key, 1)
    rig.at(50, () => rig.write('second', rig.key, 2))
    rig.kernel.run(1000)
    expect(answerOf(waiting).entry.version).toBe(2)
    expect(rig.store.entry(rig.key)?.version).toBe(2)
    expect(rig.witness.count('fill-refused')).toBe(1)
    expect(rig.witness.count('lease-lost')).toBe(0)
  })

  it('is told apart from a lost lease also when the lease was prolonged beyond its first length', () => {
    const rig = fleet({ renews: true }, { invalidation: { deleteOnWrite: true } })
    rig.origin.loadMs = 2 * LEASE_MS
    rig.read(rig.key, 0)
    rig.at(LEASE_MS + 200, () => rig.write('second', rig.key, 2))
    rig.kernel.run(3000)
    expect(rig.witness.count('fill-refused')).toBe(1)
    expect(rig.witness.count('lease-lost')).toBe(0)
  })

  it('sends who comes after it neither to the old load nor to its value', () => {
    const rig = fleet(
      {},
      {
        l1: { ttlMs: 10_000, maxEntries: 10 },
        invalidation: { deleteOnWrite: true, publishToL1: true },
      },
    )
    rig.origin.loadMs = 100
    for (const instance of [0, 1]) rig.read(rig.key, instance)
    rig.at(50, () => rig.write('second', rig.key, 2))
    const late: Fiber<Outcome>[] = []
    rig.at(60, () => {
      for (const instance of [0, 1, 2]) late.push(rig.read(rig.key, instance))
    })
    rig.kernel.run(1000)
    expect(late.map(reader => answerOf(reader).entry.version)).toEqual([2, 2, 2])
    expect(rig.caches.map((_, instance) => rig.local(rig.key, instance)?.version ?? 2)).toEqual([2, 2, 2])
    expect(rig.store.entry(rig.key)?.version).toBe(2)
  })
})

describe('a lease that is given back', () => {
  it('is so after each load, one that Redis would not keep included', () => {
    const rig = fleet({}, { invalidation: { deleteOnWrite: true } })
    rig.origin.loadMs = 100
    rig.read()
    rig.at(50, () => rig.write('second'))
    rig.kernel.run(101)
    expect(rig.store.entry(rig.key)).toBeNull()
    expect(rig.store.holderOf(rig.key)).toBeNull()
  })

  it('is not taken from who has it by then', () => {
    const rig = fleet()
    rig.origin.loadMs = 400
    rig.origin.failure = new OriginRefused('no room')
    rig.read()
    rig.at(350, () => rig.store.lease(rig.key, 'stranger:1', 10_000))
    rig.kernel.run(1000)
    expect(rig.store.holderOf(rig.key)).toBe('stranger:1')
  })

  it('runs out by itself where Redis does not answer when it should be given back', () => {
    const rig = fleet()
    rig.origin.loadMs = 100
    rig.read(rig.key, 0)
    rig.at(50, () => {
      rig.store.isDown = true
    })
    rig.at(150, () => {
      rig.store.isDown = false
    })
    const next: Fiber<Outcome>[] = []
    rig.at(160, () => next.push(rig.read(rig.key, 1)))
    rig.kernel.run(1000)
    expect(answerOf(next[0]!).entry.version).toBe(1)
    expect(rig.origin.beganMs[1]).toBeGreaterThanOrEqual(LEASE_MS)
    expect(rig.origin.loads).toBe(2)
  })
})

describe('Redis going silent between the question for the entry and that for the lease', () => {
  const silent = (change: PolicyChange) => {
    const rig = fleet({}, { l1: { ttlMs: 100, maxEntries: 10 }, l2: { ttlMs: 100, jitter: 0 }, ...change })
    rig.store.delayMs = 2
    rig.read()
    rig.kernel.run(500)
    const reader = rig.read()
    let other = reader
    rig.at(501, () => {
      other = rig.read()
    })
    rig.at(503, () => {
      rig.store.isDown = true
    })
    rig.kernel.run(2000)
    return { rig, reader, other }
  }

  it('is answered as the policy says: with the failure', () => {
    const { rig, reader } = silent({ onCacheFailure: { kind: 'fail-explicit' } })
    expect(errorOf(reader)).toBeInstanceOf(CacheFailed)
    expect(rig.origin.loads).toBe(1)
  })

  it('with the copy that has ended, where there is one that is young enough', () => {
    const { rig, reader, other } = silent({ onCacheFailure: { kind: 'serve-stale', maxAgeMs: 5000 } })
    // Neither is told that it was loaded: it is the copy of this instance, past its end.
    for (const each of [reader, other])
      expect(answerOf(each)).toMatchObject({ source: 'l1', entry: { version: 1 } })
    expect(rig.witness.count('stale-on-cache-failure')).toBe(1)
    // Which is loaded anew behind their backs, without a lease.
    expect(rig.witness.count('revalidation')).toBe(1)
    expect(rig.origin.loads).toBe(2)
  })

  it('with a load of its own', () => {
    const { rig, reader } = silent({ onCacheFailure: { kind: 'fall-through' } })
    expect(answerOf(reader).source).toBe('load')
    expect(rig.origin.loads).toBe(2)
  })
})

describe('at most one load a key and live lease', () => {
  const world = fc.record({
    instances: fc.integer({ min: 1, max: 5 }),
    storeMs: fc.constantFrom(0, 1, 4),
    loadMs: fc.integer({ min: 1, max: 150 }),
    leaseMs: fc.constantFrom(40, 100, 200),
    pollMs: fc.constantFrom(1, 7, 30),
    renews: fc.boolean(),
    missTokens: fc.boolean(),
    ttlMs: fc.constantFrom(60, 500),
    refreshes: fc.boolean(),
    readMs: fc.array(fc.nat({ max: 1000 }), { minLength: 10, maxLength: 80 }),
    writeMs: fc.array(fc.nat({ max: 1000 }), { maxLength: 6 }),
  })

  it('whatever comes when, invalidations and refreshes included; and everybody is answered', () => {
    fc.assert(
      fc.property(world, its => {
        const { instances, loadMs, leaseMs, pollMs, renews } = its
        const rig = fleet(
          { leaseMs, pollMs, renews, waitMs: 60_000 },
          {
            l2: { ttlMs: its.ttlMs, jitter: 0 },
            invalidation: { deleteOnWrite: true, publishToL1: true, missTokens: its.missTokens },
            earlyExpiry: its.refreshes ? { kind: 'window', windowMs: its.ttlMs } : { kind: 'none' },
            loadCapMs: 60_000,
          },
          { instances },
        )
        rig.store.delayMs = its.storeMs
        rig.origin.loadMs = loadMs
        const readers: Fiber<Outcome>[] = []
        for (const [n, atMs] of its.readMs.entries())
          rig.at(atMs, () => readers.push(rig.read(rig.key, n % instances)))
        for (const [n, atMs] of its.writeMs.entries())
          rig.at(atMs + 0.5, () => rig.write(n, rig.key, n % instances))
        rig.kernel.run()
        for (const reader of readers) answerOf(reader)
        // From taking a lease to beginning the load is always the same way, so loads are as far apart as leases.
        const apartMs = renews ? loadMs : Math.min(loadMs, leaseMs)
        const { beganMs } = rig.origin
        for (let n = 1; n < beganMs.length; n++)
          expect(beganMs[n]! - beganMs[n - 1]!).toBeGreaterThanOrEqual(apartMs - 1e-6)
      }),
      { seed: 3, numRuns: 600 },
    )
  })
})
