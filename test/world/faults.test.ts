import { describe, expect, it, vi } from 'vitest'
import type { PolicyInput } from '#cache/policy.ts'
import { FATES, type Recording } from '#recording/recording.ts'
import type { FaultInput } from '#world/fault.ts'
import {
  type Change,
  caching,
  held,
  ITEM,
  invalidating,
  oneItem,
  overSeeds,
  querying,
  reading,
  run,
  total,
  uncached,
  world,
  writing,
} from './build.ts'

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

/** How many loads began between two times, multiples of the bucket. */
function loadsBetween({ series, bucketMs }: Recording, fromMs: number, toMs: number): number {
  return total(series.loads.slice(fromMs / bucketMs, toMs / bucketMs))
}

/** When the copy in a place ceased to be fresh for the first time, ms. */
function firstEndMs(recording: Recording, place: string): number {
  return held(recording, place).find(copy => copy.state === 'fresh')!.toMs
}

describe('a node that is down', () => {
  const down = (loses: boolean, change: Change = {}) =>
    world({
      durationMs: 4000,
      readers: reading(200),
      bucketMs: 10,
      origin: { queries: querying(1) },
      faults: [{ kind: 'node-down', atMs: 1000, forMs: 500, node: 0, loses }],
      ...change,
    })

  it('refuses every command meanwhile: all reads fall through', () => {
    const recording = run(down(false), caching(), 1)
    const arrived = total(recording.series.arrivals.slice(100, 150))
    expect(arrived).toBeGreaterThan(50)
    expect(loadsBetween(recording, 1000, 1500)).toBe(arrived)
    expect(recording.summary.outcomes.ok).toBe(recording.summary.requests)
    expect(total(recording.series.nodeBusy.slice(101, 149))).toBe(0)
  })

  it('comes back with what it held', () => {
    expect(loadsBetween(run(down(false), caching(), 1), 1500, 4000)).toBe(0)
  })

  it('comes back empty if it loses what it held', () => {
    const recording = run(down(true), caching({ coalescing: 'instance' }), 1)
    expect(loadsBetween(recording, 1500, 4000)).toBe(1)
  })

  it('does not disturb the keys of other nodes', () => {
    const elsewhere = down(true, { redis: { nodes: 2 } })
    const nodes = [0, 1].map(node => {
      const faults: FaultInput[] = [{ kind: 'node-down', atMs: 1000, forMs: 500, node, loses: true }]
      return loadsBetween(run({ ...elsewhere, faults }, caching({ coalescing: 'instance' }), 1), 1000, 4000)
    })
    expect(nodes.toSorted((a, b) => a - b)[0]).toBe(0)
    expect(nodes.toSorted((a, b) => a - b)[1]).toBeGreaterThan(1)
  })

  it('loses the DELs that are sent to it: the old value is there when it is back', () => {
    const design = caching({ invalidation: invalidating({ deleteOnWrite: true, missTokens: true }) })
    const oldest = (faults: readonly FaultInput[]) => {
      const written = world({ readers: reading(200), writers: writing(4, true), faults: [...faults] })
      return Math.max(...overSeeds(5, seed => run(written, design, seed).summary.staleness.ageMsMax))
    }
    expect(oldest([{ kind: 'node-down', atMs: 1000, forMs: 500, node: 0, loses: false }])).toBeGreaterThan(
      100,
    )
    expect(oldest([{ kind: 'node-down', atMs: 1000, forMs: 500, node: 0, loses: true }])).toBeLessThan(1)
    expect(oldest([])).toBeLessThan(1)
  })
})

describe('a slow origin', () => {
  it('multiplies the time of the queries that begin meanwhile, and of no others', () => {
    const slow = world({
      durationMs: 3000,
      readers: reading(200),
      origin: { queries: querying(20) },
      faults: [{ kind: 'origin-slow', atMs: 1000, forMs: 500, factor: 4 }],
    })
    const { series, traces } = run(slow, uncached, 1)
    for (let trace = 0; trace < traces.count; trace++) {
      const startMs = traces.startMs[trace]!
      const isSlow = startMs >= 1000 && startMs < 1500
      expect(traces.endMs[trace]! - startMs).toBeCloseTo(isSlow ? 80 : 20, 6)
    }
    expect([...series.originSlowdown.slice(10, 15)]).toEqual([4, 4, 4, 4, 4])
    expect(series.originSlowdown[15]).toBe(1)
  })
})

describe('an origin that is down', () => {
  it('refuses what comes meanwhile, at once, and lets what runs go on', () => {
    const faults: FaultInput[] = [{ kind: 'origin-down', atMs: 1000, forMs: 500 }]
    const down = world({ durationMs: 3000, readers: reading(200), origin: { queries: querying(50) }, faults })
    const { traces, summary } = run(down, uncached, 1)
    expect(traces.count).toBe(summary.requests)
    for (let trace = 0; trace < traces.count; trace++) {
      const startMs = traces.startMs[trace]!
      const isRefused = startMs >= 1000 && startMs < 1500
      expect(FATES[traces.fate[trace]!], `at ${startMs} ms`).toBe(isRefused ? 'rejected' : 'miss')
      expect(traces.endMs[trace]! - startMs).toBeCloseTo(isRefused ? 0 : 50, 6)
    }
  })
})

