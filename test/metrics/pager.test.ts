import { describe, expect, it } from 'vitest'
import { METRICS, Pager, type SecondOfMetrics } from '#metrics/pager.ts'

/** A second in which all is well. */
const WELL: SecondOfMetrics = {
  lookups: 1000,
  hits: 950,
  originQueries: 50,
  evictions: 0,
  cacheTrips: 1000,
  cacheP99Ms: 2,
  financialLagMs: 0,
  otherLagMs: 0,
  samples: 1,
  divergent: 0,
}

/** A pager that has seen a minute of settling in which all was well. */
class Watch {
  readonly pager = new Pager(60_000)
  private second = 0

  constructor(settling: Partial<SecondOfMetrics> = {}) {
    this.see(60, settling)
  }

  /** So many seconds of this, and all else well. */
  see(seconds: number, change: Partial<SecondOfMetrics> = {}): this {
    for (let n = 0; n < seconds; n++) this.pager.second(1000 * ++this.second, { ...WELL, ...change })
    return this
  }

  /** What it said, and after how many seconds of what came after settling. */
  get said(): readonly string[] {
    return this.pager.pages.map(
      ({ metric, severity, atMs }) => `${metric} ${severity} at ${(atMs - 60_000) / 1000} s`,
    )
  }
}

describe('the pager', () => {
  it('says nothing while all is well', () => {
    const watch = new Watch().see(600)
    expect(watch.said).toEqual([])
    expect(watch.pager.detectedAtMs).toBeNull()
  })

  it('wakes nobody while the world settles, whatever is wrong', () => {
    const awful = { hits: 0, originQueries: 9999, evictions: 9999, cacheP99Ms: 999, financialLagMs: 99_999 }
    expect(new Watch({ ...awful, samples: 100, divergent: 100 }).said).toEqual([])
  })

  it('looks at the six metrics of the playbook', () => {
    const watch = new Watch().see(301, {
      hits: 0,
      originQueries: 500,
      evictions: 2000,
      cacheP99Ms: 60,
      financialLagMs: 31_000,
      otherLagMs: 31_000,
      samples: 100,
      divergent: 100,
    })
    expect(new Set(watch.pager.pages.map(({ metric }) => metric))).toEqual(new Set(METRICS))
    for (const { text } of watch.pager.pages) expect(text).not.toBe('')
  })
})

describe('a hit rate', () => {
  it('below 80 % pages after 5 minutes, not before', () => {
    const watch = new Watch().see(20, { hits: 800 }).see(299, { hits: 799 })
    expect(watch.said).toEqual([])
    expect(watch.see(1, { hits: 799 }).said).toEqual(['cache.hit_rate P2 at 320 s'])
  })

  it('of exactly 80 % is well', () => {
    expect(new Watch().see(600, { hits: 800 }).said).toEqual([])
  })

  it('is taken over ten seconds: one that is bad counts in all of them', () => {
    expect(new Watch().see(10).see(1, { hits: 0 }).see(600).said).toEqual([])
    // Every tenth second nothing hits and the others are at 88 %: together 79.2 %, all the time.
    const watch = new Watch()
    for (let n = 0; n < 32; n++) watch.see(1, { hits: 0 }).see(9, { hits: 880 })
    expect(watch.said).toHaveLength(1)
  })

  it('that recovers in between begins anew', () => {
    const watch = new Watch().see(250, { hits: 0 }).see(30).see(250, { hits: 0 })
    expect(watch.said).toEqual([])
  })

  it('that is low pages once, and again only when it has been well in between', () => {
    const watch = new Watch().see(900, { hits: 0 })
    expect(watch.said).toHaveLength(1)
    expect(watch.see(30).see(320, { hits: 0 }).said).toHaveLength(2)
  })

  it('of too few look-ups neither pages nor stops the clock', () => {
    expect(new Watch().see(600, { lookups: 1, hits: 0 }).said).toEqual([])
    // Ten seconds that say nothing come between two stretches that add up.
    const watch = new Watch().see(200, { hits: 0 }).see(15, { lookups: 0, hits: 0 })
    expect(watch.see(110, { hits: 0 }).said).toHaveLength(1)
  })
})

describe('queries of the origin', () => {
  it('above one and a half times the baseline, over 30 seconds, page', () => {
    // With two seconds of 50 among 28 of 76 the mean is 74.3; with one, 75.1.
    const watch = new Watch().see(28, { originQueries: 76 })
    expect(watch.said).toEqual([])
    expect(watch.see(1, { originQueries: 76 }).said).toEqual(['origin.rps P2 at 29 s'])
  })

  it('at one and a half times the baseline are well', () => {
    expect(new Watch().see(300, { originQueries: 75 }).said).toEqual([])
  })

  it('page at once when there are very many', () => {
    expect(new Watch().see(1, { originQueries: 5000 }).said).toEqual(['origin.rps P2 at 1 s'])
  })

  it('are measured against a baseline of none, too, but not when they are few', () => {
    expect(new Watch({ originQueries: 0 }).see(1, { originQueries: 19 }).said).toEqual([])
    const watch = new Watch({ originQueries: 0 }).see(1, { originQueries: 20 })
    expect(watch.said).toEqual(['origin.rps P2 at 1 s'])
    expect(watch.pager.pages[0]!.text).toContain('no longer 0')
  })

  it('have no baseline in a world without settling', () => {
    const pager = new Pager(0)
    for (let n = 1; n <= 100; n++) pager.second(1000 * n, { ...WELL, originQueries: 100_000 })
    expect(pager.pages).toEqual([])
  })
})

