import { describe, expect, it, vi } from 'vitest'
import type { Recording } from '#recording/recording.ts'
import type { WorldInput } from '#world/world.ts'
import { caching, designInput, ITEM, items, policyInput, recorded, sum, worldInput } from './runs.ts'

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

const { readers } = worldInput
const from = (ratePerSecond: number, keys: WorldInput['readers'][number]['keys'] = items(50)) => [
  { ...readers[0]!, ratePerSecond, keys },
]
const writing = (ratePerSecond: number, keys: WorldInput['readers'][number]['keys'] = items(50)) => [
  { name: 'writers', ratePerSecond, keys, invalidates: true },
]
const deleting = { deleteOnWrite: true, publishToL1: false, cdcBackstop: false, missTokens: true } as const
const kinds = ({ events }: Recording) => new Set(events.map(({ kind }) => kind))
const places = ({ copies }: Recording) => new Set(copies.map(({ place }) => place))

describe('acts', () => {
  it('are counted by bucket and in all, and only those that occurred', () => {
    const { series, summary, buckets } = recorded(
      { writers: writing(5) },
      caching({ samplingShare: 0.5, invalidation: deleting }),
    )
    expect(summary.acts.sampled).toBeGreaterThan(100)
    expect(Object.keys(series.acts)).toEqual(Object.keys(summary.acts))
    for (const [act, counts] of Object.entries(series.acts)) {
      expect(counts).toHaveLength(buckets)
      expect(sum(counts)).toBe(summary.acts[act])
      expect(summary.acts[act]).toBeGreaterThan(0)
    }
    expect(Object.keys(series.acts)).not.toContain('lease-taken')
  })

  it('do not occur in a design that does nothing but cache', () => {
    expect(recorded({}, caching({})).summary.acts).toEqual({})
  })
})

describe('the edge', () => {
  it('has hits and copies of its own', () => {
    const { series, summary, copies } = recorded({}, caching({ cdn: { ttlMs: 2000 } }))
    expect(summary.hits.cdn).toBeGreaterThan(500)
    expect(sum(series.hitsCdn)).toBe(summary.hits.cdn)
    const { l1, l2, cdn, joined } = summary.hits
    expect(l1 + l2 + cdn + joined + summary.misses).toBe(summary.requests)
    expect(copies.some(({ place, state }) => place === 'edge' && state === 'fresh')).toBe(true)
  })

  it('does not count in the hit rate by which the cache behind it is watched', () => {
    // What comes through is a miss: what the cache behind holds is at its end when the edge's copy is.
    const long = { durationMs: 400_000, windows: [{ fromMs: 0, toMs: 400_000 }], bucketMs: 1000 }
    const { alerts, summary } = recorded(
      { ...long, readers: from(50, items(5)) },
      caching({ l2: { ttlMs: 50 }, cdn: { ttlMs: 1000 } }),
    )
    expect(summary.hits.cdn).toBeGreaterThan(0.85 * summary.requests)
    expect(alerts.map(({ metric }) => metric)).toContain('cache.hit_rate')
  })
})

describe('regions', () => {
  const world = {
    regions: [
      { name: 'us', instances: 1 },
      { name: 'eu', instances: 1 },
    ],
    network: { ...worldInput.network, crossRegionMs: 40 },
    redis: { ...worldInput.redis, nodes: 3 },
  }

  it('have their instances and nodes in order', () => {
    const { topology, series, buckets } = recorded(world, caching({}))
    expect(topology.regions).toEqual([
      { name: 'us', instances: 1, nodes: 3 },
      { name: 'eu', instances: 1, nodes: 3 },
    ])
    expect(topology.nodes).toBe(6)
    expect(series.nodeBusy).toHaveLength(6 * buckets)
  })

  it('have copies of their own, unless one Redis serves them all', () => {
    expect(places(recorded(world, caching({})))).toEqual(new Set(['redis', 'redis eu']))
    const shared = recorded(world, caching({}, { regions: { caches: 'global' } }))
    expect(places(shared)).toEqual(new Set(['redis']))
    expect(shared.topology.regions.map(({ nodes }) => nodes)).toEqual([3, 0])
  })

  it('are one without a name in a world that names none', () => {
    expect(recorded({}, caching({})).topology.regions).toEqual([{ name: '', instances: 2, nodes: 1 }])
  })
})

