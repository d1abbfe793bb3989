import { describe, expect, it, vi } from 'vitest'
import type { Design } from '#cache/design.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { measureObjectives } from '#scenarios/measures.ts'
import type { World } from '#world/world.ts'
import { changed, herd, l5, l6, missedBy, run, SEEDS } from './runs.ts'

const thunderingHerd = scenario('thundering-herd')!

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

/** The home page alone until shortly after it expires: whatever the database is asked for, it is that page. */
const onlyHome: World = {
  ...thunderingHerd.world,
  durationMs: 24_000,
  windows: [{ fromMs: 10_000, toMs: 24_000 }],
  readers: thunderingHerd.world.readers.slice(0, 1),
  writers: [],
}

function homeLoads(design: Design, seed: number): number {
  return run(onlyHome, design, seed).summary.origin.loads
}

/** Mean number of loads of the home page over so many seeds. */
function meanHomeLoads(design: Design, seeds: number): number {
  let sum = 0
  for (let seed = 1; seed <= seeds; seed++) sum += homeLoads(design, seed)
  return sum / seeds
}

describe('the thundering herd', () => {
  it.each(SEEDS)('sends about a thousand queries for the home page, at seed %i', seed => {
    const { page } = herd(l5, seed).summary.byType
    expect(page!.misses).toBeGreaterThan(850)
    expect(page!.misses).toBeLessThan(1150)
    expect(homeLoads(l5, seed)).toBeGreaterThan(850)
    expect(homeLoads(l5, seed)).toBeLessThan(1150)
  })

  it.each(SEEDS)('exhausts the pool at once, and latency goes towards ten seconds, at seed %i', seed => {
    const { summary, events } = herd(l5, seed)
    const exhausted = events.find(each => each.kind === 'pool-exhausted')!
    expect(exhausted.atMs - 20_000).toBeGreaterThan(0)
    expect(exhausted.atMs - 20_000).toBeLessThan(200)
    expect(summary.origin.peakRunning).toBe(50)
    expect(summary.latencyMs.worstSecondP99).toBeGreaterThan(8000)
    expect(summary.outcomes.timeout + summary.outcomes.rejected).toBeGreaterThan(100)
  })

  it.each(SEEDS)('is one load an instance with coalescing alone, at seed %i', seed => {
    const loads = homeLoads(changed(l5, { coalescing: 'instance' }), seed)
    expect(loads).toBeGreaterThan(0)
    expect(loads).toBeLessThanOrEqual(thunderingHerd.world.instances)
  })

  it('only moves with the window form of early expiry: some sixty loads near the beginning of the window', () => {
    const early = changed(l5, { earlyExpiry: { kind: 'window', windowMs: 10_000 } })
    const { series, bucketMs } = run(onlyHome, early, 1)
    const firstMs = series.loads.findIndex(count => count > 0) * bucketMs
    // The window begins at 10 s, the first refresh about 0.12 s later.
    expect(firstMs).toBeGreaterThanOrEqual(10_000)
    expect(firstMs).toBeLessThan(10_400)
    // A mean of 63.5 with a standard deviation of about 8 a run, over ten runs.
    expect(Math.abs(meanHomeLoads(early, 10) - 63.5)).toBeLessThan((4 * 9) / Math.sqrt(10))
  })

  it('dwindles to about e loads with XFetch at beta 1', () => {
    const early = changed(l5, { earlyExpiry: { kind: 'xfetch', beta: 1 } })
    const counts = Array.from({ length: 30 }, (_, seed) => homeLoads(early, seed))
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1)
    expect(Math.abs(mean - Math.E)).toBeLessThan(4 * Math.sqrt(variance / counts.length))
    expect(Math.max(...counts)).toBeLessThan(20)
  })

  it('is not smaller with jitter alone: it does nothing for one hot key', () => {
    expect(homeLoads(changed(l5, { l2: { ttlMs: 300_000, jitter: 0.5, replicaReads: 'none' } }), 1)).toBe(
      homeLoads(l5, 1),
    )
  })

  it('meets the same readers under every design', () => {
    for (const seed of SEEDS) expect(herd(l5, seed).arrivalsDigest).toBe(herd(l6, seed).arrivalsDigest)
  })
})

