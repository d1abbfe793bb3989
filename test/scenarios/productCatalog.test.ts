import { describe, expect, it, vi } from 'vitest'
import type { Recording } from '#recording/recording.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { Simulation } from '#world/simulation.ts'
import { labRun, missedBy, SEEDS } from './runs.ts'

vi.setConfig({ testTimeout: 60_000 })

const lab = scenario('product-catalog')!
const NOON_MS = 60_000

const designOf = (id: string) => lab.designs.find(each => each.id === id)!
const summaryOf = (id: string, seed: number) => labRun(lab, designOf(id), seed).summary
const oldestPriceMs = (id: string, seed: number) => summaryOf(id, seed).byType.price!.staleness.ageMsMax

/** When the last answer with an old price was given. */
function lastOldPriceMs({ series, bucketMs }: Recording): number {
  const ages = series.staleAgeMs.price!
  return bucketMs * (ages.findLastIndex(age => age > 0) + 1)
}

describe.each(SEEDS)('the product catalogue at seed %i', seed => {
  it('shows the old price until five past twelve where one TTL of five minutes is for everything', () => {
    expect(oldestPriceMs('l5', seed)).toBeGreaterThan(285_000)
    expect(oldestPriceMs('l5', seed)).toBeLessThanOrEqual(300_000)
    const lastMs = lastOldPriceMs(labRun(lab, designOf('l5'), seed))
    expect(lastMs - NOON_MS).toBeGreaterThan(280_000)
    expect(lastMs - NOON_MS).toBeLessThan(305_000)
  })

  it('answers two questions about stock in three with a count that is no longer so, where counts are cached', () => {
    const { requests, outcomes } = summaryOf('l5', seed).byType.inventory!
    expect(outcomes.stale / requests).toBeGreaterThan(0.5)
    expect(summaryOf('l6', seed).byType.inventory!.outcomes.stale).toBe(0)
  })

  it('shows the new price after the lag of the change feed, whoever wrote it', () => {
    expect(oldestPriceMs('l6', seed)).toBeLessThan(1200)
  })

  it('keeps thirty seconds with a TTL of thirty seconds alone, and not with one of twice as much', () => {
    expect(oldestPriceMs('at-budget', seed)).toBeGreaterThan(25_000)
    expect(oldestPriceMs('at-budget', seed)).toBeLessThanOrEqual(30_000)
    expect(oldestPriceMs('twice-budget', seed)).toBeGreaterThan(50_000)
    expect(oldestPriceMs('twice-budget', seed)).toBeLessThanOrEqual(60_000)
  })

  it('saves loads with twice the TTL, which is safe only as long as the change feed is faster', () => {
    const loads = (id: string) => summaryOf(id, seed).origin.loads
    expect(loads('twice-with-feed')).toBeLessThan(loads('l6'))
    expect(oldestPriceMs('twice-with-feed', seed)).toBeLessThan(1200)
  })

  it('does not get a true stock count from a short TTL, but eight times the loads', () => {
    const { inventory } = summaryOf('short-for-all', seed).byType
    expect(inventory!.outcomes.stale / inventory!.requests).toBeGreaterThan(0.1)
    expect(summaryOf('short-for-all', seed).origin.loads).toBeGreaterThan(
      7 * summaryOf('l5', seed).origin.loads,
    )
  })

  it('can be passed in three ways', () => {
    for (const id of ['l6', 'at-budget', 'twice-with-feed']) expect(missedBy(lab, id, seed), id).toEqual([])
    expect(missedBy(lab, 'twice-budget', seed)).toEqual(['stale-age-price'])
    expect(missedBy(lab, 'short-for-all', seed)).toEqual(['stale-share-inventory'])
  })
})

it('breaks the promise of twice the budget, and not that of the budget, while the change feed stands still', () => {
  const oldestMs = (id: string) => {
    const paused = { kind: 'feed-paused', atMs: NOON_MS - 10_000, forMs: 90_000 } as const
    const world = { ...lab.world, faults: [paused] }
    const { summary } = new Simulation({ scenario: lab.id, world, design: designOf(id), seed: 1 }).run()
    return summary.byType.price!.staleness.ageMsMax
  }
  expect(oldestMs('l6')).toBeLessThanOrEqual(30_000)
  expect(oldestMs('twice-with-feed')).toBeGreaterThan(45_000)
})
