import { describe, expect, it, vi } from 'vitest'
import type { Recording } from '#recording/recording.ts'
import type { FaultInput } from '#world/fault.ts'
import type { WorldInput } from '#world/world.ts'
import {
  type Change,
  caching,
  invalidating,
  manyItems,
  querying,
  reading,
  run,
  total,
  uncached,
  world,
  writing,
} from './build.ts'
import { expectNear } from './spread.ts'

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

const REGIONS: WorldInput['regions'] = [
  { name: 'home', instances: 2, trafficShare: 0.5 },
  { name: 'west', instances: 1, trafficShare: 0.3 },
  { name: 'east', instances: 3, trafficShare: 0.2 },
]

const spread = (change: Change = {}) =>
  world({ durationMs: 4000, instances: 6, regions: REGIONS, readers: reading(500, manyItems(20)), ...change })

/** How many of the sampled requests ended at each instance. */
function byInstance({ traces, topology }: Recording): readonly number[] {
  const counts = new Array<number>(topology.instances).fill(0)
  for (const instance of traces.instance) counts[instance]!++
  return counts
}

function expectShares(counts: readonly number[], shares: readonly number[]): void {
  const all = total(counts)
  expect(all).toBeGreaterThan(500)
  for (const [index, share] of shares.entries()) {
    if (share === 0 || share === 1) expect(counts[index], `instance ${index}`).toBe(share * all)
    else expectNear(counts[index]!, share * all, Math.sqrt(all * share * (1 - share)))
  }
}

describe('a request', () => {
  it('goes to any instance alike where there are no regions', () => {
    expectShares(
      byInstance(run(world({ instances: 4, readers: reading(1000) }), uncached, 1)),
      [0.25, 0.25, 0.25, 0.25],
    )
  })

  it('without a region goes to each by its share of the traffic', () => {
    const shares = [0.25, 0.25, 0.3, 0.2 / 3, 0.2 / 3, 0.2 / 3]
    expectShares(byInstance(run(spread(), uncached, 1)), shares)
  })

  it('is split evenly where no region says how much it gets', () => {
    const silent = REGIONS.map(region => ({ ...region, trafficShare: 0 }))
    const third = 1 / 3
    expectShares(byInstance(run(spread({ regions: silent }), uncached, 1)), [
      third / 2,
      third / 2,
      third,
      third / 3,
      third / 3,
      third / 3,
    ])
  })

  it('goes to no region that gets nothing', () => {
    const regions = REGIONS.map((region, index) => ({ ...region, trafficShare: index === 1 ? 1 : 0 }))
    expectShares(byInstance(run(spread({ regions }), uncached, 1)), [0, 0, 1, 0, 0, 0])
  })

  it('of a region’s reader goes to that region', () => {
    const readers = [{ name: 'eastern', ratePerSecond: 500, keys: manyItems(20), region: 'east' }]
    const third = 1 / 3
    expectShares(byInstance(run(spread({ readers }), uncached, 1)), [0, 0, 0, third, third, third])
  })

  it('passes over instances that are down, within its region while it can', () => {
    const down = (first: number, count: number): FaultInput[] => [
      { kind: 'instances-restart', atMs: 0, first, count, downMs: 60_000, everyMs: 0 },
    ]
    expectShares(byInstance(run(spread({ faults: down(0, 1) }), uncached, 1)), [
      0,
      0.5,
      0.3,
      0.2 / 3,
      0.2 / 3,
      0.2 / 3,
    ])
    // The only one of its region: whoever is up takes its requests.
    const counts = byInstance(run(spread({ faults: down(2, 1) }), uncached, 1))
    expect(counts[2]).toBe(0)
    expect(total(counts)).toBeGreaterThan(500)
    const { outcomes, requests } = run(spread({ faults: down(2, 1) }), uncached, 1).summary
    expect(outcomes.ok).toBe(requests)
  })

  it('is the same one, at the same time, for the same key, whoever is down', () => {
    const faults: FaultInput[] = [
      { kind: 'instances-restart', atMs: 500, first: 0, count: 2, downMs: 500, everyMs: 100 },
    ]
    expect(run(spread({ faults }), uncached, 1).arrivalsDigest).toBe(
      run(spread(), uncached, 1).arrivalsDigest,
    )
  })

  it('of another region travels farther: to Redis where the cache is one for all, and to the database', () => {
    const eastern = (region: string) => [{ name: 'r', ratePerSecond: 200, keys: manyItems(5), region }]
    const latency = (region: string) =>
      run(spread({ readers: eastern(region), network: { crossRegionMs: 40 } }), uncached, 1).summary.latencyMs
    expect(latency('home').max).toBeCloseTo(10, 6)
    expect(latency('east').max).toBeCloseTo(10 + 2 * 40, 6)
    expect(latency('east').mean).toBeCloseTo(90, 6)
  })
})