describe.each(SEEDS)('each remedy of the playbook alone, at seed %i', seed => {
  const summaryOf = (id: string) => herd(thunderingHerd.designs.find(each => each.id === id)!, seed).summary

  it('coalescing: the database is safe, and everybody who comes meanwhile waits for the one load', () => {
    expect(missedBy(thunderingHerd, 'coalescing', seed)).toEqual(['worst-second'])
    // A load of a second, and no more than that.
    expect(summaryOf('coalescing').latencyMs.worstSecondP99).toBeGreaterThan(800)
    expect(summaryOf('coalescing').latencyMs.worstSecondP99).toBeLessThan(1300)
  })

  it('early expiry: nobody waits and nothing peaks, for a load or a few more', () => {
    expect(missedBy(thunderingHerd, 'early-expiry', seed)).toEqual([])
    expect(summaryOf('early-expiry').byType.page!.misses).toBe(0)
  })

  it('early expiry in a window: nobody waits for the page, for several times the queries at once', () => {
    expect(summaryOf('window').byType.page!.misses).toBe(0)
    expect(summaryOf('window').origin.peakDemand).toBeGreaterThan(
      4 * summaryOf('early-expiry').origin.peakDemand,
    )
  })

  it('renewing in the background: nobody waits, and readers are served what has ended', () => {
    expect(missedBy(thunderingHerd, 'refresh', seed)).toEqual([])
    expect(summaryOf('refresh').servedExpired).toBeGreaterThan(500)
  })

  it('a limit on misses: the database is safe, and nearly all who miss are refused', () => {
    const { outcomes, byType, origin } = summaryOf('limiter')
    expect(origin.peakDemand).toBeLessThanOrEqual(50)
    expect(missedBy(thunderingHerd, 'limiter', seed)).toContain('failed')
    expect(outcomes.shed).toBeGreaterThan(0.9 * byType.page!.misses)
  })
})

describe('a background refresh', () => {
  /** The page is filled at the beginning of the run, and ends each fifteen seconds. */
  const filledHere: World = { ...onlyHome, warm: [] }
  const home = (change: Parameters<typeof changed>[1]) =>
    run(
      filledHere,
      changed(l5, {
        l2: { ttlMs: 15_000, jitter: 0, replicaReads: 'none' },
        coalescing: 'instance',
        ...change,
      }),
      1,
    ).summary

  it('by whoever filled the page lets no reader ever miss it', () => {
    expect(home({}).misses).toBeGreaterThan(0)
    expect(home({ backgroundRefresh: { aheadMs: 5000, mostKeys: 10 } }).misses).toBe(0)
    expect(home({ backgroundRefresh: { aheadMs: 5000, mostKeys: 10 } }).origin.loads).toBeGreaterThan(0)
  })

  it('after the end is a herd of its own without coalescing, which other pages pay for', () => {
    const summary = run(
      { ...thunderingHerd.world, durationMs: 30_000, windows: [{ fromMs: 10_000, toMs: 30_000 }] },
      changed(l5, { staleWhileRevalidateMs: 20_000 }),
      1,
    ).summary
    expect(summary.byType.page!.misses).toBe(0)
    expect(summary.origin.peakDemand).toBeGreaterThan(500)
    expect(summary.latencyMs.worstSecondP99).toBeGreaterThan(5000)
  })
})

describe('the faults a learner can inject', () => {
  const inject = (id: string, atMs: number): World => {
    const fault = thunderingHerd.faults.find(each => each.id === id)!.at(atMs)
    return { ...thunderingHerd.world, faults: [fault] }
  }

  it('expire the home page for the trap a second time', () => {
    const { series } = run(inject('expire', 45_000), l5, 1)
    expect(Math.max(...series.originDemand.slice(450, 480))).toBeGreaterThan(500)
  })

  it('do not surprise the answer, whose early expiry sees the end of the TTL coming', () => {
    const recording = run(inject('expire', 45_000), l6, 1)
    expect(measureObjectives(thunderingHerd, recording).filter(each => !each.met)).toEqual([])
  })

  it('lose every DEL without a failure: only the oracle sees it', () => {
    const { summary, alerts } = run(inject('lost-deletes', 30_000), l5, 1)
    expect(summary.outcomes.stale).toBeGreaterThan(0)
    expect(summary.staleness.detectedAtMs).toBeNull()
    expect(alerts.map(each => each.atMs)).toEqual(herd(l5, 1).alerts.map(each => each.atMs))
  })
})
