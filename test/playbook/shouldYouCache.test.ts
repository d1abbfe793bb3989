import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Zipf } from '#kernel/zipf.ts'
import {
  CACHE_MS,
  type Given,
  numbersOf,
  OWNERS,
  PRESETS,
  type Preset,
  reasonsFor,
  TRIP_MS,
  verdictOf,
} from '#playbook/figures/shouldYouCache.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { labRun } from '../scenarios/runs.ts'
import { overSeeds } from '../world/build.ts'
import { expectMean } from '../world/spread.ts'

const lab = scenario('when-not-to-cache')!
const presetOf = (type: Preset['type']) => PRESETS.find(each => each.type === type)!
const product = presetOf('product').given
const against = (given: Given) =>
  reasonsFor(given)
    .filter(({ weighs }) => weighs === 'against')
    .map(({ about }) => about)

function lawOf(type: string) {
  const { keys, ratePerSecond } = lab.world.readers.find(reader => reader.keys.type === type)!
  if (keys.kind !== 'zipf') throw new Error(`${type} is no Zipf mix`)
  return { ratePerSecond, count: keys.count, popularity: new Zipf(keys.count, keys.exponent) }
}

describe('the five kinds of data of the calculator', () => {
  it.each(PRESETS)('are those of the lab, by their average item: $type', ({ type, given, design }) => {
    const { ratePerSecond, count } = lawOf(type)
    expect(given.readsPerS).toBeCloseTo(ratePerSecond / count, 12)
    const writes = lab.world.writers.find(writer => writer.keys.type === type)?.ratePerSecond ?? 0
    if (writes > 0) expect(given.readsPerWrite).toBeCloseTo(ratePerSecond / writes, 9)
    expect(given.queryMs).toBe(lab.world.origin.queries[type]!.meanMs)
    expect(lab.designs.map(each => each.id)).toContain(design)
  })

  it('get the verdict of the lab: one of five is worth its cache, and each other is refused for its own reason', () => {
    expect(PRESETS.map(({ type, given }) => [type, verdictOf(reasonsFor(given))])).toEqual([
      ['product', 'cache only if'],
      ['location', 'do not cache'],
      ['search', 'do not cache'],
      ['rate', 'do not cache'],
      ['permission', 'do not cache'],
    ])
    expect(against(presetOf('location').given)[0]).toBe('writes')
    expect(against(presetOf('search').given)[0]).toBe('reuse')
    expect(against(presetOf('rate').given)).toEqual(['speed'])
    expect(against(presetOf('permission').given)).toEqual(['consistency', 'ownership'])
  })

  it('have the network of the lab', () => {
    expect(2 * lab.world.network.redisMs).toBe(CACHE_MS)
    expect(2 * lab.world.network.originMs).toBe(TRIP_MS)
  })
})

/** Enough memory for everything: what ends a copy is its TTL or a DEL. Some of the TTL is taken by jitter, up to a tenth. */
describe('a run of the lab with memory to spare', () => {
  const design = lab.designs.find(each => each.id === 'more-memory')!
  const recordings = overSeeds(6, seed => labRun(lab, design, seed))

  it.each(['product', 'location', 'rate', 'permission'] as const)('hits as often as expected: %s', type => {
    const { ratePerSecond, count, popularity } = lawOf(type)
    const written = lab.world.writers.find(writer => writer.keys.type === type)!
    const hits = recordings.map(({ summary }) => {
      const { hits, requests } = summary.byType[type]!
      return hits.l2 / requests
    })
    let expected = 0
    for (let rank = 0; rank < count; rank++) {
      const share = popularity.share(rank)
      const given: Given = {
        ...presetOf(type).given,
        readsPerS: ratePerSecond * share,
        reuse: Infinity,
        owner: written.invalidates ? 'writer' : 'nobody',
        ttlS: 285,
      }
      expected += share * numbersOf(given).hitShare
    }
    expectMean(hits, expected, type === 'location' ? 0.15 : 0.03)
    // The average item, which is all that the calculator knows, is less than two points off.
    expect(numbersOf({ ...presetOf(type).given, owner: 'writer' }).hitShare).toBeGreaterThan(expected - 0.02)
    expect(numbersOf({ ...presetOf(type).given, owner: 'writer' }).hitShare).toBeLessThan(expected + 0.02)
  })

  it.each(['location', 'rate', 'permission'] as const)('takes as long as expected on average: %s', type => {
    const client = 2 * lab.world.network.clientMs
    const means = recordings.map(({ summary }) => summary.byType[type]!.latencyMs.mean - client)
    const expected = numbersOf({
      ...presetOf(type).given,
      owner: type === 'permission' ? 'nobody' : 'writer',
    })
    expect(means.reduce((sum, each) => sum + each, 0) / means.length / expected.cachedMs).toBeCloseTo(1, 1)
  })
})

const givens: fc.Arbitrary<Given> = fc.record({
  readsPerS: fc.double({ min: 0.001, max: 100, noNaN: true }),
  readsPerWrite: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
  reuse: fc.double({ min: 0.01, max: 1000, noNaN: true }),
  queryMs: fc.double({ min: 0.1, max: 5000, noNaN: true }),
  originBusy: fc.double({ min: 0.05, max: 5, noNaN: true }),
  budgetS: fc.constantFrom(0, 1, 30, 300),
  ttlS: fc.double({ min: 1, max: 10_000, noNaN: true }),
  owner: fc.constantFrom(...OWNERS),
})

describe('the verdict', () => {
  it('never lets data be cached that may not be old', () => {
    fc.assert(
      fc.property(givens, given => {
        expect(verdictOf(reasonsFor({ ...given, budgetS: 0 }))).toBe('do not cache')
      }),
    )
  })

  it('lets nobody’s data be cached only where the TTL alone keeps the budget', () => {
    fc.assert(
      fc.property(givens, given => {
        const unowned: Given = { ...given, owner: 'nobody', budgetS: 30 }
        if (given.ttlS > 30) expect(verdictOf(reasonsFor(unowned))).toBe('do not cache')
        else expect(verdictOf(reasonsFor(unowned))).not.toBe('cache')
      }),
    )
  })

  it('saves time exactly above the break-even hit rate', () => {
    fc.assert(
      fc.property(givens, given => {
        const { hitShare, worthwhileHitShare, cachedMs, uncachedMs } = numbersOf(given)
        fc.pre(Math.abs(hitShare - worthwhileHitShare) > 1e-9)
        expect(cachedMs < uncachedMs).toBe(hitShare > worthwhileHitShare)
      }),
    )
  })

  it('is without conditions for data that is read often, slow, owned and kept within its budget', () => {
    expect(verdictOf(reasonsFor({ ...product, owner: 'writer', ttlS: 30 }))).toBe('cache')
  })

  it('asks for a plan where the database cannot carry the reads without the cache', () => {
    const carried: Given = { ...product, owner: 'writer', ttlS: 30 }
    expect(verdictOf(reasonsFor({ ...carried, originBusy: 0.9 }))).toBe('cache')
    expect(verdictOf(reasonsFor({ ...carried, originBusy: 3 }))).toBe('cache only if')
  })
})
