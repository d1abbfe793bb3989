import { describe, expect, it, vi } from 'vitest'
import type { Recording } from '#recording/recording.ts'
import {
  caching,
  held,
  invalidating,
  manyItems,
  oneItem,
  querying,
  reading,
  run,
  world,
  writing,
} from './build.ts'

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

/** The oldest stale answer of a run and what the design promised. */
function staleness({ summary }: Recording) {
  const { ageMsMax, boundMs, worstBoundMs, reads } = summary.byType.item!.staleness
  return { ageMsMax, boundMs, worstBoundMs, reads }
}

describe('the computed bound, while every message arrives,', () => {
  const deleting = invalidating({ deleteOnWrite: true, missTokens: true })

  it('is the TTL where nothing invalidates, and it is nearly reached', () => {
    const written = world({ durationMs: 20_000, readers: reading(200), writers: writing(2, true) })
    const found = staleness(run(written, caching({ l2: { ttlMs: 800, jitter: 0 } }), 1))
    expect(found.boundMs).toBe(800)
    expect(found.ageMsMax).toBeLessThanOrEqual(800)
    expect(found.ageMsMax).toBeGreaterThan(600)
  })

  it('is not the sum of the tiers: a copy in L1 ends with its entry', () => {
    const written = world({
      durationMs: 20_000,
      readers: reading(200),
      writers: writing(2, true),
      instances: 4,
    })
    const tiers = { l1: { ttlMs: 700, maxEntries: 10 }, l2: { ttlMs: 800, jitter: 0 } }
    const found = staleness(run(written, caching(tiers), 1))
    expect(found.boundMs).toBe(800)
    expect(found.ageMsMax).toBeLessThanOrEqual(800)
  })

  it('of a deleted key in L2 is the way of the DEL', () => {
    const written = world({
      durationMs: 20_000,
      readers: reading(500),
      writers: writing(2, true),
      network: { redisMs: 20, originMs: 30 },
    })
    const found = staleness(run(written, caching({ invalidation: deleting }), 1))
    expect(found.boundMs).toBeCloseTo(50, 0)
    expect(found.reads).toBeGreaterThan(100)
    expect(found.ageMsMax).toBeLessThanOrEqual(found.boundMs)
    expect(found.ageMsMax).toBeGreaterThan(25)
  })

  it('counts the way home of a copy that Redis handed out just before the DEL', () => {
    const written = world({
      durationMs: 20_000,
      readers: reading(200),
      writers: writing(1, true),
      instances: 4,
      network: { redisMs: 50 },
    })
    const found = staleness(
      run(written, caching({ l1: { ttlMs: 200, maxEntries: 10 }, invalidation: deleting }), 1),
    )
    expect(found.ageMsMax).toBeLessThanOrEqual(found.boundMs)
  })

  it('counts who joins a flight that asked Redis before the DEL', () => {
    const written = world({
      durationMs: 20_000,
      readers: reading(500),
      writers: writing(5, true),
      instances: 2,
      network: { redisMs: 50, originMs: 50 },
    })
    const joining = caching({ coalescing: 'instance', loadCapMs: 80, invalidation: deleting })
    const found = staleness(run(written, joining, 1))
    expect(found.ageMsMax).toBeLessThanOrEqual(found.boundMs)
  })

  it('of the change feed holds also when commits follow each other faster than a DEL travels', () => {
    const written = world({
      durationMs: 10_000,
      readers: reading(1000, manyItems(20)),
      writers: writing(40, false, manyItems(20)),
      network: { redisMs: 20 },
      changeFeed: { lagMs: 50 },
    })
    const fed = caching({ invalidation: invalidating({ cdcBackstop: true, missTokens: true }) })
    const found = staleness(run(written, fed, 1))
    expect(found.boundMs).toBeCloseTo(70, 0)
    expect(found.ageMsMax).toBeLessThanOrEqual(found.boundMs)
  })
})

describe('the worst bound', () => {
  it('counts who joins a reader who joined a refresh: the load cap twice', () => {
    const written = world({
      durationMs: 20_000,
      drainMs: 3000,
      readers: reading(500),
      writers: writing(5, false),
      client: { timeoutMs: 3000 },
      origin: { queries: querying(700, 1) },
    })
    const joining = caching({
      l2: { ttlMs: 1400, jitter: 0 },
      coalescing: 'instance',
      earlyExpiry: { kind: 'xfetch', beta: 0.5 },
      loadCapMs: 1400,
    })
    const found = staleness(run(written, joining, 1))
    expect(found.ageMsMax).toBeLessThanOrEqual(found.worstBoundMs)
  })

  it('holds for entries that are there when the run begins: a TTL of 1 s ends none of them after 3 s', () => {
    const written = world({
      durationMs: 4000,
      writers: writing(5, false),
      warm: [{ keys: oneItem, expiresAtMs: 3000 }],
    })
    const found = staleness(run(written, caching({ l2: { ttlMs: 1000, jitter: 0 } }), 1))
    expect(found.worstBoundMs).toBe(1000)
    expect(found.ageMsMax).toBeLessThanOrEqual(1000)
  })
})