describe('evictions', () => {
  it('of more than 1,000 a second, over 30 seconds, page', () => {
    expect(new Watch().see(300, { evictions: 1000 }).said).toEqual([])
    const watch = new Watch().see(29, { evictions: 1001 })
    expect(watch.said).toEqual([])
    expect(watch.see(1, { evictions: 1001 }).said).toEqual(['cache.eviction_rate P2 at 30 s'])
  })

  it('in a spike page at once', () => {
    const watch = new Watch().see(1, { evictions: 30_030 })
    expect(watch.said).toEqual(['cache.eviction_rate P2 at 1 s'])
    expect(watch.see(100).see(1, { evictions: 30_030 }).said).toHaveLength(2)
  })
})

describe('the latency of the cache', () => {
  it('above 50 ms pages, at 50 it does not', () => {
    const watch = new Watch().see(60, { cacheP99Ms: 50 })
    expect(watch.said).toEqual([])
    expect(watch.see(60, { cacheP99Ms: 51 }).said).toEqual(['cache.latency_p99_ms P2 at 61 s'])
  })

  it('of fewer than twenty commands in ten seconds says nothing', () => {
    const quiet = new Watch({ cacheTrips: 0 })
    expect(quiet.see(60, { cacheTrips: 1, cacheP99Ms: 900 }).said).toEqual([])
    expect(quiet.see(10, { cacheTrips: 2, cacheP99Ms: 900 }).said).toEqual([
      'cache.latency_p99_ms P2 at 70 s',
    ])
  })

  it('is not known when no command has ended', () => {
    expect(new Watch().see(60, { cacheTrips: 0, cacheP99Ms: Number.NaN }).said).toEqual([])
  })
})

describe('the lag of invalidations', () => {
  it('above 30 s is P1 for data that must not be stale, and P2 for other data', () => {
    const at = (change: Partial<SecondOfMetrics>) => new Watch().see(5, change).said
    expect(at({ financialLagMs: 30_000, otherLagMs: 30_000 })).toEqual([])
    expect(at({ financialLagMs: 30_001 })).toEqual(['cache.invalidation_lag_seconds P1 at 1 s'])
    expect(at({ otherLagMs: 30_001 })).toEqual(['cache.invalidation_lag_seconds P2 at 1 s'])
  })

  it('of one kind of data does not keep the pager from speaking of the other', () => {
    const watch = new Watch()
      .see(5, { otherLagMs: 40_000 })
      .see(5, { otherLagMs: 45_000, financialLagMs: 31_000 })
    expect(watch.said).toEqual([
      'cache.invalidation_lag_seconds P2 at 1 s',
      'cache.invalidation_lag_seconds P1 at 6 s',
    ])
  })

  it('pages once until none has been late for 30 seconds', () => {
    const late = { otherLagMs: 60_000 }
    expect(new Watch().see(1, late).see(28).see(1, late).said).toHaveLength(1)
    expect(new Watch().see(1, late).see(30).see(1, late).said).toHaveLength(2)
  })

  it('is when staleness is first known', () => {
    expect(new Watch().see(7).see(1, { otherLagMs: 60_000 }).pager.detectedAtMs).toBe(68_000)
  })
})

describe('the divergence of samples', () => {
  it('above 0.1 % is P1', () => {
    // A hundred samples a second: 30,000 in five minutes, of which 30 are 0.1 %.
    const many = { samples: 100 }
    expect(new Watch(many).see(300, many).see(1, { samples: 100, divergent: 30 }).said).toEqual([])
    const watch = new Watch(many).see(300, many).see(1, { samples: 100, divergent: 31 })
    expect(watch.said).toEqual(['cache.correctness_divergence_rate P1 at 301 s'])
    expect(watch.pager.pages[0]!.text).toContain('31 of 30000')
    expect(watch.pager.detectedAtMs).toBe(361_000)
  })

  it('is no rate with a single divergent sample, nor with fewer than twenty samples', () => {
    expect(new Watch().see(1, { divergent: 1 }).see(299).said).toEqual([])
    const rare = new Watch({ samples: 0 }).see(9, { samples: 2, divergent: 2 })
    expect(rare.said).toEqual([])
    expect(rare.see(1, { samples: 2, divergent: 2 }).said).toEqual([
      'cache.correctness_divergence_rate P1 at 10 s',
    ])
  })

  it('at one sample in five seconds, as of 200 reads a second, is found within two minutes when all are stale', () => {
    const watch = new Watch({ samples: 0 })
    for (let n = 0; n < 24; n++) watch.see(4, { samples: 0 }).see(1, { samples: 1, divergent: 1 })
    expect(watch.said).toEqual(['cache.correctness_divergence_rate P1 at 100 s'])
  })

  it('is forgotten after five minutes', () => {
    const watch = new Watch().see(1, { samples: 20, divergent: 2 })
    expect(watch.said).toHaveLength(1)
    expect(watch.see(300).see(1, { samples: 20, divergent: 2 }).said).toHaveLength(2)
  })
})
