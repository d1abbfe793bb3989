import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { FATES, type Recording } from '#recording/recording.ts'
import { runs } from './arbitraries.ts'
import {
  caching,
  held,
  ITEM,
  invalidating,
  manyItems,
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

/** Checks a sentence about recordings on random runs; a failure prints the run with its seed. */
function always(sentence: (recording: Recording, world: Parameters<typeof run>[0]) => void, numRuns = 60) {
  fc.assert(
    fc.property(runs, each => sentence(run(each.world, each.design, each.seed), each.world)),
    { numRuns },
  )
}

/** Acts that serve a copy past its end. */
const PAST_ITS_END = [
  'stale-while-revalidate',
  'stale-on-error',
  'stale-on-timeout',
  'stale-on-cache-failure',
] as const

function placeOf({ key, place }: Recording['copies'][number]): string {
  return `${key} in ${place}`
}

function endedIn({ series, buckets }: Recording): number[] {
  return Array.from({ length: buckets }, (_, bucket) =>
    FATES.reduce((sum, fate) => sum + series.fates[fate][bucket]!, 0),
  )
}

describe('the series of a recording', () => {
  it('add up to the totals of the summary', () => {
    always(({ series, summary, latency }) => {
      const { outcomes, hits } = summary
      const ended = Object.fromEntries(FATES.map(fate => [fate, total(series.fates[fate])]))
      expect(total(series.arrivals)).toBe(summary.requests)
      expect(ended.hit! + ended.joined! + ended.miss!).toBe(outcomes.ok)
      const { stale, shed, rejected, timeout, error } = ended
      expect({ stale, shed, rejected, timeout, error }).toEqual({
        stale: outcomes.stale,
        shed: outcomes.shed,
        rejected: outcomes.rejected,
        timeout: outcomes.timeout,
        error: outcomes.error,
      })
      // Lookups are counted when they are made, also for readers who have left by then.
      expect(total(series.hitsCdn)).toBeGreaterThanOrEqual(hits.cdn)
      // An answer from a copy past its end comes from its tier, too, but the look-up had found nothing fresh.
      const late = PAST_ITS_END.map(act => summary.acts[act] ?? 0)
      expect(total(series.hitsL1) + total(late)).toBeGreaterThanOrEqual(hits.l1)
      expect(total(series.hitsL2) + total(late)).toBeGreaterThanOrEqual(hits.l2)
      expect(hits.cdn + hits.l1 + hits.l2 + hits.joined + summary.misses).toBe(summary.requests)
      expect(total(latency.counts)).toBe(summary.requests)
      for (const [act, counts] of Object.entries(series.acts)) expect(total(counts)).toBe(summary.acts[act])
      expect(total(Object.values(summary.byPriority).map(each => each.requests))).toBe(summary.requests)
      expect(Math.max(...series.originRunning)).toBeGreaterThanOrEqual(summary.origin.peakRunning)
      expect(Math.max(...series.originDemand)).toBeGreaterThanOrEqual(summary.origin.peakDemand)
    })
  })

  it('of the data types add up to the whole', () => {
    always(({ summary }) => {
      const types = Object.values(summary.byType)
      const sum = (of: (type: (typeof types)[number]) => number) => total(types.map(of))
      expect(sum(type => type.requests)).toBe(summary.requests)
      expect(sum(type => type.misses)).toBe(summary.misses)
      expect(sum(type => type.outcomes.stale)).toBe(summary.outcomes.stale)
      expect(sum(type => type.staleness.reads)).toBe(summary.staleness.reads)
      expect(Math.max(0, ...types.map(type => type.staleness.ageMsMax))).toBe(summary.staleness.ageMsMax)
    })
  })

  it('count every lookup once; who joins a flight makes none', () => {
    const tiers = caching({
      l1: { ttlMs: 50, maxEntries: 5 },
      l2: { ttlMs: 300, jitter: 0 },
      coalescing: 'instance',
    })
    const { series, summary } = run(world({ readers: reading(500, manyItems(10)) }), tiers, 1)
    const { l1, l2, joined } = summary.hits
    expect([l1, l2, joined].every(hits => hits > 10)).toBe(true)
    expect([total(series.hitsL1), total(series.hitsL2)]).toEqual([l1, l2])
    expect(total(series.lookupMisses)).toBe(summary.requests - l1 - l2 - joined)
  })

  it('count no lookup for a type that is not cached', () => {
    const { series } = run(world(), uncached, 1)
    expect(total(series.lookupMisses) + total(series.hitsL1) + total(series.hitsL2)).toBe(0)
  })

  it('count every load of a world without a cache, once', () => {
    const { series, summary } = run(world(), uncached, 1)
    expect(total(series.loads)).toBe(summary.requests)
    expect(summary.origin.loads).toBe(summary.requests)
  })

  it('do not count commits among the loads', () => {
    const written = world({ writers: writing(50, false) })
    const { series, summary } = run(written, uncached, 1)
    expect(summary.origin.writes).toBeGreaterThan(50)
    expect(summary.origin.loads).toBe(summary.requests)
    expect(total(series.loads)).toBe(summary.requests)
  })

  it('have no latency where no request ended: NaN, not zero', () => {
    always(recording => {
      const { series } = recording
      const isQuiet = endedIn(recording).map(count => count === 0)
      expect([...series.p50].map(Number.isNaN)).toEqual(isQuiet)
      expect([...series.p99].map(Number.isNaN)).toEqual(isQuiet)
    })
  })

  it('have no latency anywhere in a quiet world, and a slowdown of 1', () => {
    const quiet = world({ durationMs: 1000, drainMs: 1000, readers: reading(0.001) })
    const { series, summary } = run(quiet, uncached, 1)
    expect([...series.p50].every(Number.isNaN)).toBe(true)
    expect([...series.p99].every(Number.isNaN)).toBe(true)
    expect([...series.originSlowdown].every(slowdown => slowdown === 1)).toBe(true)
    expect(summary.latencyMs).toEqual({ mean: 0, p50: 0, p90: 0, p99: 0, p999: 0, max: 0, worstSecondP99: 0 })
  })

  it('have a whole last bucket also when it is shorter than the others', () => {
    const quiet = world({ durationMs: 1000, drainMs: 1050, bucketMs: 100, readers: reading(0.001) })
    const { series, buckets } = run(quiet, uncached, 1)
    expect(buckets).toBe(21)
    expect(series.p50[20]).toBeNaN()
    expect(series.p99[20]).toBeNaN()
    expect(series.originSlowdown[20]).toBe(1)
  })

  it('keep a node busy between not at all and all of the time', () => {
    always(({ series }) => {
      expect([...series.nodeBusy].filter(busy => !(busy >= 0 && busy <= 1.0001))).toEqual([])
    }, 60)
  })
})

describe('the size of a recording', () => {
  it('does not depend on the traffic, and its traces stay under their bound', () => {
    const sized = (ratePerSecond: number) => {
      const busy = world({
        durationMs: 20_000,
        readers: reading(ratePerSecond, manyItems(50)),
        writers: writing(2, true, manyItems(50)),
        instances: 3,
      })
      return run(busy, caching({ l2: { ttlMs: 5000, jitter: 0 } }), 1)
    }
    const usual = sized(1000)
    const fivefold = sized(5000)
    const sizes = ({ series, latency }: Recording) => {
      const { fates, acts, staleAgeMs, byRegion, ...rest } = series
      const named = [fates, acts, staleAgeMs, byRegion, rest].flatMap(each => Object.values(each))
      const arrays = [...named, latency.counts, latency.edgesMs]
      return arrays.map(each => each.byteLength)
    }
    expect(fivefold.summary.requests).toBeGreaterThan(4.5 * usual.summary.requests)
    expect(sizes(fivefold)).toEqual(sizes(usual))
    expect(fivefold.traces.count).toBeLessThan(2 * usual.traces.count)
    // Four times 8,000 evenly sampled ones, and twelve notable ones in each of 300 stretches.
    expect(fivefold.traces.count).toBeLessThanOrEqual(4 * 8000 + 12 * 300)
    expect(fivefold.events.length).toBeLessThanOrEqual(100)
  })
})

describe('events', () => {
  it('are numbered in order of time', () => {
    always(({ events, endMs }) => {
      expect(events.map(each => each.number)).toEqual(events.map((_, index) => index + 1))
      for (const [index, event] of events.entries()) {
        expect(event.atMs).toBeGreaterThanOrEqual(events[index - 1]?.atMs ?? 0)
        expect(event.atMs).toBeLessThanOrEqual(endMs)
      }
    })
  })

  it('are bounded, and say how many were left out', () => {
    const expiring = world({ durationMs: 20_000, origin: { queries: querying(1) } })
    const { events, eventsLeftOut } = run(expiring, caching({ l2: { ttlMs: 100, jitter: 0 } }), 1)
    expect(events.filter(each => each.kind === 'expiry')).toHaveLength(20)
    expect(eventsLeftOut).toBeGreaterThan(20)
  })
})

describe('the copies of a watched key', () => {
  it('have one state at a time in each place, from the beginning of the run to its end', () => {
    always(({ copies, copiesLeftOut, endMs }) => {
      expect(copiesLeftOut).toBe(0)
      for (const id of new Set(copies.map(placeOf))) {
        const ordered = copies.filter(each => placeOf(each) === id).toSorted((a, b) => a.fromMs - b.fromMs)
        expect(ordered[0]!.fromMs).toBe(0)
        expect(ordered.at(-1)!.toMs).toBe(endMs)
        for (const [index, copy] of ordered.entries()) {
          expect(copy.toMs).toBeGreaterThan(copy.fromMs)
          if (index > 0) expect(copy.fromMs).toBe(ordered[index - 1]!.toMs)
        }
      }
    })
  })

  it('are fresh until a commit, stale until the delete, and then gone', () => {
    const written = world({
      durationMs: 10_000,
      readers: reading(20),
      writers: writing(0.5, true),
      network: { originMs: 3, redisMs: 5 },
    })
    const copies = held(
      run(written, caching({ invalidation: invalidating({ deleteOnWrite: true }) }), 2),
      'redis',
    )
    const stale = copies.filter(each => each.state === 'stale')
    expect(stale.length).toBeGreaterThan(1)
    for (const { fromMs, toMs } of stale) {
      expect(copies.find(each => each.toMs === fromMs)!.state).toBe('fresh')
      expect(copies.find(each => each.fromMs === toMs)!.state).toBe('absent')
      expect(toMs - fromMs).toBeCloseTo(3 + 5, 3)
    }
  })

  it('in a tier with room for one entry are not fresh side by side', () => {
    const crowded = world({
      readers: reading(50, manyItems(2)),
      watchedKeys: [ITEM, 'item:2'],
      origin: { queries: querying(1) },
    })
    const recording = run(crowded, caching({ l1: { ttlMs: 60_000, maxEntries: 1 } }), 1)
    const fresh = (key: string) => held(recording, 'instance 1', key).filter(each => each.state === 'fresh')
    for (const one of fresh(ITEM))
      for (const other of fresh('item:2'))
        expect(one.toMs <= other.fromMs || other.toMs <= one.fromMs, JSON.stringify([one, other])).toBe(true)
  })

  it('are gone from a node that has lost everything', () => {
    const losing = world({
      durationMs: 3000,
      readers: reading(20),
      faults: [{ kind: 'node-down', atMs: 1000, forMs: 500, node: 0, loses: true }],
    })
    const copies = held(run(losing, caching(), 1), 'redis')
    const fresh = copies.filter(each => each.state === 'fresh')
    expect(fresh.some(each => each.fromMs < 1500 && each.toMs > 1500)).toBe(false)
  })
})

describe('traces', () => {
  it('have their spans inside the request: what goes on after a reader has left is not in them', () => {
    always(({ traces }) => {
      const { startMs, endMs, spanFirst, spanStartMs, spanEndMs } = traces
      const outside: string[] = []
      for (let trace = 0; trace < traces.count; trace++) {
        for (let span = spanFirst[trace]!; span < spanFirst[trace + 1]!; span++) {
          const isInside =
            spanStartMs[span]! >= startMs[trace]! &&
            spanEndMs[span]! >= spanStartMs[span]! &&
            spanEndMs[span]! <= endMs[trace]!
          if (!isInside) outside.push(`${trace}: ${spanStartMs[span]} to ${spanEndMs[span]}`)
        }
      }
      expect(outside).toEqual([])
    })
  })

  it('are in order of arrival, each once, and hold every nth request', () => {
    always(({ traces, summary }) => {
      const ids = [...traces.request]
      expect(new Set(ids).size).toBe(traces.count)
      expect([...traces.sampled]).toEqual(ids.map(id => (id % traces.sampleEvery === 0 ? 1 : 0)))
      expect([...traces.startMs]).toEqual([...traces.startMs].sort((a, b) => a - b))
      expect(total(traces.sampled)).toBe(Math.ceil(summary.requests / traces.sampleEvery))
    })
  })

  it('are an even sample of busy worlds', () => {
    const { traces, summary } = run(world({ durationMs: 20_000, readers: reading(2000) }), caching(), 1)
    expect(traces.sampleEvery).toBe(5)
    const sampled = [...traces.request].filter((_, trace) => traces.sampled[trace] === 1)
    expect(sampled).toEqual(Array.from({ length: Math.ceil(summary.requests / 5) }, (_, index) => 5 * index))
  })

  it('keep the failed, stale and slow ones of each second besides', () => {
    const failing = world({
      durationMs: 20_000,
      readers: reading(2000),
      faults: [{ kind: 'origin-slow', atMs: 5000, forMs: 10, factor: 100 }],
      origin: { connections: 40, queries: querying(10) },
      client: { timeoutMs: 300 },
    })
    const { traces, summary } = run(failing, uncached, 1)
    const failed = [...traces.fate].filter(fate => FATES[fate] === 'timeout').length
    expect(summary.outcomes.timeout).toBeGreaterThan(0)
    expect(failed).toBeGreaterThan(0)
  })
})

describe('the summary', () => {
  it('is about the measuring windows alone', () => {
    const windows = [
      { fromMs: 1000, toMs: 2000 },
      { fromMs: 3000, toMs: 3500 },
    ]
    const { series, summary } = run(world({ durationMs: 5000, windows }), uncached, 1)
    const measured = total(series.arrivals.slice(10, 20)) + total(series.arrivals.slice(30, 35))
    expect(summary.requests).toBe(measured)
    expect(summary.origin.loads).toBe(measured)
  })

  it('looks for the peak of a shard in the measuring windows, as for every other figure', () => {
    // L1 is cold at first, and holds everything afterwards.
    const settled = world({
      durationMs: 4000,
      settleMs: 2000,
      windows: [{ fromMs: 2000, toMs: 4000 }],
      readers: reading(500, manyItems(100)),
      redis: { commandMs: 1 },
      origin: { queries: querying(1) },
    })
    const [shard] = run(settled, caching({ l1: { ttlMs: 60_000, maxEntries: 200 } }), 1).summary.shards
    expect(shard!.operations).toBeLessThan(10)
    expect(shard!.peakUtilisation).toBeLessThan(0.1)
  })
})