/** Reads miss often, loads are long, and writes fall into them. */
const racing = world({
  durationMs: 8000,
  readers: reading(50),
  writers: writing(2, true),
  network: { redisMs: 1, originMs: 1 },
  origin: { queries: querying(200) },
  instances: 2,
})

/** How long a superseded copy lay in a place, ms. */
function staleCopies(recording: Recording, place: string): readonly number[] {
  return held(recording, place)
    .filter(copy => copy.state === 'stale')
    .map(copy => copy.toMs - copy.fromMs)
}

describe('the write race: a reader reads the old row, a writer commits and deletes, the reader fills', () => {
  const withTokens = (missTokens: boolean) =>
    caching({
      l2: { ttlMs: 1500, jitter: 0 },
      invalidation: invalidating({ deleteOnWrite: true, missTokens }),
    })

  it('leaves the old value for a TTL without miss tokens', () => {
    const recording = run(racing, withTokens(false), 1)
    expect(Math.max(...staleCopies(recording, 'redis'))).toBeGreaterThan(200)
    expect(recording.summary.staleness.ageMsMax).toBeGreaterThan(200)
  })

  it.each(['none', 'instance'] as const)(
    'is impossible with miss tokens, at thirty seeds: coalescing %s',
    coalescing => {
      const { item } = withTokens(true).policies
      for (let seed = 1; seed <= 30; seed++) {
        const recording = run(racing, caching({ ...item, coalescing }), seed)
        const stale = staleCopies(recording, 'redis')
        expect(stale.length, `seed ${seed}`).toBeGreaterThan(0)
        // A copy is stale while the DEL travels, and no longer.
        expect(Math.max(...stale), `seed ${seed}`).toBeLessThan(1 + 1 + 0.1)
      }
    },
  )

  it('leaves the old value in L1 no more than in L2', () => {
    const { item } = withTokens(true).policies
    const design = caching({ ...item, l1: { ttlMs: 20, maxEntries: 10 } })
    for (let seed = 1; seed <= 10; seed++) {
      const { staleness } = run(racing, design, seed).summary
      // What Redis handed out before the DEL lives for 20 ms; a load that a write overtook must leave nothing behind.
      expect(staleness.ageMsMax, `seed ${seed}`).toBeLessThan(1 + 1 + 20 + 2)
    }
  })
})

describe('the change feed', () => {
  const lossy = world({
    durationMs: 30_000,
    readers: reading(50),
    writers: writing(0.3, true),
    network: { redisMs: 2, originMs: 1 },
    changeFeed: { lagMs: 400 },
    faults: [{ kind: 'invalidations-lost', atMs: 0, forMs: 30_000, probability: 1 }],
  })

  it('repairs a lost DEL after its lag', () => {
    const fed = caching({
      invalidation: invalidating({ deleteOnWrite: true, cdcBackstop: true, missTokens: true }),
    })
    const stale = staleCopies(run(lossy, fed, 1), 'redis')
    expect(stale.length).toBeGreaterThan(4)
    for (const ms of stale) expect(ms).toBeCloseTo(400 + 2, 1)
  })

  it('missing, a lost DEL stays for the TTL', () => {
    const alone = caching({ invalidation: invalidating({ deleteOnWrite: true, missTokens: true }) })
    expect(Math.max(...staleCopies(run(lossy, alone, 1), 'redis'))).toBeGreaterThan(10_000)
  })

  it('covers the writer who does not know the cache', () => {
    const forgetful = { ...lossy, faults: [], writers: writing(0.3, false) }
    const fed = caching({ invalidation: invalidating({ cdcBackstop: true, missTokens: true }) })
    const stale = staleCopies(run(forgetful, fed, 1), 'redis')
    expect(stale.length).toBeGreaterThan(4)
    expect(Math.max(...stale)).toBeLessThan(403)
  })

  it('tells L1 as well, by message', () => {
    const fed = (publishToL1: boolean) =>
      caching({
        l1: { ttlMs: 20_000, maxEntries: 10 },
        invalidation: invalidating({ cdcBackstop: true, publishToL1, missTokens: true }),
      })
    const several = { ...lossy, faults: [], instances: 3, writers: writing(0.3, false) }
    expect(run(several, fed(true), 1).summary.staleness.ageMsMax).toBeLessThan(410)
    expect(run(several, fed(false), 1).summary.staleness.ageMsMax).toBeGreaterThan(3000)
  })
})