describe('a slow node', () => {
  it('takes so many times as long for each command, and its neighbour does not', () => {
    const nodes = [0, 1].map(node => {
      const faults: FaultInput[] = [{ kind: 'node-slow', atMs: 1000, forMs: 1000, node, factor: 50 }]
      const slow = world({
        durationMs: 3000,
        bucketMs: 500,
        readers: reading(100),
        redis: { nodes: 2, commandMs: 0.1 },
        faults,
      })
      const { series } = run(slow, caching(), 1)
      return [...series.nodeBusy].map(busy => Math.round(100 * busy))
    })
    const busiest = nodes.map(busy => Math.max(...busy))
    // A hundred commands a second of 5 ms each, or of 0.1 ms.
    expect(Math.max(...busiest)).toBeGreaterThan(35)
    expect(Math.min(...busiest)).toBeLessThan(3)
  })
})

describe('of faults that overlap', () => {
  it('the strongest holds, for as long as it lasts', () => {
    const faults: FaultInput[] = [
      { kind: 'origin-slow', atMs: 500, forMs: 1500, factor: 2 },
      { kind: 'origin-slow', atMs: 1000, forMs: 500, factor: 5 },
      { kind: 'origin-slow', atMs: 1200, forMs: 1300, factor: 3 },
    ]
    const { series } = run(world({ durationMs: 3000, readers: reading(200), faults }), uncached, 1)
    const at = (ms: number) => series.originSlowdown[ms / 100]
    expect([400, 700, 1100, 1300, 1700, 2300, 2700].map(at)).toEqual([1, 2, 5, 5, 3, 3, 1])
  })

  it('one that ends does not end the other of its kind', () => {
    const faults: FaultInput[] = [
      { kind: 'origin-down', atMs: 1000, forMs: 1000 },
      { kind: 'origin-down', atMs: 1200, forMs: 100 },
    ]
    const { series } = run(world({ durationMs: 3000, readers: reading(200), faults }), uncached, 1)
    const refused = [...series.fates.rejected].flatMap((count, bucket) => (count > 0 ? [bucket * 100] : []))
    expect(refused).toEqual([1000, 1100, 1200, 1300, 1400, 1500, 1600, 1700, 1800, 1900])
  })
})

describe('lost invalidations', () => {
  const design = caching({
    l1: { ttlMs: 20_000, maxEntries: 10 },
    invalidation: invalidating({ deleteOnWrite: true, publishToL1: true, missTokens: true }),
  })
  const losing = (probability: number) =>
    world({
      durationMs: 6000,
      instances: 2,
      writers: writing(2, true),
      faults: [{ kind: 'invalidations-lost', atMs: 2000, forMs: 2000, probability }],
    })

  it('leave stale reads that the oracle counts and nothing else notices: seed 3', () => {
    const { summary, alerts, events } = run(losing(1), design, 3)
    expect(summary.outcomes.stale).toBeGreaterThan(50)
    expect(summary.staleness.ageMsMax).toBeGreaterThan(500)
    expect(summary.staleness.firstStaleAtMs).toBeGreaterThan(2000)
    expect(summary.staleness.detectedAtMs).toBeNull()
    expect(summary.outcomes.error + summary.outcomes.rejected + summary.outcomes.timeout).toBe(0)
    expect(summary.writes.acknowledged).toBe(summary.writes.durable)
    expect(alerts).toEqual([])
    expect(events.map(each => each.kind)).toContain('first-stale')
  })

  it('are as many as the probability says', () => {
    const reads = [0, 0.3, 1].map(probability => run(losing(probability), design, 3).summary.staleness.reads)
    expect(reads[0]!).toBeLessThan(reads[1]!)
    expect(reads[1]!).toBeLessThan(reads[2]!)
  })

  it('do not stop the change feed', () => {
    const fed = caching({
      invalidation: invalidating({ deleteOnWrite: true, cdcBackstop: true, missTokens: true }),
    })
    const { staleness } = run({ ...losing(1), changeFeed: { lagMs: 100 } }, fed, 3).summary
    expect(staleness.reads).toBeGreaterThan(0)
    expect(staleness.ageMsMax).toBeLessThan(101)
  })
})

