import { describe, expect, it, vi } from 'vitest'
import type { CopyInterval } from '#recording/recording.ts'
import { judge } from '#rubric/judge.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { Simulation } from '#world/simulation.ts'
import { World } from '#world/world.ts'
import { changed, labRun, missedBy, resultsOf, SEEDS } from './runs.ts'

vi.setConfig({ testTimeout: 60_000 })

const lab = scenario('multi-tier-stale')!

const designOf = (id: string) => lab.designs.find(each => each.id === id)!
const runOf = (id: string, seed: number) => labRun(lab, designOf(id), seed)
const summaryOf = (id: string, seed: number) => runOf(id, seed).summary
const oldestPriceMs = (id: string, seed: number) => summaryOf(id, seed).byType.price!.staleness.ageMsMax

const lastsMs = ({ fromMs, toMs }: CopyInterval) => toMs - fromMs

describe.each(SEEDS)('stale in some places at seed %i', seed => {
  it('lasts ten seconds, the TTL of L1 and nothing more: Redis has heard of the write', () => {
    expect(oldestPriceMs('l5', seed)).toBeGreaterThan(8500)
    expect(oldestPriceMs('l5', seed)).toBeLessThanOrEqual(10_100)
    const inRedis = runOf('l5', seed).copies.filter(each => each.place === 'redis' && each.state === 'stale')
    for (const each of inRedis) expect(lastsMs(each)).toBeLessThan(100)
  })

  it('has one instance with the old price while another has the new one, and raises no alert', () => {
    const { copies, alerts } = runOf('l5', seed)
    const prices = copies.filter(each => each.key === 'price:1' && each.place.startsWith('instance'))
    const stale = prices.filter(each => each.state === 'stale')
    const disagree = stale.filter(old =>
      prices.some(each => each.state === 'fresh' && each.fromMs < old.toMs && old.fromMs < each.toMs),
    )
    expect(disagree.length).toBeGreaterThan(0)
    expect(alerts).toEqual([])
  })

  it('is acceptable for descriptions when Product signs it, and not for prices', () => {
    expect(missedBy(lab, 'accept', seed)).toEqual(['stale-age-price', 'stale-share-price'])
  })

  it('is rare with a channel, but a message that is lost leaves the copy its ten seconds: the larger, not the sum', () => {
    expect(summaryOf('channel', seed).byType.price!.outcomes.stale).toBeLessThan(
      0.4 * summaryOf('l5', seed).byType.price!.outcomes.stale,
    )
    expect(oldestPriceMs('channel', seed)).toBeGreaterThan(5000)
    expect(oldestPriceMs('channel', seed)).toBeLessThanOrEqual(10_100)
  })

  it('is as short as L1 where that is short, and Redis is asked for twice as much', () => {
    expect(oldestPriceMs('short-l1', seed)).toBeLessThanOrEqual(2100)
    expect(summaryOf('short-l1', seed).hits.l2).toBeGreaterThan(1.8 * summaryOf('l5', seed).hits.l2)
  })

  it('is gone without L1, and then every read goes to Redis', () => {
    expect(summaryOf('no-l1', seed).outcomes.stale).toBe(0)
    expect(missedBy(lab, 'no-l1', seed)).toEqual(['redis-share'])
  })

  it('is within its budgets with a channel and an L1 that is short enough for the day the channel fails', () => {
    for (const id of ['l6', 'short-l1']) expect(missedBy(lab, id, seed), id).toEqual([])
    expect(oldestPriceMs('l6', seed)).toBeLessThanOrEqual(3100)
  })
})

it('is judged by whether somebody decided: a channel, or a name under the seconds without one', () => {
  const design = designOf('accept')
  const isDecided = (signedBy: string | null) =>
    judge(lab, changed(design, { signedBy }), runOf('accept', 1), resultsOf(lab, design, 1))
      .dimensions.flatMap(each => each.evidence)
      .find(each => each.signal === 'l1-eviction-channel')?.supports
  expect(isDecided('Product')).toBe(true)
  expect(isDecided(null)).toBe(false)
})

describe('a DEL that is lost', () => {
  const PRICE = { kind: 'one', type: 'price', key: 'price:1' } as const
  /** A price that Redis has just loaded changes, and no delete of that second arrives. */
  const world = World.parse({
    ...lab.world,
    durationMs: 330_000,
    settleMs: 0,
    windows: undefined,
    readers: [{ name: 'prices', ratePerSecond: 10, keys: PRICE }],
    writers: [
      {
        name: 'pricing',
        ratePerSecond: 10,
        keys: PRICE,
        profile: { kind: 'steps', steps: [{ atMs: 1000, factor: 0 }] },
      },
    ],
    warm: [{ keys: PRICE, expiresAtMs: 300_000 }],
    faults: [{ kind: 'invalidations-lost', atMs: 0, forMs: 2000, probability: 1 }],
    watchedKeys: [],
  })
  const oldestMs = (id: string) =>
    new Simulation({ scenario: lab.id, world, design: designOf(id), seed: 1 }).run().summary.staleness
      .ageMsMax

  it('makes the five minutes of Redis the bound, not five minutes and ten seconds', () => {
    expect(oldestMs('l5')).toBeGreaterThan(290_000)
    expect(oldestMs('l5')).toBeLessThanOrEqual(300_000)
  })

  it('adds both times up only where a copy may outlive the entry it was filled from', () => {
    expect(oldestMs('outlives')).toBeGreaterThan(300_000)
    expect(oldestMs('outlives')).toBeLessThanOrEqual(310_000)
  })

  it('is caught by the change feed', () => {
    expect(oldestMs('l6')).toBeLessThan(5000)
  })
})
