import { describe, expect, it, vi } from 'vitest'
import type { PolicyInput } from '#cache/policy.ts'
import {
  type Change,
  caching,
  invalidating,
  type KeyMixInput,
  manyItems,
  overSeeds,
  querying,
  reading,
  run,
  total,
  world,
  writing,
} from './build.ts'

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

const items = manyItems(1000)
const unevenItems: KeyMixInput = { kind: 'zipf', type: 'item', prefix: 'item:', count: 1000, exponent: 1 }
const SEEDS = 10

/** Misses in the first and in the last ten seconds of a minute that begins in the steady state, over all seeds. */
function bothEnds(policy: Partial<PolicyInput>, change: Change = {}) {
  const steady = world({
    durationMs: 60_000,
    bucketMs: 1000,
    readers: reading(200, items),
    origin: { queries: querying(0.001) },
    warm: [{ keys: items, expiresAtMs: null }],
    ...change,
  })
  const ends = { first: 0, last: 0 }
  overSeeds(SEEDS, seed => {
    const { miss } = run(steady, caching(policy), seed).series.fates
    ends.first += total(miss.slice(0, 10))
    ends.last += total(miss.slice(50, 60))
    return seed
  })
  return ends
}

/** Counts of misses vary no more than Poisson counts: fewer than four deviations apart means no drift. */
function expectSteady({ first, last }: { readonly first: number; readonly last: number }): void {
  expect(last, 'too few misses to tell').toBeGreaterThan(800)
  expect(Math.abs(first - last), `${first} against ${last}`).toBeLessThan(4 * Math.sqrt(first + last))
}

describe('a warm cache begins in its steady state', () => {
  const l2 = { ttlMs: 20_000, jitter: 0 }

  it('where entries end by their TTL', () => {
    expectSteady(bothEnds({ l2 }))
  })

  it('where the keys are read unevenly', () => {
    const uneven: Change = {
      readers: reading(200, unevenItems),
      warm: [{ keys: unevenItems, expiresAtMs: null }],
    }
    expectSteady(bothEnds({ l2 }, uneven))
  })

  it('where writes delete entries', () => {
    expectSteady(
      bothEnds(
        { l2: { ttlMs: 60_000, jitter: 0 }, invalidation: invalidating({ deleteOnWrite: true }) },
        { writers: writing(100, true, items) },
      ),
    )
  })

  it('where jitter shortens the TTLs', () => {
    expectSteady(bothEnds({ l2: { ttlMs: 20_000, jitter: 0.9 } }))
  })

  it('where the change feed deletes for writers who do not', () => {
    expectSteady(
      bothEnds(
        { l2: { ttlMs: 60_000, jitter: 0 }, invalidation: invalidating({ cdcBackstop: true }) },
        { writers: writing(100, false, items) },
      ),
    )
  })
})

describe('a warm entry', () => {
  it('with a given end is there, and ends then', () => {
    const aged = world({
      warm: [{ keys: manyItems(5), expiresAtMs: 1200 }],
      readers: reading(500, manyItems(5)),
    })
    const { series } = run(aged, caching({ coalescing: 'instance' }), 1)
    expect(total(series.loads.slice(0, 12))).toBe(0)
    expect(total(series.loads)).toBe(5)
  })

  it('is not there for a type that the design does not cache in Redis', () => {
    const aged = world({
      warm: [{ keys: manyItems(5), expiresAtMs: 1200 }],
      readers: reading(500, manyItems(5)),
    })
    const { summary } = run(aged, caching({ l2: null, l1: { ttlMs: 500, maxEntries: 10 } }), 1)
    expect(summary.hits.l2).toBe(0)
  })
})
