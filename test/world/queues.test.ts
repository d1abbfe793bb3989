import { describe, expect, it, vi } from 'vitest'
import { STAGES, type Traces } from '#recording/recording.ts'
import forms from '../oracle/closedForms.json' with { type: 'json' }
import { caching, oneItem, overSeeds, querying, reading, run, total, uncached, world } from './build.ts'
import { expectMean, expectNear } from './spread.ts'

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

const POOL = STAGES.indexOf('pool')

/** How long each evenly sampled request waited for a connection, ms. */
function poolWaits(traces: Traces): readonly number[] {
  const waits: number[] = []
  for (let trace = 0; trace < traces.count; trace++) {
    if (traces.sampled[trace] === 0) continue
    let waitMs = 0
    for (let span = traces.spanFirst[trace]!; span < traces.spanFirst[trace + 1]!; span++) {
      if (traces.spanStage[span] === POOL) waitMs += traces.spanEndMs[span]! - traces.spanStartMs[span]!
    }
    waits.push(waitMs)
  }
  return waits
}

/** Queries of 10 ms on average, `connections` of them at once, without a cache before them. */
function pool(connections: number, rho: number, durationMs: number) {
  return world({
    durationMs,
    windows: [{ fromMs: 2000, toMs: durationMs }],
    readers: reading((rho * connections * 1000) / 10),
    network: { clientMs: 0.5, originMs: 0.25 },
    client: { timeoutMs: 60_000 },
    drainMs: 60_000,
    origin: {
      connections,
      comfortable: connections,
      connectTimeoutMs: 60_000,
      queries: querying(10, 'exponential'),
    },
  })
}

/** Both ways to the instance and to the origin. */
const TRAVEL_MS = 2 * (0.5 + 0.25)

describe('a pool of connections without a cache before it', () => {
  it('makes queries wait as long as Erlang C says', () => {
    const { meanWait } = forms.mmc.c10Rho08
    const measured = overSeeds(8, seed => {
      const { latencyMs } = run(pool(10, 0.8, 40_000), uncached, seed).summary
      return (latencyMs.mean - TRAVEL_MS - 10) / 10
    })
    expectMean(measured, meanWait, 0.2)
    // From 60 runs of another program: 2.02 % for a million customers; and 1 % of a service time for 10,000.
    const customers = 8 * 38_000 * 0.8
    expectNear(
      total(measured) / 8,
      meanWait,
      0.0202 * meanWait * Math.sqrt(1e6 / customers) + 1 / Math.sqrt(customers),
    )
  })

  it('makes as many wait as Erlang C says', () => {
    const waiting = overSeeds(10, seed => {
      const waits = poolWaits(run(pool(10, 0.8, 15_000), uncached, seed).traces)
      return waits.filter(waitMs => waitMs > 0).length / waits.length
    })
    expectMean(waiting, forms.mmc.c10Rho08.waits, 0.15)
  })

  it('of one connection has the exponential latency of M/M/1', () => {
    const { p50, p99 } = forms.mm1.rho08
    const summaries = Array.from(
      { length: 8 },
      (_, seed) => run(pool(1, 0.8, 300_000), uncached, seed).summary,
    )
    expectMean(
      summaries.map(each => (each.latencyMs.p50 - TRAVEL_MS) / 10),
      p50,
      0.1,
    )
    expectMean(
      summaries.map(each => (each.latencyMs.p99 - TRAVEL_MS) / 10),
      p99,
      0.2,
    )
  })

  it('slows queries down by what runs beside them, at their start', () => {
    const crowded = world({
      readers: reading(400),
      origin: { connections: 4, comfortable: 2, slowdown: 0.5, queries: querying(20) },
    })
    const { series } = run(crowded, uncached, 1)
    // Four at once, two more than comfortable: each takes twice as long, and the pool is never idle.
    expect(series.originSlowdown[15]).toBeCloseTo(2, 1)
    expect(Math.max(...series.originSlowdown)).toBeLessThanOrEqual(2)
  })
})

describe('a node of Redis', () => {
  it.each([forms.md1.rho05, forms.md1.rho08])('is a queue with constant service: M/D/1 at $rho', given => {
    const busy = world({
      durationMs: 60_000,
      windows: [{ fromMs: 1000, toMs: 60_000 }],
      readers: reading(given.rho * 1000),
      network: { clientMs: 0.5, redisMs: 0.25 },
      redis: { commandMs: 1 },
      warm: [{ keys: oneItem, expiresAtMs: 200_000 }],
    })
    const design = caching({ l2: { ttlMs: 200_000, jitter: 0 } })
    const waits = overSeeds(8, seed => {
      const { summary } = run(busy, design, seed)
      expect(summary.hits.l2).toBe(summary.requests)
      return summary.latencyMs.mean - 1.5 - 1
    })
    expectMean(waits, given.meanWait, 0.1)
  })

  it('is busy for the share of time that its commands take', () => {
    const busy = world({
      durationMs: 20_000,
      readers: reading(600),
      redis: { commandMs: 1 },
      warm: [{ keys: oneItem, expiresAtMs: 80_000 }],
    })
    const { summary, series } = run(busy, caching({ l2: { ttlMs: 80_000, jitter: 0 } }), 1)
    const [shard] = summary.shards
    // Requests count by their arrival, commands by when they run: a few are on their way when the window closes.
    expect(summary.requests - shard!.operations).toBeGreaterThanOrEqual(0)
    expect(summary.requests - shard!.operations).toBeLessThan(10)
    expect(shard!.utilisation).toBeCloseTo(shard!.operations / 20_000, 3)
    expect(total(series.nodeBusy) * 100).toBeCloseTo(summary.requests, 0)
  })

  it('is never busy for more than all of its time, however much is asked of it', () => {
    const drowning = world({
      readers: reading(300),
      redis: { commandMs: 10 },
      warm: [{ keys: oneItem, expiresAtMs: 80_000 }],
    })
    const [shard] = run(drowning, caching({ l2: { ttlMs: 80_000, jitter: 0 } }), 1).summary.shards
    expect(shard!.peakUtilisation).toBeCloseTo(1, 6)
    expect(shard!.utilisation).toBeLessThanOrEqual(1)
  })
})
