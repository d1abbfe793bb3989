import { describe, expect, it, vi } from 'vitest'
import type { PolicyInput } from '#cache/policy.ts'
import type { Recording } from '#recording/recording.ts'
import type { WorldInput } from '#world/world.ts'
import { caching, ITEM, items, recorded, sum, worldInput } from './runs.ts'

// Runs of minutes: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

const { readers } = worldInput

/** Two minutes, of which the first ten seconds are the baseline. */
const long: Partial<WorldInput> = {
  durationMs: 120_000,
  settleMs: 10_000,
  bucketMs: 1000,
  windows: [{ fromMs: 10_000, toMs: 120_000 }],
  readers: [{ ...readers[0]!, ratePerSecond: 50 }],
  writers: [{ name: 'writers', ratePerSecond: 5, keys: items(50), invalidates: true }],
}
const deleting = { deleteOnWrite: true, publishToL1: false, cdcBackstop: false, missTokens: true } as const
const repairing = { ...deleting, retries: { attempts: 100, delayMs: 100, queueLimit: 1000 } }
const down = (loses = false) => ({ kind: 'node-down', atMs: 20_000, forMs: 60_000, node: 0, loses }) as const
const said = ({ alerts }: Recording) => alerts.map(({ metric, severity }) => `${metric} ${severity}`)
const lag = ({ alerts }: Recording) =>
  alerts.find(({ metric }) => metric === 'cache.invalidation_lag_seconds')

describe('a DEL that has to wait for its shard', () => {
  it('pages while it still waits, 30 seconds after it was due, and not when it is done', () => {
    const recording = recorded({ ...long, faults: [down()] }, caching({ invalidation: repairing }))
    expect(lag(recording)!.severity).toBe('P2')
    expect(lag(recording)!.atMs).toBeGreaterThanOrEqual(50_000)
    expect(lag(recording)!.atMs).toBeLessThanOrEqual(53_000)
    expect(recording.summary.staleness.detectedAtMs).toBe(lag(recording)!.atMs)
    expect(recording.events.some(({ kind, text }) => kind === 'alert' && text.includes('invalidation'))).toBe(
      true,
    )
    // They are carried out soon after the shard is back, at 80 s, and are then nearly a minute late.
    const { invalidationLagMs } = recording.series
    expect(Math.max(...invalidationLagMs)).toBeGreaterThan(55_000)
    expect(Math.max(...invalidationLagMs.slice(0, 79))).toBeLessThan(100)
  })

  it('is P1 for a type that fails rather than being stale', () => {
    const policy: Partial<PolicyInput> = {
      invalidation: repairing,
      onCacheFailure: { kind: 'fail-explicit' },
    }
    expect(lag(recorded({ ...long, faults: [down()] }, caching(policy)))!.severity).toBe('P1')
  })

  it('is not known to anybody when it was lost without an error', () => {
    const lost = { kind: 'invalidations-lost', atMs: 20_000, forMs: 100_000, probability: 1 } as const
    const recording = recorded({ ...long, faults: [lost] }, caching({ invalidation: repairing }))
    expect(recording.summary.staleness.ageMsMax).toBeGreaterThan(30_000)
    expect(lag(recording)).toBeUndefined()
    expect(recording.summary.staleness.detectedAtMs).toBeNull()
    expect(said(recording)).toEqual([])
  })
})

describe('correctness samples', () => {
  const lost = { kind: 'invalidations-lost', atMs: 20_000, forMs: 100_000, probability: 1 } as const

  it('find what no other metric does', () => {
    const sampling = caching({ invalidation: deleting, samplingShare: 0.1 })
    const recording = recorded({ ...long, faults: [lost] }, sampling)
    expect(said(recording)).toEqual(['cache.correctness_divergence_rate P1'])
    const { sampledDivergence, detectedAtMs, firstStaleAtMs } = recording.summary.staleness
    expect(detectedAtMs).toBe(recording.alerts[0]!.atMs)
    expect(detectedAtMs).toBeGreaterThan(firstStaleAtMs!)
    expect(detectedAtMs).toBeLessThan(60_000)
    const { reads } = recording.summary.staleness
    const stale = reads / recording.summary.requests
    expect(sampledDivergence).toBeGreaterThan(0.5 * stale)
    expect(sampledDivergence).toBeLessThan(1.5 * stale)
    expect(sum(recording.series.acts.diverged!)).toBeGreaterThan(10)
    expect(recording.events.filter(({ kind }) => kind === 'divergence')).toHaveLength(5)
  })

  it('say nothing where there are none, which is not the same as no divergence', () => {
    const none = recorded({ ...long, faults: [lost] }, caching({ invalidation: deleting }))
    expect(none.summary.staleness.sampledDivergence).toBeNull()
    const fine = caching({ invalidation: deleting, samplingShare: 0.1 })
    const right = recorded({ ...long, writers: [] }, fine)
    expect(right.summary.staleness.sampledDivergence).toBe(0)
    expect(said(right)).toEqual([])
  })
})