describe('memory', () => {
  const crowded = { readers: from(300, items(500)) }
  const small = { redis: { memoryBytes: 50_000 } }

  it('is not accounted without a limit or a price', () => {
    const { summary, series } = recorded(crowded, caching({}))
    expect(summary.memory).toEqual({ peakBytes: null, evictions: 0 })
    expect(summary.cost).toEqual({ perHour: null, perThousandHits: null })
    expect(summary.patterns).toEqual([])
    expect(sum(series.memoryBytes)).toBe(0)
  })

  it('stays under its limit, and what has to leave is counted', () => {
    const { summary, series } = recorded(crowded, caching({}, small))
    expect(Math.max(...series.memoryBytes)).toBeLessThanOrEqual(50_000)
    expect(Math.max(...series.memoryBytes)).toBeGreaterThan(45_000)
    expect(summary.memory.peakBytes).toBeLessThanOrEqual(50_000)
    expect(summary.memory.peakBytes).toBeGreaterThanOrEqual(Math.max(...series.memoryBytes))
    expect(summary.memory.evictions).toBeGreaterThan(1000)
    // What is still under way when the measured time ends may have to evict, too.
    expect(sum(series.evictions.slice(0, 100))).toBe(summary.memory.evictions)
  })

  it('has evicted nothing when it is too small for what the run begins with', () => {
    const world = {
      warm: [{ keys: items(2000), expiresAtMs: 9000 }],
      readers: from(1, items(5)),
      settleMs: 0,
    }
    const { summary, series, alerts } = recorded(world, caching({}, small))
    expect(series.memoryBytes[0]).toBeGreaterThan(45_000)
    expect(sum(series.evictions)).toBeLessThan(20)
    expect(summary.memory.evictions).toBeLessThan(20)
    expect(alerts).toEqual([])
    const [item] = summary.patterns
    expect(item!.entries).toBeLessThan(20)
    // They end at nine seconds, having been there all the time.
    expect(item!.meanBytes).toBeGreaterThan(45_000)
  })

  it('has a price, whether it is limited or not', () => {
    const prices = { redisPerGbHour: 10, overflowPerGbHour: 1 }
    const limited = recorded({ ...crowded, prices }, caching({}, small)).summary
    expect(limited.cost.perHour).toBeCloseTo((10 * 50_000) / 1e9)
    const { l1, l2, cdn } = limited.hits
    expect(limited.cost.perThousandHits).toBeCloseTo((1000 * limited.cost.perHour!) / (360 * (l1 + l2 + cdn)))
    const free = recorded({ ...crowded, prices }, caching({})).summary
    expect(free.cost.perHour).toBeCloseTo((10 * free.memory.peakBytes!) / 1e9)
  })

  it('is held by key patterns, and together they hold what the nodes do', () => {
    const world = {
      readers: [...from(300, items(500)), { name: 'more', ratePerSecond: 50, keys: items(5, 'money') }],
    }
    const both = designInput({ item: policyInput, money: policyInput }, { redis: { memoryBytes: 5e6 } })
    const { summary, series } = recorded(world, both)
    const [item, money] = summary.patterns
    expect([item!.pattern, money!.pattern]).toEqual(['item:', 'money:'])
    // The measured time is a hundred buckets; each tells what is held at its end.
    const mean = sum(series.memoryBytes.slice(0, 100)) / 100
    expect(Math.abs(item!.meanBytes + money!.meanBytes - mean)).toBeLessThan(0.02 * mean)
    expect(item!.entries).toBeGreaterThan(490)
    expect(money!.entries).toBe(5)
    expect(item!.hits + money!.hits).toBe(summary.hits.l2)
    // Nothing went, so nothing is known about what goes.
    expect(item!.reusedShare).toBeNull()
  })

  it('that a watched key has to leave shows as its absence', () => {
    const { copies } = recorded(crowded, caching({}, small))
    const held = copies.filter(({ key, place }) => key === ITEM && place === 'redis')
    const first = held.findIndex(({ state }) => state === 'fresh')
    expect(held[first + 1]!.state).toBe('absent')
    expect(held[first]!.toMs - held[first]!.fromMs).toBeLessThan(10_000)
  })

  it('of patterns is given back when a node loses everything', () => {
    const faults = [{ kind: 'node-down', atMs: 5050, forMs: 100, node: 0, loses: true }] as const
    const { series } = recorded({ faults: [...faults], readers: from(50) }, caching({}, small))
    expect(series.memoryBytes[49]).toBeGreaterThan(40_000)
    expect(series.memoryBytes[50]).toBe(0)
  })
})

