import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { type Bounds, bounds, type Delays } from '#cache/bounds.ts'
import { cdcBackstop } from '#cache/cdcBackstop.ts'
import type { Fiber } from '#kernel/fiber.ts'
import { type Outcome, type PolicyChange, Rig } from './fakes.ts'

// Thousands of runs in one test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

/** The oldest answer among these reads, ms: how long its version had been superseded when the read began. */
function oldestMs(rig: Rig, readers: readonly Fiber<Outcome>[]): number {
  let oldest = 0
  for (const reader of readers) {
    const outcome = reader.result()
    if ('error' in outcome) continue
    oldest = Math.max(oldest, rig.origin.staleMs(rig.key, outcome.answer.entry.version, outcome.askedMs))
  }
  return oldest
}

/** The delays of a rig in the terms of the arithmetic; the answer to a DEL comes before the message on the bus. */
function delaysOf(rig: Rig, everyWriterInvalidates: boolean): Delays {
  const { store, bus, feed } = rig
  const deleteMs = store.deleteDelayMs ?? store.delayMs
  return { deleteMs, busMs: deleteMs + bus.delayMs, feedMs: feed.lagMs + deleteMs, everyWriterInvalidates }
}

function boundsOf(rig: Rig, everyWriterInvalidates = true): Bounds {
  return bounds(rig.design.policies.product!, delaysOf(rig, everyWriterInvalidates))
}

describe('no read is older than its bound', () => {
  it('when another instance’s commit and DEL come during a long load, and L1 lives by its TTL', () => {
    const rig = new Rig({
      policy: {
        l1: { ttlMs: 1000, maxEntries: 10 },
        invalidation: { deleteOnWrite: true },
        coalescing: 'none',
      },
      instances: 2,
    })
    rig.origin.loadMs = 800
    rig.read(rig.key, 0)
    rig.at(1, () => rig.write('second', rig.key, 1))
    const readers: Fiber<Outcome>[] = []
    for (let atMs = 800; atMs < 4000; atMs += 10) rig.at(atMs, () => readers.push(rig.read(rig.key, 0)))
    rig.kernel.run(6000)
    expect(oldestMs(rig, readers)).toBeLessThanOrEqual(boundsOf(rig).boundMs)
  })

  it('when the DEL reaches Redis while an answer is on its way to L1, which lives by its TTL', () => {
    const rig = new Rig({
      policy: {
        l1: { ttlMs: 1000, maxEntries: 10 },
        invalidation: { deleteOnWrite: true },
        coalescing: 'none',
      },
      instances: 2,
    })
    rig.read(rig.key, 1)
    rig.kernel.run(50)
    rig.store.delayMs = 20
    // Reaches Redis at 119.9, hears back at 139.9; the DEL of the commit at 100 reaches Redis at 120.
    rig.at(99.9, () => rig.read(rig.key, 0))
    rig.at(100, () => rig.write('second', rig.key, 1))
    const readers: Fiber<Outcome>[] = []
    for (let atMs = 140; atMs < 2000; atMs += 0.5) rig.at(atMs, () => readers.push(rig.read(rig.key, 0)))
    rig.kernel.run(6000)
    expect(oldestMs(rig, readers)).toBeLessThanOrEqual(boundsOf(rig).boundMs)
  })

  it('when a miss joins a long refresh and others join that miss, all messages lost', () => {
    const rig = new Rig({
      policy: {
        l2: { ttlMs: 100, jitter: 0 },
        earlyExpiry: { kind: 'window', windowMs: 100 },
        loadCapMs: 1000,
      },
    })
    rig.origin.loadMs = 1
    rig.read()
    rig.kernel.run(98.5)
    rig.origin.loadMs = 1950
    for (let n = 0; n < 10; n++) rig.at(99 + n / 20, () => rig.read())
    rig.at(150, () => rig.origin.commitNow(rig.key, 'second'))
    // The refresh began at 99. One joins it as late as may be; another joins that one as late as may be.
    const readers: Fiber<Outcome>[] = []
    rig.at(1090, () => readers.push(rig.read()))
    rig.at(2000, () => readers.push(rig.read()))
    rig.kernel.run(9000)
    expect(oldestMs(rig, readers)).toBeLessThanOrEqual(boundsOf(rig, false).worstBoundMs)
  })

  const policies: fc.Arbitrary<PolicyChange> = fc.record({
    l1: fc.constantFrom(null, 20, 200, 1000).map(ttlMs => ttlMs && { ttlMs, maxEntries: 10 }),
    l2: fc.constantFrom(null, 100, 500).map(ttlMs => ttlMs && { ttlMs, jitter: ttlMs === 500 ? 0.5 : 0 }),
    invalidation: fc.record({
      deleteOnWrite: fc.boolean(),
      publishToL1: fc.boolean(),
      cdcBackstop: fc.boolean(),
      missTokens: fc.boolean(),
    }),
    coalescing: fc.constantFrom('none' as const, 'instance' as const),
    earlyExpiry: fc.constantFrom(
      { kind: 'none' as const },
      { kind: 'window' as const, windowMs: 50 },
      { kind: 'xfetch' as const, beta: 1 },
    ),
    loadCapMs: fc.constantFrom(30, 300),
  })
  const world = fc.record({
    storeMs: fc.constantFrom(0, 1, 5),
    busMs: fc.constantFrom(1, 20),
    feedLagMs: fc.constantFrom(10, 50),
    loadMs: fc.constantFrom(1, 20, 100),
    strangersWrite: fc.boolean(),
    losesAll: fc.boolean(),
    readMs: fc.array(fc.nat({ max: 15_000 }), { minLength: 20, maxLength: 150 }),
    writeMs: fc.uniqueArray(fc.nat({ max: 60 }), { maxLength: 12 }),
  })

  it('whatever the policy, the delays and the traffic, all messages delivered or all lost', () => {
    fc.assert(
      fc.property(policies, world, fc.nat({ max: 1000 }), (policy, its, seed) => {
        const rig = new Rig({ policy, instances: 2, seed })
        const { store, bus, feed, origin, kernel, design } = rig
        store.delayMs = its.storeMs
        store.refusesDeletes = its.losesAll
        bus.delayMs = its.busMs
        bus.losesAll = its.losesAll
        feed.lagMs = its.feedLagMs
        origin.loadMs = its.loadMs
        origin.onCommit(key => feed.committed(key))
        kernel.serve(cdcBackstop(feed, store, bus, design, kernel), 'backstop')
        const readers: Fiber<Outcome>[] = []
        for (const [n, tenths] of its.readMs.entries())
          rig.at(tenths / 10, () => readers.push(rig.read(rig.key, n % 2)))
        // Commits are apart: the arithmetic knows nothing of lines in front of the nodes.
        for (const [n, slot] of its.writeMs.entries())
          rig.at(slot * 25 + 0.05, () => {
            if (its.strangersWrite && n % 2 === 0) origin.commitNow(rig.key, n)
            else rig.write(n, rig.key, n % 2)
          })
        kernel.run(10_000)
        const { boundMs, worstBoundMs } = boundsOf(rig, !its.strangersWrite)
        const limitMs = its.losesAll ? worstBoundMs : boundMs
        expect(oldestMs(rig, readers)).toBeLessThanOrEqual(limitMs + 1e-6)
      }),
      { seed: 14, numRuns: 4000 },
    )
  })
})
