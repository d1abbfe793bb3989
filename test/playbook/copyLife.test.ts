import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Zipf } from '#kernel/zipf.ts'
import { type CopyLife, hitShare, oldestS, staleShare } from '#playbook/figures/copyLife.ts'
import type { Recording } from '#recording/recording.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { Simulation } from '#world/simulation.ts'
import { World, type WorldInput } from '#world/world.ts'
import forms from '../oracle/closedForms.json' with { type: 'json' }
import { overSeeds } from '../world/build.ts'
import { expectMean } from '../world/spread.ts'

const rate = fc.double({ min: 1e-5, max: 50, noNaN: true })
const seconds = fc.double({ min: 0.1, max: 20_000, noNaN: true })
const lives: fc.Arbitrary<CopyLife> = fc.record({
  readsPerS: rate,
  writesPerS: fc.oneof(fc.constant(0), rate),
  ttlS: seconds,
  lostShare: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  feedLagS: fc.oneof(fc.constantFrom(0, Infinity), seconds),
})
const slightly = 1e-9

describe('the life of a copy', () => {
  it('agrees with renewal theory on a TTL without writes', () => {
    for (const { rate: readsPerS, ttl: ttlS, hitRatio } of forms.ttl.cases) {
      const life = { readsPerS, ttlS, writesPerS: 0, lostShare: 1, feedLagS: Infinity }
      expect(hitShare(life)).toBeCloseTo(hitRatio, 9)
    }
  })

  it('agrees with the known share of stale reads where reads are dense', () => {
    for (const { writes: writesPerS, ttl: ttlS, stale } of forms.staleness.ttl) {
      const life = { readsPerS: 1e9, writesPerS, ttlS, lostShare: 1, feedLagS: Infinity }
      expect(staleShare(life)).toBeCloseTo(stale, 6)
    }
  })

  it('hits as often as the last event was a read, where every write deletes and nothing expires', () => {
    const life = { readsPerS: 20, writesPerS: 60, ttlS: 1e9, lostShare: 0, feedLagS: Infinity }
    expect(hitShare(life)).toBeCloseTo(20 / 80, 9)
  })

  it('never has more stale answers than hits, nor more old ones than stale ones', () => {
    fc.assert(
      fc.property(lives, seconds, (life, budgetS) => {
        const stale = staleShare(life)
        expect(stale).toBeGreaterThanOrEqual(-slightly)
        expect(stale).toBeLessThanOrEqual(hitShare(life) + slightly)
        expect(staleShare(life, budgetS)).toBeLessThanOrEqual(stale + slightly)
        expect(hitShare(life)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('has no answer older than the oldest it can give, and no stale one where every DEL arrives', () => {
    fc.assert(
      fc.property(lives, life => {
        expect(staleShare(life, oldestS(life))).toBeCloseTo(0, 9)
        expect(staleShare({ ...life, lostShare: 0 })).toBeCloseTo(0, 9)
      }),
    )
  })

  it('gets no more stale answers from a shorter TTL, a quicker feed or fewer lost DELs', () => {
    fc.assert(
      fc.property(lives, fc.double({ min: 0.01, max: 1, noNaN: true }), (life, factor) => {
        const most = staleShare(life) + slightly
        expect(staleShare({ ...life, ttlS: life.ttlS * factor })).toBeLessThanOrEqual(most)
        expect(staleShare({ ...life, lostShare: life.lostShare * factor })).toBeLessThanOrEqual(most)
        if (Number.isFinite(life.feedLagS))
          expect(staleShare({ ...life, feedLagS: life.feedLagS * factor })).toBeLessThanOrEqual(most)
      }),
    )
  })
})

/** The sellers of silent-staleness, written four times as often, with a TTL of two minutes instead of five. */
describe('the lab of lost deletes, at another TTL', () => {
  const lab = scenario('silent-staleness')!
  const ttlS = 120
  const writesPerS = 0.4
  const readers = lab.world.readers[0]!
  const keys = readers.keys as Extract<WorldInput['readers'][number]['keys'], { kind: 'zipf' }>
  const popularity = new Zipf(keys.count, keys.exponent)

  /** What the formula expects of the forty together, each read as often as its rank is. */
  function expected(part: Pick<CopyLife, 'lostShare' | 'feedLagS'>, of: (life: CopyLife) => number): number {
    let sum = 0
    for (let rank = 0; rank < keys.count; rank++) {
      const share = popularity.share(rank)
      sum +=
        share *
        of({ readsPerS: readers.ratePerSecond * share, writesPerS: writesPerS / keys.count, ttlS, ...part })
    }
    return sum
  }

  function runs(design: string, probability: number): readonly Recording[] {
    const { durationMs, writers } = lab.world
    const world = World.parse({
      ...lab.world,
      // The formula has loads take no time: a second reader who misses meanwhile would be one miss more.
      origin: { ...lab.world.origin, queries: { seller: { meanMs: 1, variation: 0 } } },
      writers: writers.map(writer => ({ ...writer, ratePerSecond: writesPerS })),
      faults: [{ kind: 'invalidations-lost', atMs: 0, forMs: durationMs, probability }],
    })
    const chosen = lab.designs.find(each => each.id === design)!
    const seller = {
      ...chosen.policies.seller!,
      l2: { ...chosen.policies.seller!.l2!, ttlMs: ttlS * 1000, jitter: 0 },
    }
    return overSeeds(6, seed =>
      new Simulation({ scenario: lab.id, world, design: { ...chosen, policies: { seller } }, seed }).run(),
    )
  }

  const stale = ({ summary }: Recording) => summary.outcomes.stale / summary.requests
  const missed = ({ summary }: Recording) => summary.misses / summary.requests

  it.each([
    { name: 'a TTL alone', design: 'ttl-only', lostShare: 1, probability: 0, sharpness: 0.2 },
    { name: 'half of the DELs lost', design: 'l5', lostShare: 0.5, probability: 0.5, sharpness: 0.25 },
  ])('answers as often with an old value as the formula says: $name', given => {
    const part = { lostShare: given.lostShare, feedLagS: Infinity }
    const recordings = runs(given.design, given.probability)
    expectMean(recordings.map(stale), expected(part, staleShare), given.sharpness)
    expectMean(recordings.map(missed), 1 - expected(part, hitShare), 0.1)
  })

  it('answers as often with an old value as the formula says: all DELs lost, a feed of a second', () => {
    const recordings = runs('cdc', 1)
    expectMean(recordings.map(stale), expected({ lostShare: 1, feedLagS: 1 }, staleShare), 0.3)
  })
})