describe('writes', () => {
  const behind = { pattern: 'write-behind', writeBehind: { flushMs: 500 } } as const

  it('are acknowledged and durable alike where nothing goes wrong, whatever the pattern', () => {
    for (const pattern of ['cache-aside', 'read-through', 'write-through', 'write-behind'] as const) {
      const { writes } = recorded({ writers: writing(50, items(3)) }, caching({ pattern })).summary
      expect(writes.acknowledged).toBeGreaterThan(400)
      expect(writes).toEqual({
        acknowledged: writes.acknowledged,
        failed: 0,
        durable: writes.acknowledged,
        lost: 0,
      })
    }
  })

  it('that pass by the buffer of their type are as durable as others', () => {
    const unaware = [{ ...writing(50, items(3))[0]!, invalidates: false }]
    for (const policy of [behind, { ...behind, l2: null }]) {
      const { writes } = recorded({ writers: unaware }, caching(policy)).summary
      expect(writes.acknowledged).toBeGreaterThan(400)
      expect(writes.durable).toBe(writes.acknowledged)
    }
  })

  it('that are lost with a buffer are what was acknowledged and is not durable', () => {
    const faults = [{ kind: 'node-down', atMs: 5200, forMs: 500, node: 0, loses: true }] as const
    const recording = recorded({ writers: writing(50, items(3)), faults: [...faults] }, caching(behind))
    const { acknowledged, durable, lost } = recording.summary.writes
    expect(lost).toBeGreaterThan(0)
    expect(acknowledged - durable).toBe(lost)
    expect(kinds(recording)).toContain('writes-lost')
  })
})

describe('priorities', () => {
  it('of a source, or else of the policy, tell how requests of each ended', () => {
    const world = {
      readers: [
        { name: 'a', ratePerSecond: 100, keys: items(5), priority: 'P0' as const },
        { name: 'b', ratePerSecond: 50, keys: items(5) },
        { name: 'c', ratePerSecond: 25, keys: items(5, 'money') },
      ],
    }
    const { byPriority, requests, outcomes } = recorded(world, caching({ priority: 'P2' })).summary
    // Nobody says how important money is, which nothing caches.
    expect(Object.keys(byPriority)).toEqual(['P0', 'P1', 'P2'])
    const each = Object.values(byPriority)
    expect(sum(each.map(one => one.requests))).toBe(requests)
    expect(sum(each.map(one => one.outcomes.ok))).toBe(outcomes.ok)
    expect(byPriority.P0!.requests).toBeGreaterThan(1.5 * byPriority.P2!.requests)
  })
})

describe('users who look at what they wrote', () => {
  const sessions = { users: 100, writeShare: 1, lookAfterMs: 1 }
  const world = { readers: [{ name: 'users', ratePerSecond: 50, keys: items(5), sessions }] }
  const local = { l1: { ttlMs: 5000, maxEntries: 10 }, invalidation: deleting }

  it('and see something older are counted, and the first one is an event', () => {
    const { summary, events } = recorded(world, caching(local))
    expect(summary.staleness.ownWrites).toBeGreaterThan(10)
    expect(summary.staleness.ownWrites).toBeLessThanOrEqual(summary.staleness.reads)
    expect(events.filter(({ kind }) => kind === 'own-write')).toHaveLength(1)
  })

  it('do not where they read past the caches', () => {
    const { summary, events } = recorded(world, caching({ ...local, readYourWritesMs: 6000 }))
    expect(summary.staleness.ownWrites).toBe(0)
    expect(events.filter(({ kind }) => kind === 'own-write')).toEqual([])
  })
})

