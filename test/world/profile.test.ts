import { describe, expect, it, vi } from 'vitest'
import { Chance } from '#kernel/chance.ts'
import { RateProfile } from '#world/profile.ts'
import type { Profile } from '#world/traffic.ts'
import { caching, manyItems, overSeeds, run, total, uncached, world } from './build.ts'
import { expectNear } from './spread.ts'

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

const profiles: readonly Profile[] = [
  {
    kind: 'steps',
    steps: [
      { atMs: 500, factor: 3 },
      { atMs: 1200, factor: 0 },
      { atMs: 1500, factor: 0.5 },
    ],
  },
  {
    kind: 'ramps',
    points: [
      { atMs: 300, factor: 0.2 },
      { atMs: 1100, factor: 4 },
      { atMs: 1700, factor: 0 },
    ],
  },
  {
    kind: 'spikes',
    spikes: [
      { atMs: 250, forMs: 100, factor: 10 },
      { atMs: 900, forMs: 400, factor: 0 },
    ],
  },
]

/** The factor at a time, by reading the profile as it is documented. */
function factorAt(profile: Profile, atMs: number): number {
  switch (profile.kind) {
    case 'steady':
      return 1
    case 'steps':
      return profile.steps.findLast(step => step.atMs <= atMs)?.factor ?? 1
    case 'spikes':
      return profile.spikes.find(spike => atMs >= spike.atMs && atMs < spike.atMs + spike.forMs)?.factor ?? 1
    case 'ramps': {
      const after = profile.points.findIndex(point => point.atMs > atMs)
      if (after === 0) return profile.points[0]!.factor
      if (after < 0) return profile.points.at(-1)!.factor
      const from = profile.points[after - 1]!
      const to = profile.points[after]!
      return from.factor + ((to.factor - from.factor) * (atMs - from.atMs)) / (to.atMs - from.atMs)
    }
  }
}

/** The integral of the factor, by steps of a tenth of a millisecond. */
function factorsBetween(profile: Profile, fromMs: number, toMs: number): number {
  let sum = 0
  for (let tenth = fromMs * 10; tenth < toMs * 10; tenth++) sum += factorAt(profile, (tenth + 0.5) / 10) / 10
  return sum
}

describe('a rate profile', () => {
  it.each(profiles)('of $kind brings as many arrivals in each bucket as its rate says', profile => {
    const seeds = 40
    const bucketMs = 100
    const perSecond = 200
    const busy = world({
      durationMs: 2000,
      bucketMs,
      readers: [{ name: 'readers', ratePerSecond: perSecond, keys: manyItems(5), profile }],
    })
    const counts = new Array<number>(20).fill(0)
    overSeeds(seeds, seed => {
      const { arrivals } = run(busy, uncached, seed).series
      for (const bucket of counts.keys()) counts[bucket]! += arrivals[bucket]!
      return seed
    })
    let squares = 0
    let told = 0
    for (const [bucket, count] of counts.entries()) {
      const mean =
        (factorsBetween(profile, bucket * bucketMs, (bucket + 1) * bucketMs) * perSecond * seeds) / 1000
      if (mean < 1e-9) expect(count, `bucket ${bucket}`).toBe(0)
      else {
        expectNear(count, mean, Math.sqrt(mean))
        squares += (count - mean) ** 2 / mean
        told++
      }
    }
    // Poisson counts: chi-square with so many degrees of freedom, mean n and variance 2n. Too even is as wrong as too uneven.
    expectNear(squares, told, Math.sqrt(2 * told))
  })

  it.each(profiles)(
    'of $kind stretches one and the same process: operational time is what the draws say',
    profile => {
      const gaps = new Chance(7).about('gaps')
      const rates = new RateProfile(profile, 1000)
      let nowMs = 0
      let operational = 0
      for (let n = 0; n < 300; n++) {
        const gap = gaps.exponential(1, n)
        const nextMs = rates.next(nowMs, gap)
        if (nextMs === Number.POSITIVE_INFINITY) {
          expect(operational + gap).toBeGreaterThan(rates.mean(1e7))
          return
        }
        nowMs = nextMs
        operational += gap
        expect(rates.mean(nowMs)).toBeCloseTo(operational, 6)
      }
    },
  )

  it.each(profiles)('of $kind says how many arrivals to expect', profile => {
    const rates = new RateProfile(profile, 1000)
    for (const untilMs of [0, 200, 333, 1000, 1650, 2500])
      expect(rates.mean(untilMs), `${untilMs} ms`).toBeCloseTo(factorsBetween(profile, 0, untilMs), 0)
    expect(rates.initialRate).toBeCloseTo(factorAt(profile, 0), 12)
  })

  it('that stays at nothing brings nobody more', () => {
    const ending: Profile = { kind: 'steps', steps: [{ atMs: 100, factor: 0 }] }
    const rates = new RateProfile(ending, 1000)
    expect(rates.next(0, 99)).toBeCloseTo(99, 9)
    expect(rates.next(99, 2)).toBe(Number.POSITIVE_INFINITY)
  })

  it('that begins with nothing brings the first one when it rises', () => {
    const late: Profile = {
      kind: 'ramps',
      points: [
        { atMs: 0, factor: 0 },
        { atMs: 1000, factor: 0 },
        { atMs: 2000, factor: 1 },
      ],
    }
    // Half of t squared, in seconds: 500 arrivals in the second second, 125 in its first half.
    expect(new RateProfile(late, 1000).next(0, 125)).toBeCloseTo(1500, 9)
  })

  it('of writers holds for their commits', () => {
    const late = world({
      writers: [
        {
          name: 'writers',
          ratePerSecond: 100,
          keys: manyItems(5),
          invalidates: true,
          profile: { kind: 'spikes', spikes: [{ atMs: 0, forMs: 1000, factor: 0 }] },
        },
      ],
    })
    const { durable } = run({ ...late, windows: [{ fromMs: 0, toMs: 1000 }] }, uncached, 1).summary.writes
    const half = run({ ...late, durationMs: 1000, windows: [{ fromMs: 0, toMs: 1000 }] }, uncached, 1)
    expect(half.summary.writes.durable).toBe(0)
    expectNear(durable, 100, 10)
  })

  it('is the same for every design, and so is who asks for what', () => {
    const busy = world({
      readers: [{ name: 'readers', ratePerSecond: 200, keys: manyItems(5), profile: profiles[1] }],
      instances: 3,
    })
    const designs = [
      uncached,
      caching(),
      caching({ coalescing: 'instance', l1: { ttlMs: 50, maxEntries: 9 } }),
    ]
    const digests = designs.map(design => run(busy, design, 3).arrivalsDigest)
    expect(new Set(digests).size).toBe(1)
    expect(run(busy, uncached, 4).arrivalsDigest).not.toBe(digests[0])
    expect(total(run(busy, uncached, 3).series.arrivals)).toBeGreaterThan(100)
  })
})