describe('a writer of a region', () => {
  const grouped = {
    kind: 'zipf' as const,
    type: 'item',
    prefix: 'item:',
    count: 20,
    exponent: 0,
    groups: 4,
  }
  const written = (wholeGroups: boolean, faults: FaultInput[] = []) =>
    spread({
      readers: reading(10, grouped),
      writers: [{ ...writing(20, true, grouped)[0]!, region: 'west', wholeGroups }],
      network: { crossRegionMs: 40 },
      faults,
    })
  const cut: FaultInput[] = [{ kind: 'region-cut', atMs: 0, forMs: 60_000, region: 'west' }]

  it.each([false, true])('commits nothing while its region is cut off; whole groups: %s', wholeGroups => {
    expect(run(written(wholeGroups), uncached, 1).summary.writes.durable).toBeGreaterThan(20)
    expect(run(written(wholeGroups, cut), uncached, 1).summary.writes.durable).toBe(0)
  })
})

describe('the edge', () => {
  const cdn = { ttlMs: 500, purgeOnWrite: true }
  const edged = spread({ readers: reading(500, manyItems(3)), network: { busMs: 5 } })

  it('answers before the instance, one for each region, and keeps what passes', () => {
    const { summary, series } = run(edged, caching({ cdn }), 1)
    // Three regions, three keys and half a second each: eight periods of the run.
    expect(total(series.hitsL2) + total(series.lookupMisses)).toBeLessThanOrEqual(3 * 3 * 8 + 30)
    expect(summary.hits.cdn).toBeGreaterThan(0.9 * summary.requests)
    expect(total(series.hitsCdn)).toBe(summary.hits.cdn)
  })

  it('is not there for a type that does not use it', () => {
    expect(run(edged, caching(), 1).summary.hits.cdn).toBe(0)
  })

  it('does the same for clients who limit each attempt', () => {
    const limited = { ...edged, client: { ...edged.client, attemptTimeoutMs: 1500 } }
    const [with_, without] = [limited, edged].map(each => run(each, caching({ cdn }), 1).summary)
    expect(with_!.hits).toEqual(without!.hits)
    expect(with_!.outcomes).toEqual(without!.outcomes)
    expect(with_!.origin).toEqual(without!.origin)
  })

  it('gives up its copy on a write, so that it is stale no longer than the purge travels', () => {
    const invalidation = invalidating({ deleteOnWrite: true, missTokens: true })
    const written = {
      ...edged,
      writers: writing(5, true, manyItems(3)),
      origin: { ...edged.origin, queries: querying(1) },
    }
    const design = (purgeOnWrite: boolean) =>
      caching({ cdn: { ttlMs: 500, purgeOnWrite }, invalidation }, {}, { regions: { caches: 'global' } })
    const oldest = (purgeOnWrite: boolean) => run(written, design(purgeOnWrite), 1).summary.staleness.ageMsMax
    expect(oldest(true)).toBeLessThan(10)
    expect(oldest(false)).toBeGreaterThan(300)
  })
})