describe('a key that expires', () => {
  const injected: FaultInput[] = [{ kind: 'expire-key', atMs: 1234, key: ITEM }]
  const expiring = (change: Change = {}) =>
    world({ durationMs: 3000, readers: reading(300), faults: injected, ...change })

  it('ends an entry that was there when the run began, exactly then', () => {
    const warm = expiring({ warm: [{ keys: oneItem, expiresAtMs: 50_000 }] })
    const recording = run(warm, caching({ coalescing: 'instance' }), 1)
    expect(firstEndMs(recording, 'redis')).toBe(1234)
    expect(loadsBetween(recording, 1200, 3000)).toBe(1)
  })

  it('ends an entry that a reader has written, exactly then', () => {
    const recording = run(expiring(), caching({ coalescing: 'instance' }), 1)
    expect(firstEndMs(recording, 'redis')).toBe(1234)
    expect(loadsBetween(recording, 1200, 3000)).toBe(1)
  })

  it('ends the copies in L1, too', () => {
    const recording = run(
      expiring({ instances: 3 }),
      caching({ coalescing: 'instance', l1: { ttlMs: 60_000, maxEntries: 10 } }),
      1,
    )
    for (const place of ['redis', 'instance 1', 'instance 2', 'instance 3'])
      expect(firstEndMs(recording, place), place).toBe(1234)
  })

  it('ends the copies of a design without Redis', () => {
    const recording = run(expiring(), caching({ l2: null, l1: { ttlMs: 60_000, maxEntries: 10 } }), 1)
    expect(firstEndMs(recording, 'instance 1')).toBe(1234)
    expect(loadsBetween(recording, 1200, 3000)).toBeGreaterThan(0)
  })

  it('is the end of a TTL and no DEL: early expiry sees it coming, and the refreshed entry lives on', () => {
    const early = caching({ coalescing: 'instance', earlyExpiry: { kind: 'xfetch', beta: 4 } })
    const faults: FaultInput[] = [{ kind: 'expire-key', atMs: 1230, key: ITEM }]
    const warm = [{ keys: oneItem, expiresAtMs: 50_000 }]
    const recording = run(expiring({ warm, faults, bucketMs: 10 }), early, 1)
    expect(loadsBetween(recording, 900, 1230)).toBe(1)
    expect(loadsBetween(recording, 1230, 3000)).toBe(0)
  })

  it('leaves alone what is written later', () => {
    const recording = run(expiring(), caching(), 1)
    expect(held(recording, 'redis').at(-1)).toMatchObject({ state: 'fresh', toMs: recording.endMs })
  })
})

describe('a key that is deleted', () => {
  const deleting = (change: Change = {}) =>
    world({
      durationMs: 3000,
      readers: reading(300),
      faults: [{ kind: 'delete-key', atMs: 1000, key: ITEM }],
      ...change,
    })
  const redisPlaces = ({ copies }: Recording) => [
    ...new Set(copies.map(({ place }) => place).filter(place => place.startsWith('redis'))),
  ]

  it('goes from every shard that has a copy of it', () => {
    const hotKeys = { ratePerSecond: 1, copies: 3, known: [ITEM] }
    const recording = run(deleting({ redis: { nodes: 3 } }), caching({ hotKeys }), 1)
    expect(redisPlaces(recording)).toHaveLength(3)
    for (const place of redisPlaces(recording))
      expect(firstEndMs(recording, place), place).toBeCloseTo(1000, 2)
  })

  it('goes with the version that is in force, where versions are part of the key', () => {
    const versionStamps = { lookup: 'primary' as const }
    const stamped = (change: Partial<PolicyInput> = {}) =>
      caching({
        coalescing: 'instance',
        invalidation: invalidating({ deleteOnWrite: true, versionStamps }),
        ...change,
      })
    const written = deleting({ writers: writing(5, true) })
    const unharmed = { ...written, faults: [] }
    for (const l1 of [null, { ttlMs: 60_000, maxEntries: 10 }])
      expect(loadsBetween(run(written, stamped({ l1 }), 1), 0, 3000)).toBe(
        loadsBetween(run(unharmed, stamped({ l1 }), 1), 0, 3000) + 1,
      )
    const expiring = { ...written, faults: [{ kind: 'expire-key' as const, atMs: 1000, key: ITEM }] }
    for (const l1 of [null, { ttlMs: 60_000, maxEntries: 10 }])
      expect(loadsBetween(run(expiring, stamped({ l1 }), 1), 0, 3000)).toBe(
        loadsBetween(run(unharmed, stamped({ l1 }), 1), 0, 3000) + 1,
      )
  })
})

describe('an injected fault', () => {
  it('is an event at its time, and so is its end', () => {
    const faults: FaultInput[] = [
      { kind: 'origin-slow', atMs: 700, forMs: 200, factor: 2 },
      { kind: 'expire-key', atMs: 400, key: ITEM },
    ]
    const { events } = run(world({ faults }), uncached, 1)
    const injected = events.filter(each => each.kind === 'fault' || each.kind === 'fault-ends')
    expect(injected.map(({ kind, atMs }) => ({ kind, atMs }))).toEqual([
      { kind: 'fault', atMs: 400 },
      { kind: 'fault', atMs: 700 },
      { kind: 'fault-ends', atMs: 900 },
    ])
  })
})
