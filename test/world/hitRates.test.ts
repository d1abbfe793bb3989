import { describe, expect, it } from 'vitest'
import forms from '../oracle/closedForms.json' with { type: 'json' }
import {
  caching,
  type KeyMixInput,
  manyItems,
  overSeeds,
  querying,
  reading,
  run,
  total,
  world,
} from './build.ts'
import { expectMean, expectNear } from './spread.ts'

describe('a cache that loads once for all who wait', () => {
  it('hits, joins and loads as often as renewal theory says', () => {
    const { rate, ttl, load, hit, joined, loads } = forms.ttl.coalesced
    const items = manyItems(500)
    const steady = world({
      durationMs: 50_000,
      windows: [{ fromMs: 10_000, toMs: 50_000 }],
      readers: reading(rate * 500, items),
      origin: { queries: querying(load * 1000) },
      warm: [{ keys: items, expiresAtMs: null }],
      bucketMs: 1000,
    })
    // The entry's time counts from the load's beginning, the table's from its end.
    const patient = caching({ coalescing: 'instance', l2: { ttlMs: (ttl + load) * 1000, jitter: 0 } })
    const summaries = overSeeds(6, seed => run(steady, patient, seed)).map(({ summary }) => summary)
    expectMean(
      summaries.map(({ hits, requests }) => hits.l2 / requests),
      hit,
      0.01,
    )
    expectMean(
      summaries.map(({ misses, requests }) => misses / requests),
      loads,
      0.1,
    )
    expectMean(
      summaries.map(({ hits, requests }) => hits.joined / requests),
      joined,
      0.4,
    )
  })
})

describe('two levels', () => {
  it.each(forms.twoLevel.cases)(
    'are asked as often as each lets through: $instances instances with an L1 of $l1 s',
    ({ rate, instances, l1, l2, hitRatio, lookups, loads }) => {
      const periods = 3
      const durationMs = periods * l2 * 1000
      const busy = world({
        durationMs,
        windows: [{ fromMs: 5 * l1 * 1000, toMs: durationMs }],
        instances,
        readers: reading(rate),
        origin: { queries: querying(0.001) },
        bucketMs: 1000,
      })
      const copies = caching({
        l1: { ttlMs: l1 * 1000, maxEntries: 5, outlivesEntry: true },
        l2: { ttlMs: l2 * 1000, jitter: 0 },
      })
      const recordings = overSeeds(rate > 500 ? 1 : 5, seed => run(busy, copies, seed))
      const measuredS = (durationMs - 5 * l1 * 1000) / 1000
      const perSecond = recordings.map(({ summary }) => summary.shards[0]!.operations / measuredS)
      // Of the commands that fill: one for each load.
      const filling = recordings.map(({ summary }) => summary.origin.loads / measuredS)
      const asked = perSecond.map((all, seed) => all - filling[seed]!)
      const mean = total(asked) / asked.length
      // Renewals with a dead time vary less than Poisson counts.
      expectNear(mean, lookups, Math.sqrt(lookups / (measuredS * asked.length)))
      const hits = recordings.map(({ summary }) => summary.hits.l1 / summary.requests)
      const all = total(recordings.map(({ summary }) => summary.requests))
      expectNear(total(hits) / hits.length, hitRatio, Math.sqrt((hitRatio * (1 - hitRatio)) / all))
      // Periods are all but equal: T2, and a moment until the next one asks. The first load is that of the empty cache.
      for (const { series } of recordings)
        expect(total(series.loads)).toBe(1 + Math.floor((durationMs / 1000) * loads))
    },
  )
})

describe('an L1 that is too small, under Zipf', () => {
  /** Two that fill quickly; evictions by themselves are compared with the whole table elsewhere. */
  const cases = forms.independentReferences.cases.filter(
    ({ keys, exponent, entries }) =>
      keys === 10_000 && (exponent === 1 ? entries === 1000 : exponent === 1.2 && entries === 100),
  )
  const hitRatio = (
    { keys, exponent, entries }: (typeof forms.independentReferences.cases)[number],
    eviction: 'lru' | 'fifo',
  ) => {
    const mix: KeyMixInput = { kind: 'zipf', type: 'item', prefix: 'item:', count: keys, exponent }
    const busy = world({
      durationMs: 20_000,
      windows: [{ fromMs: 6000, toMs: 20_000 }],
      readers: reading(3000, mix),
      origin: { queries: querying(0.001) },
      bucketMs: 1000,
      watchedKeys: [],
    })
    const small = caching({ l2: null, l1: { ttlMs: 80_000, maxEntries: entries, eviction } })
    return overSeeds(4, seed => run(busy, small, seed)).map(
      ({ summary }) => summary.hits.l1 / summary.requests,
    )
  }

  it.each(cases)(
    'hits as often with LRU as Che, Tung and Wang say: $entries of $keys, exponent $exponent',
    given => expectMean(hitRatio(given, 'lru'), given.lru, 0.03),
  )

  it('hits less often with FIFO, as often as its own approximation says', () => {
    const given = cases.find(({ entries, exponent }) => entries === 1000 && exponent === 1)!
    expectMean(hitRatio(given, 'fifo'), given.fifo, 0.02)
    expect(given.fifo).toBeLessThan(given.lru)
  })
})

describe('a cache that is lost', () => {
  it.each(forms.amplification.cases)('multiplies the load of the origin: hit ratio $hitRatio', given => {
    const keys = manyItems(400)
    const perKey = 2
    const ttlS = given.hitRatio / (1 - given.hitRatio) / perKey
    const losing = world({
      durationMs: 25_000,
      bucketMs: 1000,
      readers: reading(perKey * 400, keys),
      origin: { queries: querying(0.001) },
      warm: [{ keys, expiresAtMs: null }],
      faults: [{ kind: 'cache-down', atMs: 20_000, forMs: 60_000, loses: false }],
    })
    const design = caching({ l2: { ttlMs: ttlS * 1000, jitter: 0 } })
    const counts = overSeeds(6, seed => {
      const { loads } = run(losing, design, seed).series
      return { before: total(loads.slice(0, 20)), after: total(loads.slice(21, 25)) }
    })
    const before = total(counts.map(each => each.before))
    const after = total(counts.map(each => each.after))
    // Both vary no more than Poisson counts do.
    const factor = after / 4 / (before / 20)
    expectNear(factor, given.factor, given.factor * Math.sqrt(1 / before + 1 / after))
  })
})
