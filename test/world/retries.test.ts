import { describe, expect, it, vi } from 'vitest'
import { type Recording, STAGES } from '#recording/recording.ts'
import { RetryBudget } from '#world/retryBudget.ts'
import forms from '../oracle/closedForms.json' with { type: 'json' }
import {
  type Change,
  caching,
  invalidating,
  manyItems,
  overSeeds,
  querying,
  reading,
  run,
  total,
  uncached,
  world,
} from './build.ts'
import { expectMean, expectNear } from './spread.ts'

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

const BACKOFF = STAGES.indexOf('backoff')

/** How long the back-offs of one request were, in order, ms. */
function backoffs({ traces }: Recording, trace: number): readonly number[] {
  const waits: number[] = []
  for (let span = traces.spanFirst[trace]!; span < traces.spanFirst[trace + 1]!; span++)
    if (traces.spanStage[span] === BACKOFF) waits.push(traces.spanEndMs[span]! - traces.spanStartMs[span]!)
  return waits
}

/** An origin that refuses everything, at once. */
function refusing(change: Change = {}) {
  return world({
    durationMs: 1000,
    drainMs: 10_000,
    faults: [{ kind: 'origin-down', atMs: 0, forMs: 60_000 }],
    ...change,
    client: { timeoutMs: 10_000, ...change.client },
  })
}

describe('a retry', () => {
  it('is counted, as every attempt beyond the first', () => {
    const client = { retries: 4, backoffMs: 10, backoffFactor: 3 }
    const { summary } = run(refusing({ client }), uncached, 1)
    expect(summary.requests).toBeGreaterThan(0)
    expect(summary.retries).toBe(4 * summary.requests)
    expect(run(refusing(), uncached, 1).summary.retries).toBe(0)
  })

  it('waits so many times as long as the one before', () => {
    const client = { retries: 4, backoffMs: 10, backoffFactor: 3 }
    const recording = run(refusing({ client }), uncached, 1)
    for (let trace = 0; trace < recording.traces.count; trace++) {
      const waits = backoffs(recording, trace)
      expect(waits).toHaveLength(4)
      for (const [retry, ms] of [10, 30, 90, 270].entries()) expect(waits[retry]).toBeCloseTo(ms, 6)
    }
  })

  it('waits no longer than anybody’s patience, however often it was doubled', () => {
    const client = { retries: 10, backoffMs: 500, backoffFactor: 10, timeoutMs: 2000 }
    const { summary } = run(refusing({ client }), uncached, 1)
    expect(summary.outcomes.timeout).toBe(summary.requests)
    expect(summary.latencyMs.max).toBeCloseTo(2000, 6)
  })

  it('waits less by up to the share of its jitter, evenly, and each for itself', () => {
    const client = { retries: 2, backoffMs: 100, backoffJitter: 0.5 }
    const recording = run(refusing({ client, readers: reading(1000) }), uncached, 1)
    const all = Array.from({ length: recording.traces.count }, (_, trace) => backoffs(recording, trace))
    const waits = all.flat()
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(50 - 1e-6)
    expect(Math.max(...waits)).toBeLessThanOrEqual(100 + 1e-6)
    // Uniform from 50 to 100: mean 75, standard deviation 50 / sqrt(12).
    expectNear(total(waits) / waits.length, 75, 50 / Math.sqrt(12 * waits.length))
    const products = all.map(([first, second]) => (first! - 75) * (second! - 75))
    expectNear(total(products) / products.length, 0, 2500 / 12 / Math.sqrt(products.length))
  })

  it('meets the same jitter whatever the design', () => {
    const client = { retries: 1, backoffMs: 100, backoffJitter: 1 }
    const [one, other] = [uncached, caching({ coalescing: 'instance' })].map(design => {
      const recording = run(refusing({ client, readers: reading(20) }), design, 3)
      return Array.from({ length: recording.traces.count }, (_, trace) => backoffs(recording, trace)[0]!)
    })
    expect(one!.length).toBeGreaterThan(10)
    for (const [index, ms] of one!.entries()) expect(other![index]).toBeCloseTo(ms, 6)
  })

  it('goes to an instance picked anew: attempts fail each for themselves, 1.875 of them where half do', () => {
    const { fails, retries, attempts } = forms.retries
    // Half of the traffic is in a region that nothing leaves: its instances get no answer from the database.
    const halved = world({
      durationMs: 3000,
      drainMs: 5000,
      instances: 2,
      regions: [
        { name: 'home', instances: 1 },
        { name: 'away', instances: 1 },
      ],
      readers: reading(1000),
      client: { timeoutMs: 5000, retries },
      origin: { connectTimeoutMs: 1, queries: querying(1) },
      faults: [{ kind: 'region-cut', atMs: 0, forMs: 60_000, region: 'away' }],
    })
    const runs = overSeeds(8, seed => run(halved, uncached, seed))
    const tries = runs.map(({ traces }) => {
      const sampled = [...traces.attempts].filter((_, trace) => traces.sampled[trace] === 1)
      return total(sampled) / sampled.length
    })
    expectMean(tries, attempts, 0.03)
    const answered = runs.map(({ summary }) => summary.outcomes.ok / summary.requests)
    expectMean(answered, 1 - fails ** (retries + 1), 0.02)
  })

  it('is made also for the connection that a crash has broken, elsewhere', () => {
    const crashing = (retries: number) =>
      world({
        durationMs: 3000,
        drainMs: 4000,
        instances: 2,
        client: { timeoutMs: 4000, retries },
        origin: { queries: querying(300) },
        faults: [{ kind: 'instances-restart', atMs: 1000, first: 0, count: 1, downMs: 1000, everyMs: 0 }],
      })
    const without = run(crashing(0), uncached, 1).summary
    expect(without.outcomes.error).toBeGreaterThan(5)
    const again = run(crashing(1), uncached, 1).summary
    expect(again.outcomes).toMatchObject({ ok: again.requests, error: 0 })
    expect(again.latencyMs.max).toBeGreaterThan(300)
    expect(again.latencyMs.max).toBeLessThan(601)
  })

  it('finds nobody where all instances are down', () => {
    const dark = world({
      durationMs: 1000,
      drainMs: 2000,
      client: { retries: 2, backoffMs: 50 },
      faults: [{ kind: 'instances-restart', atMs: 0, first: 0, count: 1, downMs: 1500, everyMs: 0 }],
    })
    const { outcomes, requests, latencyMs } = run(
      dark,
      caching({ l1: { ttlMs: 1000, maxEntries: 5 } }),
      1,
    ).summary
    expect(outcomes.error).toBe(requests)
    expect(latencyMs.max).toBeCloseTo(100, 6)
  })
})