describe('the latency of the cache', () => {
  const slow = { kind: 'node-slow', atMs: 20_000, forMs: 60_000, node: 0, factor: 8000 } as const

  it('pages when Redis is slow', () => {
    const recording = recorded(
      { ...long, readers: [{ ...readers[0]!, ratePerSecond: 10 }], faults: [slow] },
      caching({}),
    )
    expect(said(recording)).toContain('cache.latency_p99_ms P2')
  })

  it('does not when only the origin is', () => {
    const late = { kind: 'origin-slow', atMs: 20_000, forMs: 60_000, factor: 100 } as const
    const recording = recorded({ ...long, faults: [late] }, caching({ l2: { ttlMs: 2000 } }))
    expect(recording.summary.latencyMs.p99).toBeGreaterThan(400)
    expect(said(recording)).not.toContain('cache.latency_p99_ms P2')
  })
})

describe('evictions', () => {
  it('page when there are more than a thousand a second', () => {
    const world: Partial<WorldInput> = {
      durationMs: 20_000,
      settleMs: 1000,
      readers: [{ ...readers[0]!, ratePerSecond: 1500, keys: items(100_000) }],
    }
    const recording = recorded(world, caching({}, { redis: { memoryBytes: 50_000 } }))
    expect(said(recording)).toContain('cache.eviction_rate P2')
  })
})

describe('a crash', () => {
  const restart = {
    kind: 'instances-restart',
    atMs: 5000,
    first: 1,
    count: 1,
    downMs: 1000,
    everyMs: 0,
  } as const
  const local = caching({ l1: { ttlMs: 8000, maxEntries: 100 } })

  it('takes the copies of its instance along, and is an event, as is its end', () => {
    const world = { readers: [{ ...readers[0]!, keys: items(1) }], faults: [restart] }
    const { copies, events } = recorded(world, local)
    const held = copies.filter(({ place, key }) => place === 'instance 2' && key === ITEM)
    expect(held.find(({ fromMs, toMs }) => fromMs <= 5500 && 5500 < toMs)!.state).toBe('absent')
    expect(held.find(({ fromMs, toMs }) => fromMs <= 4500 && 4500 < toMs)!.state).toBe('fresh')
    const other = copies.filter(({ place }) => place === 'instance 1')
    expect(other.find(({ fromMs, toMs }) => fromMs <= 5500 && 5500 < toMs)!.state).toBe('fresh')
    expect(events.filter(({ kind }) => kind === 'crash').map(({ atMs }) => Math.round(atMs))).toEqual([
      5000, 6000,
    ])
  })
})

describe('a failover', () => {
  it('is an event that names the node', () => {
    const fault = { kind: 'node-down', atMs: 2000, forMs: 8000, node: 0, loses: false } as const
    const world = { faults: [fault], redis: { ...worldInput.redis, failoverMs: 3000 } }
    const { events } = recorded(world, caching({}, { redis: { replicas: 1 } }))
    const [failover] = events.filter(({ kind }) => kind === 'failover')
    expect(failover!.text).toContain('Redis node 1')
    expect(failover!.atMs).toBeGreaterThanOrEqual(5000)
  })
})

describe('what mechanisms note', () => {
  it('is an event: a hot key by the instance that found it, shedding, warming', () => {
    const hot = caching({ hotKeys: { ratePerSecond: 20, localCopyMs: 1000 } })
    const found = recorded({ readers: [{ ...readers[0]!, keys: items(1) }] }, hot)
    expect(found.events.find(({ kind }) => kind === 'hot-key')!.text).toMatch(
      /item:1 is hot in instance [12]/,
    )
    expect(found.summary.acts['hot-key-found']).toBeGreaterThan(0)
    const shedding = { normalLoadsPerSecond: 1, tripAtMultiple: 2 }
    const origin = { breaker: null, missLimit: null, shedding }
    const shed = recorded({}, caching({ priority: 'P2' }, { origin }))
    expect(shed.summary.outcomes.shed).toBeGreaterThan(0)
    const [first] = shed.events.filter(({ kind }) => kind === 'shedding')
    expect(first!.text).toMatch(/shed/)
  })
})