describe('wrong values', () => {
  it('are counted apart from stale ones', () => {
    const wrong = [{ fromMs: 2000, toMs: 4000 }]
    const writers = [{ ...writing(20, items(5))[0]!, wrong }]
    const recording = recorded({ writers, readers: from(200, items(5)) }, caching({ invalidation: deleting }))
    expect(recording.summary.wrong).toBeGreaterThan(100)
    expect(kinds(recording)).toContain('first-wrong')
    expect(recorded({ writers: writing(20) }, caching({ invalidation: deleting })).summary.wrong).toBe(0)
  })
})

describe('the size of a recording', () => {
  it('does not grow with the traffic, whatever it records', () => {
    const run = (ratePerSecond: number) =>
      recorded(
        { readers: from(ratePerSecond, items(2000)), writers: writing(20, items(2000)) },
        caching(
          { l1: { ttlMs: 500, maxEntries: 50 }, samplingShare: 0.1, invalidation: deleting },
          { redis: { memoryBytes: 100_000 } },
        ),
      )
    const size = ({ series, latency }: Recording) => {
      const { fates, acts, staleAgeMs, byRegion, ...rest } = series
      const named = [fates, acts, staleAgeMs, byRegion, rest].flatMap(each => Object.values(each))
      const arrays = [...named, latency.counts]
      return sum(arrays.map(each => each.byteLength))
    }
    const [usual, fivefold] = [run(500), run(2500)]
    expect(Object.keys(fivefold.series.acts).sort()).toEqual(Object.keys(usual.series.acts).sort())
    expect(size(fivefold)).toBe(size(usual))
    expect(fivefold.events.length).toBeLessThan(100)
  })
})

describe('the digest', () => {
  it('includes look-ups of versions at the origin', () => {
    const digest = (samplingShare: number) =>
      recorded({ readers: from(100, items(1)) }, caching({ samplingShare })).digest
    expect(digest(0.5)).not.toBe(digest(0))
  })
})

describe('what is told of a watched key', () => {
  it('calls a write no refresh', () => {
    const { events } = recorded(
      { writers: writing(5, items(1)) },
      caching({ pattern: 'write-behind', writeBehind: { flushMs: 60_000 } }),
    )
    expect(events.filter(({ kind }) => kind === 'refresh')).toEqual([])
    const early = caching({ l2: { ttlMs: 3000 }, earlyExpiry: { kind: 'xfetch', beta: 3 } })
    expect(kinds(recorded({ readers: from(200, items(1)) }, early))).toContain('refresh')
  })

  it('has a place for each version of a stamped key, and for each copy of a hot one', () => {
    const versionStamps = { lookup: 'primary' } as const
    const stamped = caching({ invalidation: { ...deleting, versionStamps } })
    const seen = places(recorded({ writers: writing(0.5, items(1)), readers: from(50, items(1)) }, stamped))
    expect(seen).toContain('redis v1')
    expect(seen).toContain('redis v2')
    const hotKeys = { ratePerSecond: 20, copies: 3, known: [ITEM] }
    const copied = recorded(
      { readers: from(200, items(1)), redis: { ...worldInput.redis, nodes: 3 } },
      caching({ hotKeys }),
    )
    const copies = [...places(copied)].filter(place => /^redis copy \d+$/.test(place))
    expect(copies).toHaveLength(2)
    expect(copied.copies.filter(({ key }) => key !== ITEM)).toEqual([])
    const both = recorded(
      { readers: from(200, items(1)), redis: { ...worldInput.redis, nodes: 3 } },
      caching({ hotKeys, invalidation: { ...deleting, versionStamps } }),
    )
    const named = [...places(both)].filter(place => place.includes('copy'))
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter(place => !/^redis v1 copy \d+$/.test(place))).toEqual([])
  })
})
