import { describe, expect, it } from 'vitest'
import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { Recording } from '#recording/recording.ts'
import type { FaultInput } from '#world/fault.ts'
import { type Change, caching, invalidating, reading, run, total, uncached, world, writing } from './build.ts'

const ACROSS_MS = 40
const regions = [
  { name: 'home', instances: 1 },
  { name: 'away', instances: 1 },
]

const from = (region: string, ratePerSecond = 100) =>
  reading(ratePerSecond).map(each => ({ ...each, region }))

const two = (change: Change = {}) =>
  world({
    durationMs: 4000,
    instances: 2,
    regions,
    ...change,
    network: {
      crossRegionMs: ACROSS_MS,
      crossRegionBus: { leastMs: 100, mostMs: 200 },
      redisMs: 1,
      ...change.network,
    },
    changeFeed: { lagMs: 0, ...change.changeFeed },
  })

const cut = (atMs: number, forMs: number, region = 'away'): FaultInput => ({
  kind: 'region-cut',
  atMs,
  forMs,
  region,
})

/** How long each traced request took, ms. */
function latencies({ traces }: Recording): readonly number[] {
  return [...traces.endMs].slice(0, traces.count).map((endMs, trace) => endMs - traces.startMs[trace]!)
}

const global = (change: Partial<PolicyInput> = {}, whole: Partial<DesignInput> = {}) =>
  caching(change, {}, { regions: { caches: 'global' }, ...whole })

describe('another region', () => {
  it('is the link away from the origin, there and back', () => {
    const near = latencies(run(two({ readers: from('home') }), uncached, 1))
    const far = latencies(run(two({ readers: from('away') }), uncached, 1))
    expect(Math.max(...near)).toBeCloseTo(10, 6)
    expect(Math.min(...far)).toBeCloseTo(10 + 2 * ACROSS_MS, 6)
    expect(Math.max(...far)).toBeCloseTo(10 + 2 * ACROSS_MS, 6)
  })

  it('has a Redis of its own, or with a global cache asks home’s', () => {
    const own = latencies(run(two({ readers: from('away') }), caching(), 1))
    const shared = latencies(run(two({ readers: from('away') }), global(), 1))
    expect(Math.min(...own)).toBeCloseTo(2, 2)
    expect(Math.min(...shared)).toBeCloseTo(2 + 2 * ACROSS_MS, 2)
  })

  it('gets the share of the traffic that is its own', () => {
    const shares = [regions[0]!, { ...regions[1]!, trafficShare: 0.25 }]
    const recording = run(two({ regions: shares, durationMs: 20_000 }), uncached, 1)
    const farAway = latencies(recording).filter(ms => ms > ACROSS_MS).length / recording.traces.count
    expect(farAway).toBeGreaterThan(0.15)
    expect(farAway).toBeLessThan(0.25)
  })

  it('is refused by the origin after the connection timeout while it is cut off, and home is not', () => {
    const patient = { client: { timeoutMs: 1000 }, origin: { connectTimeoutMs: 300 } }
    const far = run(two({ readers: from('away'), faults: [cut(1000, 1000)], ...patient }), uncached, 1)
    const near = run(two({ readers: from('home'), faults: [cut(1000, 1000)], ...patient }), uncached, 1)
    expect(near.summary.outcomes.rejected).toBe(0)
    expect(far.summary.outcomes.rejected).toBeGreaterThan(80)
    expect(far.summary.latencyMs.max).toBeCloseTo(300, 6)
  })

  it('does not hear of a refusal before it has come across', () => {
    const down: FaultInput = { kind: 'origin-down', atMs: 0, forMs: 5000 }
    const refused = latencies(run(two({ readers: from('away'), faults: [down] }), uncached, 1))
    expect(Math.min(...refused)).toBeCloseTo(2 * ACROSS_MS, 6)
  })

  it('goes on with what it holds while it is cut off', () => {
    const far = two({ readers: from('away'), faults: [cut(1000, 2000)] })
    expect(run(far, caching(), 1).summary.outcomes.rejected).toBe(0)
    // A cache that is elsewhere is cut off as well: all of it falls through to an origin that is.
    expect(run(far, global(), 1).summary.outcomes.ok).toBeLessThan(250)
  })

  it('is cut off from home as home is from it', () => {
    const outcomes = ['home', 'away'].map(region => {
      const faults = [cut(1000, 500, region)]
      return run(two({ readers: from('away'), faults }), uncached, 1).summary.outcomes
    })
    expect(outcomes[0]).toEqual(outcomes[1])
    expect(outcomes[0]!.rejected + outcomes[0]!.timeout).toBeGreaterThan(20)
  })
})

