import { describe, expect, it, vi } from 'vitest'
import { FAILED_FATES } from '#recording/recording.ts'
import type { WorldInput } from '#world/world.ts'
import { caching, items, recorded, sum, worldInput } from './runs.ts'

// Many runs: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

const { readers } = worldInput
const writers: WorldInput['writers'] = [
  { name: 'writers', ratePerSecond: 5, keys: items(50), invalidates: false },
]
const silent = { deleteOnWrite: false, publishToL1: false, cdcBackstop: false, missTokens: true } as const

describe('what readers were given', () => {
  it('adds up to the requests, by region as by fate', () => {
    const regions = [
      { name: 'us', instances: 1 },
      { name: 'eu', instances: 1 },
    ]
    const world: Partial<WorldInput> = {
      regions,
      network: { ...worldInput.network, crossRegionMs: 40 },
      readers: [{ ...readers[0]!, ratePerSecond: 200 }],
      writers,
      faults: [{ kind: 'region-cut', atMs: 3000, forMs: 4000, region: 'eu' }],
    }
    const { series, buckets } = recorded(world, caching({ l2: { ttlMs: 1000 }, invalidation: silent }))
    const { ended, stale, failed } = series.byRegion
    expect(ended).toHaveLength(2 * buckets)
    expect(sum(ended)).toBe(sum(Object.values(series.fates).map(sum)))
    expect(sum(stale)).toBe(sum(series.fates.stale))
    expect(sum(failed)).toBe(sum(FAILED_FATES.map(fate => sum(series.fates[fate]))))
    // Cut off from the database only the second region fails.
    const ofRegion = (counts: Uint32Array, region: number) => sum(counts.filter((_, i) => i % 2 === region))
    expect(ofRegion(failed, 0)).toBe(0)
    expect(ofRegion(failed, 1)).toBeGreaterThan(0)
    expect(ofRegion(ended, 0)).toBeGreaterThan(0)
  })

  it('has the age of the oldest stale answer by type, in the bucket in which it was given', () => {
    const { series, summary } = recorded({ writers }, caching({ invalidation: silent }))
    expect(Object.keys(series.staleAgeMs)).toEqual(['item'])
    const ages = series.staleAgeMs.item!
    expect(Math.max(...ages)).toBeCloseTo(summary.staleness.ageMsMax, 0)
    for (const [bucket, count] of series.fates.stale.entries()) expect(ages[bucket]! > 0).toBe(count > 0)
    expect(recorded({}, caching({})).series.staleAgeMs).toEqual({})
  })

  it('counts what nobody intended', () => {
    const wrong = [{ fromMs: 2000, toMs: 4000 }]
    const recording = recorded({ writers: [{ ...writers[0]!, wrong }] }, caching({ invalidation: silent }))
    expect(sum(recording.series.wrong)).toBe(recording.summary.wrong)
  })
})

describe('the change feed', () => {
  it('is known to be there, and its deletes come as late as the feed is', () => {
    const pausedMs = 4000
    const world: Partial<WorldInput> = {
      writers,
      faults: [{ kind: 'feed-paused', atMs: 2000, forMs: pausedMs }],
    }
    const { topology, series } = recorded(world, caching({ invalidation: { ...silent, cdcBackstop: true } }))
    expect(topology.hasFeed).toBe(true)
    expect(sum(series.feedDeletes.slice(21, 59))).toBe(0)
    expect(sum(series.feedDeletes)).toBeGreaterThan(30)
    expect(Math.max(...series.feedLagMs)).toBeGreaterThan(pausedMs)
    expect(Math.max(...series.feedLagMs.slice(0, 20))).toBeLessThan(1100)
  })

  it('is not there in a design without it, whatever is deleted on write', () => {
    const deleting = { ...silent, deleteOnWrite: true }
    const { topology, series } = recorded(
      { writers: [{ ...writers[0]!, invalidates: true }] },
      caching({ invalidation: deleting }),
    )
    expect(topology.hasFeed).toBe(false)
    expect(sum(series.feedDeletes)).toBe(0)
    expect(Math.max(...series.invalidationLagMs)).toBeGreaterThan(0)
  })
})

it('a limit of memory is that of all nodes together', () => {
  const limited = caching({}, { redis: { memoryBytes: 100_000 } })
  expect(recorded({ redis: { ...worldInput.redis, nodes: 3 } }, limited).topology.memoryBytes).toBe(300_000)
  expect(recorded({}, caching({})).topology.memoryBytes).toBeNull()
})
