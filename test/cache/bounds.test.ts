import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bounds, type Delays } from '#cache/bounds.ts'
import { policyWith } from './fakes.ts'

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

  it('never promise more with messages lost than with messages delivered', () => {
    const ms = fc.integer({ min: 1, max: 100_000 })
    const policy = fc.record({
      l1: fc.option(fc.record({ ttlMs: ms, maxEntries: fc.constant(10) })),
      l2: fc.option(fc.record({ ttlMs: ms, jitter: fc.constantFrom(0, 0.5) })),
      coalescing: fc.constantFrom('none' as const, 'instance' as const),
      loadCapMs: ms,
      invalidation: fc.record({
        deleteOnWrite: fc.boolean(),
        publishToL1: fc.boolean(),
        cdcBackstop: fc.boolean(),
        missTokens: fc.boolean(),
      }),
    })
    const world = fc.record({ deleteMs: ms, busMs: ms, feedMs: ms, everyWriterInvalidates: fc.boolean() })
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