describe('a write at home', () => {
  const fed = { invalidation: invalidating({ deleteOnWrite: true, cdcBackstop: true, missTokens: true }) }
  const written = (change: Change = {}) =>
    two({
      durationMs: 20_000,
      readers: from('away'),
      writers: writing(0.5, true).map(each => ({ ...each, region: 'home' })),
      ...change,
    })
  const stale = (recording: Recording) => recording.summary.staleness

  it('is known elsewhere when its change has come over the bus between regions', () => {
    const { ageMsMax, boundMs, reads } = stale(run(written(), caching(fed), 1))
    expect(reads).toBeGreaterThan(20)
    expect(ageMsMax).toBeGreaterThan(100)
    expect(ageMsMax).toBeLessThanOrEqual(boundMs)
    expect(boundMs).toBeLessThan(210)
  })

  it('is not known elsewhere before a TTL where nobody tells', () => {
    const deaf = { regions: { invalidation: 'none' as const } }
    expect(stale(run(written(), caching(fed, {}, deaf), 1)).ageMsMax).toBeGreaterThan(2000)
    const unfed = { invalidation: invalidating({ deleteOnWrite: true, missTokens: true }) }
    expect(stale(run(written(), caching(unfed), 1)).ageMsMax).toBeGreaterThan(2000)
  })

  it('is told after a cut: the bus between regions is durable', () => {
    const cutOff = written({ faults: [cut(5000, 4000)] })
    const { ageMsMax } = stale(run(cutOff, caching(fed), 1))
    expect(ageMsMax).toBeGreaterThan(1000)
    expect(ageMsMax).toBeLessThan(4300)
  })

  it('is known at once to all where there is one cache', () => {
    expect(stale(run(written(), global(fed), 1)).ageMsMax).toBeLessThan(2 * ACROSS_MS + 3)
  })

  it('takes the copies at every edge away', () => {
    const edge = { cdn: { ttlMs: 30_000, purgeOnWrite: true }, ...fed }
    const { ageMsMax } = stale(run(written({ network: { busMs: 7 } }), caching(edge), 1))
    const unpurged = { cdn: { ttlMs: 30_000 }, ...fed }
    expect(ageMsMax).toBeLessThan(stale(run(written(), caching(unpurged), 1)).ageMsMax / 2)
  })
})

describe('a cache that reads and writes by itself, and is home’s', () => {
  const reader = global({ pattern: 'read-through' })
  const patient = { client: { timeoutMs: 1000 }, origin: { connectTimeoutMs: 300 } }

  it('is the link away from another region, there and back', () => {
    const near = latencies(run(two({ readers: from('home', 5) }), reader, 1))
    const far = latencies(run(two({ readers: from('away', 5) }), reader, 1))
    expect(Math.min(...near)).toBeCloseTo(2, 2)
    expect(Math.min(...far)).toBeCloseTo(2 + 2 * ACROSS_MS, 2)
  })

  it('does not answer another region while it is cut off, and home it does', () => {
    const [far, near] = ['away', 'home'].map(region =>
      run(two({ readers: from(region), faults: [cut(1000, 1000)], ...patient }), reader, 1),
    )
    expect(near!.summary.outcomes.ok).toBe(near!.summary.requests)
    expect(far!.summary.outcomes.error).toBeGreaterThan(80)
    expect(far!.summary.latencyMs.max).toBeCloseTo(300, 6)
  })

  it('passes a refusal of the origin on across the link', () => {
    const faults: FaultInput[] = [{ kind: 'origin-down', atMs: 0, forMs: 5000 }]
    const refused = run(two({ readers: from('away', 5), faults }), reader, 1)
    expect(refused.summary.outcomes.rejected).toBe(refused.summary.requests)
    expect(Math.min(...latencies(refused))).toBeCloseTo(2 + 2 * ACROSS_MS, 2)
  })

  it('takes no write from another region while it is cut off', () => {
    const faraway = writing(20, true).map(each => ({ ...each, region: 'away' }))
    for (const pattern of ['write-through', 'write-behind'] as const) {
      const written = (faults: FaultInput[]) =>
        run(two({ writers: faraway, faults, ...patient }), global({ pattern }), 1).summary.writes
      expect(written([]).failed, pattern).toBe(0)
      expect(written([cut(1000, 1000)]).failed, pattern).toBeGreaterThan(10)
    }
  })
})

describe('nodes of several regions', () => {
  it('are counted through: a fault of the second region’s is none of home’s', () => {
    const down: FaultInput = { kind: 'node-down', atMs: 1000, forMs: 1000, node: 1, loses: false }
    const loads = (region: string) =>
      run(two({ readers: from(region), faults: [down] }), caching({ coalescing: 'instance' }), 1).summary
        .origin.loads
    expect([loads('home'), loads('away')].map(count => count > 1)).toEqual([false, true])
  })

  it('are as many as there are caches', () => {
    expect(run(two(), caching(), 1).topology.nodes).toBe(2)
    expect(run(two(), global(), 1).topology.nodes).toBe(1)
    expect(total(run(two({ readers: from('away') }), caching(), 1).series.nodeBusy)).toBeGreaterThan(0)
  })
})
