import { describe, expect, it, vi } from 'vitest'
import type { PolicyInput } from '#cache/policy.ts'
import {
  type Change,
  caching,
  invalidating,
  type KeyMixInput,
  manyItems,
  run,
  total,
  uncached,
  world,
} from './build.ts'
import { expectNear } from './spread.ts'

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

/** Users who write a fifth of the time and then look, through any of four instances; others who only read. */
const visited = (sessions: { users?: number; lookAfterMs?: number } = {}, change: Change = {}) =>
  world({
    durationMs: 10_000,
    instances: 4,
    readers: [
      {
        name: 'users',
        ratePerSecond: 100,
        keys: manyItems(5),
        sessions: { users: 1000, writeShare: 0.2, lookAfterMs: 20, ...sessions },
      },
      { name: 'others', ratePerSecond: 100, keys: manyItems(5) },
    ],
    ...change,
  })

/** Each instance keeps its own copy, and hears of no other's write. */
const local: Partial<PolicyInput> = {
  l1: { ttlMs: 1000, maxEntries: 10 },
  invalidation: invalidating({ deleteOnWrite: true, missTokens: true }),
}

describe('a user who writes and then looks', () => {
  it('sees the old value where another instance still has it, and that is told apart from other staleness', () => {
    const { staleness, outcomes } = run(visited(), caching(local), 1).summary
    expect(staleness.ownWrites).toBeGreaterThan(50)
    expect(staleness.ownWrites).toBeLessThan(outcomes.stale)
    expect(staleness.reads).toBe(outcomes.stale)
  })

  it('sees its own write where reads after it go past every cache for long enough', () => {
    const patient = run(visited(), caching({ ...local, readYourWritesMs: 2000 }), 1).summary
    expect(patient.staleness.ownWrites).toBe(0)
    expect(patient.outcomes.stale).toBeGreaterThan(50)
    const short = run(visited({ lookAfterMs: 200 }), caching({ ...local, readYourWritesMs: 100 }), 1).summary
    expect(short.staleness.ownWrites).toBeGreaterThan(20)
  })

  it('is recognised at each later visit, not only when it looks', () => {
    // One user, who looks after everything is over: what it sees are the reads it makes in between.
    const single = visited({ users: 1, lookAfterMs: 20_000 })
    const readers = [single.readers[0]!]
    const { summary } = run({ ...single, readers }, caching(local), 1)
    expect(summary.outcomes.stale).toBeGreaterThan(50)
    expect(summary.staleness.ownWrites).toBe(summary.outcomes.stale)
    const { staleness } = run(
      { ...single, readers },
      caching({ ...local, readYourWritesMs: 2000 }),
      1,
    ).summary
    expect(staleness.ownWrites).toBe(0)
  })

  it('writes once for each share of the arrivals, acknowledged when durable, and looks after the acknowledgement', () => {
    const { summary, series } = run(
      visited({ lookAfterMs: 300 }, { origin: { commitMs: 100 }, network: { clientMs: 10, originMs: 5 } }),
      uncached,
      1,
    )
    const { acknowledged, durable } = summary.writes
    expectNear(acknowledged, 200, Math.sqrt(200))
    expect(durable).toBe(acknowledged)
    // 10 there, 110 to write, 10 back, and 300 until the look: nobody looks in the first 430 ms.
    const looks = (buckets: number) => total(series.arrivals.slice(0, buckets))
    expectNear(looks(4), 0.4 * (80 + 100), Math.sqrt(72))
    expectNear(total(series.arrivals.slice(10)), 9 * 200, Math.sqrt(1800))
  })

  it('leaves the arrivals of all others as they are, whatever the design', () => {
    const designs = [uncached, caching(local), caching({ ...local, readYourWritesMs: 500 })]
    const digests = designs.map(design => run(visited(), design, 5).arrivalsDigest)
    expect(new Set(digests).size).toBe(1)
  })
})

describe('a request’s importance', () => {
  const classes = (change: Change = {}) =>
    world({
      readers: [
        { name: 'urgent', ratePerSecond: 100, keys: manyItems(5), priority: 'P0' },
        { name: 'usual', ratePerSecond: 100, keys: manyItems(5) },
      ],
      ...change,
    })

  it('is what its reader says, and otherwise what the policy of its type says', () => {
    const { byPriority, requests } = run(classes(), caching({ priority: 'P2' }), 1).summary
    expect(Object.keys(byPriority)).toEqual(['P0', 'P2'])
    expect(byPriority.P0!.requests + byPriority.P2!.requests).toBe(requests)
    expectNear(byPriority.P0!.requests, requests / 2, Math.sqrt(requests) / 2)
    expect(Object.keys(run(classes(), caching(), 1).summary.byPriority)).toEqual(['P0', 'P1'])
  })

  it('decides who is shed', () => {
    const shedding = { normalLoadsPerSecond: 10, tripAtMultiple: 2 }
    const few: KeyMixInput = manyItems(3000)
    const pressed = classes({
      readers: classes().readers.map(reader => ({ ...reader, keys: few })),
    })
    for (const seed of [1, 2, 3]) {
      const { byPriority } = run(pressed, caching({ priority: 'P2' }, { shedding }), seed).summary
      expect(byPriority.P0!.outcomes.shed).toBe(0)
      expect(byPriority.P2!.outcomes.shed).toBeGreaterThan(100)
    }
  })
})
