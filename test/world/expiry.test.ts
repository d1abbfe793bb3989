import { describe, expect, it, vi } from 'vitest'
import type { PolicyInput } from '#cache/policy.ts'
import type { Recording } from '#recording/recording.ts'
import type { World } from '#world/world.ts'
import forms from '../oracle/closedForms.json' with { type: 'json' }
import {
  type Change,
  caching,
  invalidating,
  manyItems,
  oneItem,
  overSeeds,
  querying,
  reading,
  run,
  total,
  world,
} from './build.ts'
import { expectMean, expectNear } from './spread.ts'

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

const EXPIRES_AT_MS = 600

/** A world in which one warm entry expires, read so often, its load so long (s). */
function expiring(rate: number, loadS: number, change: Change = {}): World {
  return world({
    durationMs: 1200,
    readers: reading(rate),
    origin: { queries: querying(loadS * 1000) },
    warm: [{ keys: oneItem, expiresAtMs: EXPIRES_AT_MS }],
    bucketMs: 10,
    ...change,
  })
}

function loads(recording: Recording): number {
  return total(recording.series.loads)
}

/** When the first load began, to half a bucket, ms. */
function firstLoadMs({ series, bucketMs }: Recording): number {
  return (series.loads.findIndex(count => count > 0) + 0.5) * bucketMs
}

describe('a TTL cache under Poisson reads', () => {
  it.each(forms.ttl.cases)('is hit as often as renewal theory says: $rate reads/s for $ttl s', given => {
    const items = manyItems(500)
    const steady = world({
      durationMs: 80_000,
      readers: reading(given.rate * 500, items),
      origin: { queries: querying(0.001) },
      warm: [{ keys: items, expiresAtMs: null }],
    })
    const design = caching({ l2: { ttlMs: given.ttl * 1000, jitter: 0 } })
    const ratios = overSeeds(6, seed => {
      const { hits, requests } = run(steady, design, seed).summary
      return hits.l2 / requests
    })
    expectMean(ratios, given.hitRatio, 0.03)
  })

  it('in process is hit as often, and Redis is left alone', () => {
    const { rate, ttl, hitRatio } = forms.ttl.short
    const cold = world({
      durationMs: 60_000,
      windows: [{ fromMs: 10_000, toMs: 60_000 }],
      readers: reading(rate * 200, manyItems(200)),
      origin: { queries: querying(0.001) },
    })
    const design = caching({ l2: null, l1: { ttlMs: ttl * 1000, maxEntries: 1000 } })
    const ratios = overSeeds(6, seed => {
      const { hits, requests, shards } = run(cold, design, seed).summary
      expect(shards[0]!.operations).toBe(0)
      return hits.l1 / requests
    })
    expectMean(ratios, hitRatio, 0.04)
  })
})

describe('an expiry without coalescing', () => {
  it.each(forms.uncoalesced.cases)('costs 1 + lD loads: $rate reads/s, $load s', given => {
    const counts = overSeeds(200, seed => loads(run(expiring(given.rate, given.load), caching(), seed)))
    expectNear(total(counts) / 200, given.loads, Math.sqrt((given.rate * given.load) / 200))
  })

  it('costs less when the quickest of many loads fills', () => {
    const { rate, load, loads: expected } = forms.uncoalesced.exponential
    const random = expiring(rate, load, {
      origin: { ...expiring(rate, load).origin, queries: querying(load * 1000, 'exponential') },
    })
    expectMean(
      overSeeds(200, seed => loads(run(random, caching(), seed))),
      expected,
      0.2,
    )
  })

  it('costs no duplicate where a load takes no time to speak of', () => {
    for (let seed = 1; seed <= 10; seed++)
      expect(loads(run(expiring(100, 0.000_001), caching(), seed))).toBe(1)
  })
})

describe('an expiry with coalescing in each instance', () => {
  for (const missTokens of [false, true]) {
    const design = caching({ coalescing: 'instance', invalidation: invalidating({ missTokens }) })
    const tokens = missTokens ? 'with miss tokens' : 'without miss tokens'

    it.each(forms.instanceCoalescing.cases)(
      `costs as many loads as there are instances that miss, ${tokens}: $instances instances, $rate reads/s`,
      ({ rate, load, instances, loads: expected }) => {
        const counts = overSeeds(200, seed => loads(run(expiring(rate, load, { instances }), design, seed)))
        const misses = 1 - Math.exp((-rate * load) / instances)
        expect(Math.max(...counts)).toBeLessThanOrEqual(instances)
        expectNear(total(counts) / 200, expected, Math.sqrt(((instances - 1) * misses * (1 - misses)) / 200))
      },
    )

    it(`costs one load where there is one instance, ${tokens}`, () => {
      for (let seed = 1; seed <= 10; seed++)
        expect(loads(run(expiring(1000, 0.3), design, seed)), `seed ${seed}`).toBe(1)
    })

    it(`costs one load with XFetch, however late the refresh begins, ${tokens}`, () => {
      const early = caching({
        coalescing: 'instance',
        invalidation: invalidating({ missTokens }),
        earlyExpiry: { kind: 'xfetch', beta: 1 },
      })
      // At 10 reads a second the refresh is often under way when the entry expires.
      for (let seed = 1; seed <= 40; seed++)
        expect(loads(run(expiring(10, 0.1), early, seed)), `seed ${seed}`).toBeLessThanOrEqual(1)
    })
  }

  it('answers the readers who join with what the one load brought', () => {
    const { summary } = run(expiring(1000, 0.3), caching({ coalescing: 'instance' }), 1)
    expect(summary.misses).toBe(1)
    expectNear(summary.hits.joined, 300, Math.sqrt(300))
  })
})

