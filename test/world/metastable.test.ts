import { describe, expect, it, vi } from 'vitest'
import type { Design } from '#cache/design.ts'
import { FATES, type Recording } from '#recording/recording.ts'
import type { FaultInput } from '#world/fault.ts'
import type { Profile } from '#world/traffic.ts'
import type { World, WorldInput } from '#world/world.ts'
import { caching, manyItems, querying, run, total, world } from './build.ts'

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

/**
 * 50 reads a second of 15 keys, before a database that answers 100 queries a second: with the cache full it sees five
 * of them, and even without any cache it would be half idle. For four seconds there are four times as many.
 */
const keys = manyItems(15)
const CALM_MS = 10_000
const AFTER_MS = 14_000
const END_MS = 60_000
const spike: Profile = { kind: 'spikes', spikes: [{ atMs: CALM_MS, forMs: AFTER_MS - CALM_MS, factor: 4 }] }
const CACHE_LOST: FaultInput[] = [
  { kind: 'cache-down', atMs: CALM_MS, forMs: AFTER_MS - CALM_MS, loses: true },
]
const SEEDS = [1, 2]

function storm(faults: FaultInput[], client: Partial<WorldInput['client']> = {}, profile = spike): World {
  return world({
    durationMs: END_MS,
    drainMs: 8000,
    bucketMs: 1000,
    instances: 2,
    readers: [{ name: 'readers', ratePerSecond: 50, keys, profile }],
    client: { timeoutMs: 4000, attemptTimeoutMs: 400, retries: 3, backoffMs: 100, ...client },
    origin: {
      connections: 5,
      comfortable: 5,
      lineLimit: 600,
      connectTimeoutMs: 30_000,
      queries: querying(50, 'exponential'),
    },
    warm: [{ keys, expiresAtMs: null }],
    faults,
  })
}

const l2 = { ttlMs: 3000, jitter: 0.3 }
const plain = caching({ l2 })

/** Share of the requests that ended in this stretch of time and were answered. */
function answered({ series, bucketMs }: Recording, fromMs: number, toMs: number): number {
  const count = (fates: readonly (typeof FATES)[number][]) =>
    total(fates.map(fate => total(series.fates[fate].slice(fromMs / bucketMs, toMs / bucketMs))))
  return count(['hit', 'joined', 'miss', 'stale']) / count(FATES)
}

/** How well readers are served before it all, and in the last ten seconds, half a minute after the cause is gone. */
function ends(world: World, design: Design, seed: number) {
  const recording = run(world, design, seed)
  return {
    before: answered(recording, 2000, CALM_MS),
    after: answered(recording, END_MS - 10_000, END_MS),
    recording,
  }
}

describe.each(SEEDS)('a retry storm, at seed %i,', seed => {
  it('does not begin while the cache is full: the spike passes', () => {
    const { recording } = ends(storm([]), plain, seed)
    expect(answered(recording, 0, END_MS)).toBeGreaterThan(0.99)
    expect(Math.max(...recording.series.originWaiting)).toBeLessThan(60)
  })

  it('feeds itself once the cache was lost: load and cache are back to what they were, service is not', () => {
    const { before, after, recording } = ends(storm(CACHE_LOST), plain, seed)
    expect(before).toBeGreaterThan(0.99)
    expect(after).toBeLessThan(0.05)
    // The database works all the time, for readers who have gone, and what it fills has expired while it was queued.
    expect(Math.min(...recording.series.originRunning.slice(50, 60))).toBe(5)
    expect(total(recording.series.hitsL2.slice(50, 60))).toBeLessThan(25)
  })

  it('dies down where nobody tries again', () => {
    expect(ends(storm(CACHE_LOST, { retries: 0 }), plain, seed).after).toBeGreaterThan(0.99)
  })

  it('dies down where retries have a budget', () => {
    const retryBudget = { share: 0.1, reserve: 5 }
    expect(ends(storm(CACHE_LOST, { retryBudget }), plain, seed).after).toBeGreaterThan(0.99)
  })

  it('ends when load is shed for a while, and does not come back with the load', () => {
    const shed: Profile = {
      kind: 'steps',
      steps: [
        { atMs: CALM_MS, factor: 4 },
        { atMs: AFTER_MS, factor: 1 },
        { atMs: 28_000, factor: 0.2 },
        { atMs: 44_000, factor: 1 },
      ],
    }
    const { after, recording } = ends(storm(CACHE_LOST, {}, shed), plain, seed)
    expect(answered(recording, 20_000, 28_000)).toBeLessThan(0.05)
    expect(after).toBeGreaterThan(0.99)
  })

  it('ends where the design sheds what matters least', () => {
    const mixed = (share: number, priority: 'P0' | 'P2') => ({
      name: priority,
      ratePerSecond: 50 * share,
      keys,
      profile: spike,
      priority,
    })
    const readers = [mixed(0.3, 'P0'), mixed(0.7, 'P2')]
    const shedding = { normalLoadsPerSecond: 4, tripAtMultiple: 3 }
    const classes = { ...storm(CACHE_LOST), readers }
    const alone = run(world({ ...classes }), plain, seed)
    const guarded = run(world({ ...classes }), caching({ l2 }, { shedding }), seed)
    expect(answered(alone, END_MS - 10_000, END_MS)).toBeLessThan(0.05)
    expect(answered(guarded, END_MS - 10_000, END_MS)).toBeGreaterThan(0.99)
    expect(guarded.summary.byPriority.P2!.outcomes.shed).toBeGreaterThan(50)
    expect(guarded.summary.byPriority.P0!.outcomes.shed).toBe(0)
  })

  it('does not begin where one load a key serves all who wait for it', () => {
    const { recording } = ends(storm(CACHE_LOST), caching({ l2, coalescing: 'instance' }), seed)
    expect(answered(recording, 0, END_MS)).toBeGreaterThan(0.99)
  })
})