describe('a retry budget', () => {
  it('gives a token a retry: its share of each first attempt, and no more in reserve than allowed', () => {
    const budget = new RetryBudget({ share: 0.25, reserve: 2 })
    expect([budget.affords(), budget.affords(), budget.affords()]).toEqual([true, true, false])
    for (let n = 0; n < 3; n++) budget.attempted()
    expect(budget.affords()).toBe(false)
    budget.attempted()
    expect([budget.affords(), budget.affords()]).toEqual([true, false])
    for (let n = 0; n < 100; n++) budget.attempted()
    expect([budget.affords(), budget.affords(), budget.affords()]).toEqual([true, true, false])
  })

  it('bounds retries by its share of the first attempts, and its reserve, of each instance', () => {
    for (const seed of [1, 2, 3]) {
      const many = { readers: reading(500), instances: 4 }
      const retryBudget = { share: 0.1, reserve: 5 }
      const { series, summary } = run(
        refusing({ ...many, client: { retries: 3, retryBudget } }),
        uncached,
        seed,
      )
      const { requests } = summary
      const retries = total(series.loads) - requests
      expect(retries).toBeLessThanOrEqual(0.1 * requests + 4 * 5)
      expect(retries).toBeGreaterThan(0.1 * requests)
      const free = run(refusing({ ...many, client: { retries: 3 } }), uncached, seed)
      expect(total(free.series.loads)).toBe(4 * requests)
    }
  })

  it('changes nothing where nothing is refused', () => {
    const calm = (retryBudget: { share: number; reserve: number } | null) =>
      run(world({ client: { retries: 3, retryBudget } }), caching({ invalidation: invalidating() }), 1).digest
    expect(calm({ share: 0, reserve: 0 })).toBe(calm(null))
  })
})

describe('readers of many keys', () => {
  it('do not meet each other’s retries: the arrivals are the same with and without', () => {
    const arrivals = (retries: number) =>
      run(refusing({ readers: reading(100, manyItems(20)), client: { retries } }), uncached, 1).arrivalsDigest
    expect(arrivals(3)).toBe(arrivals(0))
  })
})
