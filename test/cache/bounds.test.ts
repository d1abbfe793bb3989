import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bounds, type Delays } from '#cache/bounds.ts'
import { type PolicyChange, policyWith } from './fakes.ts'

const delays: Delays = { deleteMs: 3, busMs: 5, feedMs: 200, everyWriterInvalidates: true }
const l1 = { ttlMs: 2000, maxEntries: 10 }
const l2 = { ttlMs: 30_000, jitter: 0 }
/** No flights to join, so that the other parts of a bound can be seen. */
const alone = { coalescing: 'none' } as const

describe('the bounds on staleness', () => {
  it('of one tier by TTL alone are its TTL: expiry counts from the start of the load', () => {
    expect(bounds(policyWith({ ...alone, l2 }), delays)).toEqual({ boundMs: 30_000, worstBoundMs: 30_000 })
    expect(bounds(policyWith({ ...alone, l1, l2: null }), delays)).toEqual({
      boundMs: 2000,
      worstBoundMs: 2000,
    })
  })

  it('take the upper end of the jitter, which only shortens', () => {
    const jittered = policyWith({ ...alone, l2: { ttlMs: 30_000, jitter: 0.5 } })
    expect(bounds(jittered, delays)).toEqual({ boundMs: 30_000, worstBoundMs: 30_000 })
  })

  it('of L1 filled from L2 with what is left there are the L2 TTL, not the sum, however long L1 would keep it', () => {
    for (const ttlMs of [2000, 30_000, 80_000]) {
      const tiered = policyWith({ ...alone, l1: { ttlMs, maxEntries: 10 }, l2 })
      expect(bounds(tiered, delays)).toEqual({ boundMs: 30_000, worstBoundMs: 30_000 })
    }
  })

  it('with DEL on write and no L1 are the delay of the DEL, and the TTL when it is lost', () => {
    const policy = policyWith({ ...alone, l2, invalidation: { deleteOnWrite: true } })
    expect(bounds(policy, delays)).toEqual({ boundMs: 3, worstBoundMs: 30_000 })
  })

  it('with DEL on write and L1 by TTL alone are the L1 TTL', () => {
    const policy = policyWith({ ...alone, l1, l2, invalidation: { deleteOnWrite: true } })
    const { boundMs, worstBoundMs } = bounds(policy, delays)
    expect(boundMs).toBeGreaterThanOrEqual(2000)
    expect(boundMs).toBeLessThanOrEqual(2000 + delays.deleteMs)
    expect(worstBoundMs).toBe(30_000)
  })

  it('with DEL and publishing are the delays of both when delivered, and the TTL when all is lost', () => {
    const policy = policyWith({ ...alone, l1, l2, invalidation: { deleteOnWrite: true, publishToL1: true } })
    expect(bounds(policy, delays)).toEqual({ boundMs: 8, worstBoundMs: 30_000 })
    const local = policyWith({
      ...alone,
      l1,
      l2: null,
      invalidation: { deleteOnWrite: true, publishToL1: true },
    })
    expect(bounds(local, delays).worstBoundMs).toBe(2000)
    expect(bounds(local, delays).boundMs).toBeLessThanOrEqual(8)
  })

  it('with writers who do not invalidate and CDC are the lag of the feed, and of the bus where there is L1', () => {
    const strangers = { ...delays, everyWriterInvalidates: false }
    const invalidation = { deleteOnWrite: true, publishToL1: true, cdcBackstop: true }
    expect(bounds(policyWith({ ...alone, l2, invalidation }), strangers).boundMs).toBe(200)
    expect(bounds(policyWith({ ...alone, l1, l2, invalidation }), strangers).boundMs).toBe(205)
    const byTtl = policyWith({ ...alone, l1, l2, invalidation: { ...invalidation, publishToL1: false } })
    expect(bounds(byTtl, strangers).boundMs).toBe(2200)
  })

  it('with CDC alone are the lag of the feed', () => {
    const policy = policyWith({ ...alone, l2, invalidation: { cdcBackstop: true } })
    expect(bounds(policy, delays)).toEqual({ boundMs: 200, worstBoundMs: 30_000 })
  })

  it('with writers who do not invalidate and no CDC are the TTL again', () => {
    const strangers = { ...delays, everyWriterInvalidates: false }
    const policy = policyWith({ ...alone, l2, invalidation: { deleteOnWrite: true } })
    expect(bounds(policy, strangers)).toEqual({ boundMs: 30_000, worstBoundMs: 30_000 })
  })

  it('without miss tokens are the full TTL: a load may be overtaken and fill the old value', () => {
    const invalidation = { deleteOnWrite: true, publishToL1: true, cdcBackstop: true, missTokens: false }
    const policy = policyWith({ ...alone, l1, l2, invalidation })
    expect(bounds(policy, delays)).toEqual({ boundMs: 30_000, worstBoundMs: 30_000 })
  })

  it('with coalescing are the load cap at least: who joins may get a row read so long before', () => {
    const invalidation = { deleteOnWrite: true }
    const joined = policyWith({ coalescing: 'instance', loadCapMs: 3000, l2, invalidation })
    expect(bounds(joined, delays)).toEqual({ boundMs: 3000, worstBoundMs: 30_000 })
    const brief = policyWith({
      coalescing: 'instance',
      loadCapMs: 3000,
      l2: { ttlMs: 100, jitter: 0 },
      invalidation,
    })
    expect(bounds(brief, delays)).toEqual({ boundMs: 3000, worstBoundMs: 3000 })
  })

  it('of a type in no tier are none, or the load cap where flights are joined', () => {
    expect(bounds(policyWith({ ...alone, l1: null, l2: null }), delays)).toEqual({
      boundMs: 0,
      worstBoundMs: 0,
    })
    const joined = policyWith({ l1: null, l2: null, loadCapMs: 700 })
    expect(bounds(joined, delays)).toEqual({ boundMs: 700, worstBoundMs: 700 })
  })

  const deleted = { deleteOnWrite: true }
  const told = { deleteOnWrite: true, publishToL1: true }
  const both = (change: PolicyChange, more: Partial<Delays> = {}) => {
    const { boundMs, worstBoundMs } = bounds(policyWith({ ...alone, l2, ...change }), { ...delays, ...more })
    return [boundMs, worstBoundMs]
  }

  it('of a type that is not cached are none, whatever else its policy says', () => {
    expect(both({ pattern: 'none', l1, cdn: { ttlMs: 500 } })).toEqual([0, 0])
  })

  it('with coalescing are longer by the way of an answer: Redis may have sent the old entry just before the DEL', () => {
    const change = { coalescing: 'instance', loadCapMs: 1, invalidation: deleted } as const
    expect(both(change)).toEqual([6, 30_000])
    expect(both({ ...change, coalescing: 'fleet' })).toEqual([6, 30_000])
    // The question for the group's marker comes on top, there and back.
    expect(both({ ...change, invalidation: { ...deleted, groupMarkerMs: 1000 } })).toEqual([12, 30_000])
  })

  it('with a CDN are longer by its TTL, purged or not: an answer on its way cannot be purged', () => {
    for (const purgeOnWrite of [false, true]) {
      const cdn = { ttlMs: 500, purgeOnWrite }
      expect(both({ cdn })).toEqual([30_500, 30_500])
      expect(both({ cdn, loadCapMs: 1, invalidation: deleted })).toEqual([506, 30_500])
    }
  })

  it('with a CDN are the load cap and its TTL at least: it counts from when the answer passed', () => {
    const cdn = { ttlMs: 500 }
    expect(both({ cdn, loadCapMs: 700, invalidation: deleted })).toEqual([1200, 30_500])
    expect(both({ cdn, loadCapMs: 700, l1: null, l2: null })).toEqual([1200, 1200])
  })

  it('with L1 that outlives its entries are the sum of the TTLs', () => {
    const outliving = { ...l1, outlivesEntry: true }
    expect(both({ l1: outliving })).toEqual([32_000, 32_000])
    expect(both({ l1: outliving, l2: null })).toEqual([2000, 2000])
    expect(both({ l1: outliving, invalidation: told })).toEqual([8, 32_000])
  })

  it('with grace are longer by the longest of its kinds', () => {
    expect(both({ staleWhileRevalidateMs: 400 })).toEqual([30_400, 30_400])
    expect(both({ staleWhileRevalidateMs: 400, staleIfErrorMs: 900 })).toEqual([30_900, 30_900])
    const serving = { onCacheFailure: { kind: 'serve-stale', maxAgeMs: 5000 } } as const
    expect(both({ ...serving, staleIfErrorMs: 900 })).toEqual([35_000, 35_000])
  })

  it('with grace are as short as without where an invalidation takes ended copies away, too', () => {
    expect(both({ staleWhileRevalidateMs: 400, invalidation: deleted })).toEqual([3, 30_400])
    expect(both({ l1, staleWhileRevalidateMs: 400, invalidation: told })).toEqual([8, 30_400])
    // Nobody tells L1.
    expect(both({ l1, staleWhileRevalidateMs: 400, invalidation: deleted })).toEqual([2403, 30_400])
  })

  it('of a type that fails explicitly know no grace', () => {
    const explicit = { onCacheFailure: { kind: 'fail-explicit' } } as const
    expect(both({ ...explicit, staleWhileRevalidateMs: 400, staleIfErrorMs: 900 })).toEqual([30_000, 30_000])
    const orError = { onCacheFailure: { kind: 'fall-through-then-error' } } as const
    expect(both({ ...orError, staleWhileRevalidateMs: 400, staleIfErrorMs: 900 })).toEqual([30_400, 30_400])
  })

  it('with loads from a replica are longer by its lag, and a delivered DEL does not shorten them', () => {
    const change = { readFrom: 'replica', invalidation: told } as const
    expect(both(change, { originReplicaLagMs: 250 })).toEqual([30_250, 30_250])
    expect(both(change, { originReplicaLagMs: 0 })).toEqual([3, 30_000])
    expect(both({ ...change, readFrom: 'primary' }, { originReplicaLagMs: 250 })).toEqual([3, 30_000])
  })

  it('of a type in no tier that reads a replica are the lag', () => {
    expect(both({ l1: null, l2: null, readFrom: 'replica' }, { originReplicaLagMs: 250 })).toEqual([250, 250])
  })

  it('with reads of Redis’s replicas are longer by their lag', () => {
    const lagging = { redisReplicaLagMs: 40 }
    for (const replicaReads of ['hot', 'all'] as const)
      expect(both({ l2: { ...l2, replicaReads }, invalidation: deleted }, lagging)).toEqual([43, 30_000])
    expect(both({ l2: { ...l2, replicaReads: 'none' }, invalidation: deleted }, lagging)).toEqual([3, 30_000])
  })

  it('with reads of Redis’s replicas fall back on the L1 TTL: L1 may be refilled from one after its eviction', () => {
    const change = { l1, l2: { ...l2, replicaReads: 'all' }, invalidation: told } as const
    expect(both(change, { redisReplicaLagMs: 40 })).toEqual([2043, 30_000])
  })

  it('with clocks that differ are longer by the errors of both, writer’s and reader’s', () => {
    expect(both({}, { clockSkewMs: 15 })).toEqual([30_030, 30_030])
    expect(both({ invalidation: deleted }, { clockSkewMs: 15 })).toEqual([3, 30_030])
    // A process that keeps to itself has one clock.
    expect(both({ l1, l2: null }, { clockSkewMs: 15 })).toEqual([2000, 2000])
  })

  it('with version stamps are the age of the version looked up, whatever the TTLs', () => {
    const stamped = (lookup: 'primary' | 'replica') => ({
      invalidation: { ...told, versionStamps: { lookup } },
    })
    const lagging = { originReplicaLagMs: 250 }
    expect(both({ l1, ...stamped('primary') }, lagging)).toEqual([0, 0])
    expect(both({ l1, ...stamped('replica') }, lagging)).toEqual([250, 250])
    expect(both({ ...stamped('primary'), coalescing: 'instance', staleIfErrorMs: 900 }, lagging)).toEqual([
      0, 0,
    ])
  })

  it('with version stamps and loads from a replica are the TTL and the lag: the new key may hold the old value', () => {
    const invalidation = { ...told, versionStamps: { lookup: 'primary' } } as const
    expect(both({ readFrom: 'replica', invalidation }, { originReplicaLagMs: 250 })).toEqual([30_250, 30_250])
  })

  it('with version stamps and a CDN are its TTL, and what look-up and load may take', () => {
    const invalidation = { versionStamps: { lookup: 'primary' } } as const
    expect(both({ cdn: { ttlMs: 500 }, loadCapMs: 100, invalidation })).toEqual([700, 700])
  })

  it('of several regions are the time until the slowest has heard, and the TTL when it is not told', () => {
    const far = { otherRegionsMs: 90 }
    expect(both({ invalidation: { ...deleted, cdcBackstop: true } }, far)).toEqual([90, 30_000])
    expect(both({ invalidation: { ...deleted, cdcBackstop: true } }, { otherRegionsMs: 1 })).toEqual([
      3, 30_000,
    ])
    expect(both({ invalidation: deleted }, far)).toEqual([30_000, 30_000])
    const never = { otherRegionsMs: Number.POSITIVE_INFINITY }
    expect(both({ invalidation: { ...deleted, cdcBackstop: true } }, never)).toEqual([30_000, 30_000])
  })

  it('with write-through are those of a DEL, and of its answer to who joins', () => {
    expect(both({ pattern: 'write-through', loadCapMs: 1 })).toEqual([6, 30_000])
    expect(both({ pattern: 'write-through', loadCapMs: 700 })).toEqual([700, 30_000])
    expect(both({ pattern: 'write-through', loadCapMs: 1 }, { everyWriterInvalidates: false })).toEqual([
      30_000, 30_000,
    ])
  })

  it('with write-behind are the ways of asking and deleting, from the commit on', () => {
    expect(both({ pattern: 'write-behind', loadCapMs: 1 })).toEqual([12, 30_000])
  })

  it('with read-through are those of the writer’s DEL', () => {
    expect(both({ pattern: 'read-through', loadCapMs: 1, invalidation: deleted })).toEqual([6, 30_000])
    expect(both({ pattern: 'read-through', loadCapMs: 1 })).toEqual([30_000, 30_000])
  })

  it('with nothing to write through to are those of the process', () => {
    for (const pattern of ['write-through', 'write-behind'] as const)
      expect(both({ pattern, l1, l2: null, invalidation: { publishToL1: true } })).toEqual([2000, 2000])
  })

  it('with copies of a hot key are longer by two ways: they are deleted when the key’s own DEL was answered', () => {
    const hotKeys = { ratePerSecond: 100, copies: 3 }
    expect(both({ hotKeys, invalidation: deleted })).toEqual([9, 30_000])
    expect(both({ hotKeys, invalidation: { cdcBackstop: true } })).toEqual([206, 30_000])
    expect(both({ hotKeys: { ratePerSecond: 100 }, invalidation: deleted })).toEqual([3, 30_000])
  })

  it('with local copies of hot keys are those of L1 with their TTL, if that is longer', () => {
    const hotKeys = { ratePerSecond: 100, localCopyMs: 4000 }
    expect(both({ hotKeys, invalidation: deleted })).toEqual([4003, 30_000])
    expect(both({ hotKeys, l1, invalidation: deleted })).toEqual([4003, 30_000])
    expect(both({ hotKeys, invalidation: told })).toEqual([8, 30_000])
    expect(both({ hotKeys, l1: null, l2: null })).toEqual([4000, 4000])
  })

  it('with negative entries that live longer than others are their TTL', () => {
    expect(both({ negativeTtlMs: 90_000 })).toEqual([90_000, 90_000])
    expect(both({ negativeTtlMs: 500 })).toEqual([30_000, 30_000])
    expect(both({ negativeTtlMs: 500, l2: null })).toEqual([0, 0])
  })

  it('never promise more with messages lost than with messages delivered', () => {
    const ms = fc.integer({ min: 1, max: 100_000 })
    const policy = fc.record({
      pattern: fc.constantFrom(
        ...(['cache-aside', 'read-through', 'write-through', 'write-behind', 'none'] as const),
      ),
      cdn: fc.option(fc.record({ ttlMs: ms })),
      l1: fc.option(fc.record({ ttlMs: ms, maxEntries: fc.constant(10), outlivesEntry: fc.boolean() })),
      l2: fc.option(
        fc.record({
          ttlMs: ms,
          jitter: fc.constantFrom(0, 0.5),
          replicaReads: fc.constantFrom('none' as const, 'hot' as const, 'all' as const),
        }),
      ),
      coalescing: fc.constantFrom('none' as const, 'instance' as const, 'fleet' as const),
      readFrom: fc.constantFrom('primary' as const, 'replica' as const),
      staleWhileRevalidateMs: fc.constantFrom(0, 500),
      negativeTtlMs: fc.option(ms),
      hotKeys: fc.option(
        fc.record({
          ratePerSecond: fc.constant(1),
          localCopyMs: fc.option(ms),
          copies: fc.constantFrom(1, 3),
        }),
      ),
      loadCapMs: ms,
      invalidation: fc.record({
        deleteOnWrite: fc.boolean(),
        publishToL1: fc.boolean(),
        cdcBackstop: fc.boolean(),
        missTokens: fc.boolean(),
        versionStamps: fc.constantFrom(null, { lookup: 'primary' as const }, { lookup: 'replica' as const }),
        groupMarkerMs: fc.option(ms),
      }),
    })
    const required = { deleteMs: ms, busMs: ms, feedMs: ms, everyWriterInvalidates: fc.boolean() }
    const optional = { otherRegionsMs: ms, originReplicaLagMs: ms, redisReplicaLagMs: ms, clockSkewMs: ms }
    const world: fc.Arbitrary<Delays> = fc.record(
      { ...required, ...optional },
      { requiredKeys: ['deleteMs', 'busMs', 'feedMs', 'everyWriterInvalidates'] },
    )
    fc.assert(
      fc.property(policy, world, (change, delivered) => {
        const { boundMs, worstBoundMs } = bounds(policyWith(change), delivered)
        expect(boundMs).toBeLessThanOrEqual(worstBoundMs)
        expect(boundMs).toBeGreaterThanOrEqual(0)
      }),
      { seed: 13, numRuns: 500 },
    )
  })
})
