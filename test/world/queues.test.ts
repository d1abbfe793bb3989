import { describe, expect, it, vi } from 'vitest'
import { STAGES, type Traces } from '#recording/recording.ts'
import forms from '../oracle/closedForms.json' with { type: 'json' }
import { caching, oneItem, overSeeds, querying, reading, run, total, uncached, world } from './build.ts'
import { expectMean, expectNear } from './spread.ts'

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 240_000 })

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

/** Queries of so many ms on average, `connections` of them at once, without a cache before them. */
function pool(connections: number, rho: number, durationMs: number, meanMs = 10) {
  return world({
    durationMs,
    // The line has to become what it is on average first: a twentieth of the run is many times what that takes.
    windows: [{ fromMs: durationMs / 20, toMs: durationMs }],
    readers: reading((rho * connections * 1000) / meanMs),
    network: { clientMs: 0.5, originMs: 0.25 },
    client: { timeoutMs: 60_000 },
    drainMs: 60_000,
    bucketMs: 1000,
    origin: {
      connections,
      comfortable: connections,
      connectTimeoutMs: 60_000,
      queries: querying(meanMs, 'exponential'),
    },
  })
}

/** Both ways to the instance and to the origin. */
const TRAVEL_MS = 2 * (0.5 + 0.25)

/** How long each case runs at each of so many seeds, and the relative error that its mean wait must then show. */
const RUNS: Readonly<Record<string, readonly [durationMs: number, seeds: number, sharpness: number]>> = {
  bench_c10_lam8: [40_000, 8, 0.2],
  c1_rho08: [200_000, 8, 0.25],
  c10_rho09: [30_000, 8, 0.4],
  pg_pool20_5ms_3600qps: [9000, 6, 0.5],
  pg_pool10_5ms_1600qps: [20_000, 6, 0.3],
  pg_pool50_20ms_2400qps: [25_000, 5, 1],
}

describe('a pool of connections without a cache before it', () => {
  it.each(forms.mmc.cases)('makes queries wait as long as Erlang C says: $name', given => {
    const { c, rho, meanServiceMs, meanWait, waits, p50, p99 } = given
    const [durationMs, seeds, sharpness] = RUNS[given.name]!
    const recordings = overSeeds(seeds, seed => run(pool(c, rho, durationMs, meanServiceMs), uncached, seed))
    const latencies = recordings.map(({ summary }) => summary.latencyMs)
    const inSystem = (ms: number) => (ms - TRAVEL_MS) / meanServiceMs
    const means = latencies.map(({ mean }) => inSystem(mean) - 1)
    expectMean(means, meanWait, sharpness)
    if (given.name === 'bench_c10_lam8') {
      // As sharp as what another program showed for a million customers; and 1 % of a service time for 10,000.
      const customers = seeds * 38_000 * 0.8
      expectNear(
        total(means) / seeds,
        meanWait,
        (forms.mmc.spread.c10Rho08 / 100) * meanWait * Math.sqrt(1e6 / customers) + 1 / Math.sqrt(customers),
      )
    }
    expectMean(
      latencies.map(latency => inSystem(latency.p50)),
      p50,
      sharpness,
    )
    expectMean(
      latencies.map(latency => inSystem(latency.p99)),
      p99,
      sharpness / 2,
    )
    expectMean(
      recordings.map(({ traces }) => {
        const all = poolWaits(traces)
        return all.filter(waitMs => waitMs > 0).length / all.length
      }),
      waits,
      sharpness,
    )
  })

  it.each([
    { ...forms.mm1.cases[0]!, durationMs: 300_000, sharpness: 0.1 },
    { ...forms.mm1.cases[1]!, durationMs: 200_000, sharpness: 0.2 },
    { ...forms.mm1.cases[2]!, durationMs: 400_000, sharpness: 0.4 },
    { ...forms.mm1.cases[3]!, durationMs: 400_000, sharpness: 0.8 },
  ])('of one connection has the exponential latency of M/M/1 at $rho', given => {
    const latencies = overSeeds(
      6,
      seed => run(pool(1, given.rho, given.durationMs), uncached, seed).summary.latencyMs,
    )
    // What is rare and comes in crowds is missing from most runs of this length, and many of it are in a few.
    const quantiles = given.rho < 0.9 ? (['p50', 'p99', 'p999'] as const) : (['p50'] as const)
    for (const [rarer, quantile] of quantiles.entries())
      expectMean(
        latencies.map(latency => (latency[quantile] - TRAVEL_MS) / 10),
        given[quantile],
        given.sharpness * (1 + rarer),
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
  it.each([
    { ...forms.md1.cases[0]!, sharpness: 0.1 },
    { ...forms.md1.cases[1]!, sharpness: 0.15 },
    { ...forms.md1.cases[2]!, sharpness: 0.3 },
    { ...forms.md1.cases[3]!, sharpness: 0.5 },
  ])('is a queue with constant service: M/D/1 at $rho', given => {
    const busy = world({
      durationMs: 60_000,
      windows: [{ fromMs: 2000, toMs: 60_000 }],
      readers: reading(given.rho * 1000),
      network: { clientMs: 0.5, redisMs: 0.25 },
      redis: { commandMs: 1 },
      warm: [{ keys: oneItem, expiresAtMs: 200_000 }],
      bucketMs: 1000,
    })
    const design = caching({ l2: { ttlMs: 200_000, jitter: 0 } })
    const latencies = overSeeds(8, seed => {
      const { summary } = run(busy, design, seed)
      expect(summary.hits.l2).toBe(summary.requests)
      return summary.latencyMs
    })
    const waits = (ms: number) => ms - 1.5 - 1
    expectMean(
      latencies.map(({ mean }) => waits(mean)),
      given.meanWait,
      given.sharpness,
    )
    for (const quantile of ['p50', 'p99'] as const) {
      if (given[quantile] === 0) continue
      expectMean(
        latencies.map(latency => waits(latency[quantile])),
        given[quantile],
        2 * given.sharpness,
      )
    }
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