describe('XFetch without coalescing', () => {
  const xfetch = (beta: number) => caching({ earlyExpiry: { kind: 'xfetch', beta } })

  it.each([forms.xfetch.hot, forms.xfetch.eager])(
    'loads e^(1/beta) times an expiry, first the known lead ahead of it: beta $beta',
    ({ rate, beta, load, lead, loads: expected }) => {
      const expiresAtMs = 1500 * beta
      const aging = expiring(rate, load, {
        durationMs: expiresAtMs + 100,
        warm: [{ keys: oneItem, expiresAtMs }],
      })
      const recordings = Array.from({ length: 160 / beta }, (_, seed) => run(aging, xfetch(beta), seed))
      expectMean(recordings.map(loads), expected, 0.4)
      expectMean(
        recordings.map(each => (expiresAtMs - firstLoadMs(each)) / 1000),
        lead,
        0.15,
      )
    },
  )

  it('misses the expiry with the known probability where readers are few', () => {
    const { rate, beta, load, noEarly } = forms.xfetch.quiet
    const isLate = overSeeds(400, seed =>
      firstLoadMs(run(expiring(rate, load, { durationMs: 2000 }), xfetch(beta), seed)) > EXPIRES_AT_MS
        ? 1
        : 0,
    )
    expectNear(total(isLate) / 400, noEarly, Math.sqrt((noEarly * (1 - noEarly)) / 400))
  })

  it('in eight instances that coalesce for themselves makes about two loads, for want of a lease', () => {
    const { rate, load } = forms.xfetch.hot
    const aging = expiring(rate, load, {
      durationMs: 1600,
      instances: 8,
      warm: [{ keys: oneItem, expiresAtMs: 1500 }],
    })
    const design = caching({ coalescing: 'instance', earlyExpiry: { kind: 'xfetch', beta: 1 } })
    const counts = overSeeds(150, seed => loads(run(aging, design, seed)))
    expect(total(counts) / 150).toBeGreaterThan(1.6)
    expect(total(counts) / 150).toBeLessThan(2.5)
    expect(Math.max(...counts)).toBeLessThanOrEqual(8)
  })
})

describe('the window form of early expiry', () => {
  const { rate, window, load, first, loads: expected } = forms.window.hot
  const aging = expiring(rate, load, {
    durationMs: 3000,
    warm: [{ keys: oneItem, expiresAtMs: 500 + window * 1000 }],
  })
  const policy: Partial<PolicyInput> = { earlyExpiry: { kind: 'window', windowMs: window * 1000 } }

  it('moves the cliff to the beginning of the window, where it makes some sixty loads', () => {
    const recordings = Array.from({ length: 60 }, (_, seed) => run(aging, caching(policy), seed))
    expectMean(recordings.map(loads), expected, 0.12)
    expectMean(
      recordings.map(each => (firstLoadMs(each) - 500) / 1000),
      first,
      0.4,
    )
  })

  it('with coalescing in one instance makes one', () => {
    for (let seed = 1; seed <= 5; seed++)
      expect(loads(run(aging, caching({ ...policy, coalescing: 'instance' }), seed))).toBe(1)
  })
})

describe('TTL jitter', () => {
  const items = manyItems(200)
  /** All written in the first moments, and read all the time. */
  const deployed = world({
    durationMs: 12_000,
    readers: reading(2000, items),
    origin: { queries: querying(1) },
  })
  const peakAfterStart = (jitter: number) => {
    const { series } = run(deployed, caching({ l2: { ttlMs: 8000, jitter } }), 1)
    return Math.max(...series.loads.slice(30))
  }

  it('spreads the expiry of many keys that were written at once', () => {
    expect(peakAfterStart(0)).toBeGreaterThan(3 * peakAfterStart(0.5))
  })

  it('shortens a TTL and never lengthens it', () => {
    const { copies } = run(deployed, caching({ l2: { ttlMs: 8000, jitter: 0.5 } }), 1)
    const spans = copies.filter(each => each.state === 'fresh').map(each => each.toMs - each.fromMs)
    expect(Math.max(...spans)).toBeLessThanOrEqual(8000)
    expect(Math.min(...spans.slice(0, 1))).toBeGreaterThanOrEqual(4000 - 2)
  })

  it('does nothing for one hot key', () => {
    const counts = (jitter: number) =>
      overSeeds(20, seed => loads(run(expiring(200, 0.1), caching({ l2: { ttlMs: 60_000, jitter } }), seed)))
    expect(counts(0.5)).toEqual(counts(0))
  })
})
