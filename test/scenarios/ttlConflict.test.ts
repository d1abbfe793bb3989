import { describe, expect, it, vi } from 'vitest'
import { scenario } from '#scenarios/catalogue.ts'
import { labRun, missedBy, SEEDS } from './runs.ts'

vi.setConfig({ testTimeout: 60_000 })

const lab = scenario('ttl-conflict')!
const MINUTE_MS = 60_000

const typesOf = (id: string, seed: number) =>
  labRun(lab, lab.designs.find(each => each.id === id)!, seed).summary.byType
const oldestPriceMs = (id: string, seed: number) => typesOf(id, seed).price!.staleness.ageMsMax

function missShare(id: string, seed: number): number {
  const { misses, requests } = typesOf(id, seed).preferences!
  return misses / requests
}

describe.each(SEEDS)('the TTL conflict at seed %i', seed => {
  it('hides a price for more than the twelve minutes of the drill behind the compromise', () => {
    expect(oldestPriceMs('l5', seed)).toBeGreaterThan(12 * MINUTE_MS)
    expect(oldestPriceMs('l5', seed)).toBeLessThanOrEqual(15 * MINUTE_MS)
  })

  it('gives neither side with fifteen minutes what it wanted', () => {
    expect(missedBy(lab, 'l5', seed)).toEqual([
      'stale-age-price',
      'load-share-preferences',
      'stale-share-inventory',
    ])
    // Product's hour at least gives Product what it wants.
    expect(missedBy(lab, 'hour', seed)).not.toContain('load-share-preferences')
  })

  it('makes somebody pay for every TTL: the shorter, the more loads; the longer, the older', () => {
    const byLength = ['half-minute', 'five-minutes', 'l5', 'hour']
    const oldest = byLength.map(id => oldestPriceMs(id, seed))
    const missing = byLength.map(id => missShare(id, seed))
    expect(oldest).toEqual(oldest.toSorted((a, b) => a - b))
    expect(missing).toEqual(missing.toSorted((a, b) => b - a))
    expect(oldest[3]!).toBeGreaterThan(30 * MINUTE_MS)
    // 1 / (1 + r), with r reads in a TTL: users are read every 212 s on average, and a few more often.
    for (const [index, ttlMs] of [30_000, 5 * MINUTE_MS, 15 * MINUTE_MS, 60 * MINUTE_MS].entries())
      expect(Math.abs(missing[index]! - 1 / (1 + ttlMs / 212_500))).toBeLessThan(0.04)
  })

  it('has fresh prices and few loads at once where each type has its own answer', () => {
    expect(missedBy(lab, 'l6', seed)).toEqual([])
    expect(oldestPriceMs('l6', seed)).toBeLessThan(1200)
    expect(missShare('l6', seed)).toBeLessThan(missShare('l5', seed) / 2)
  })

  it('keeps the thirty seconds also without a change feed, because the TTL is no longer than they are', () => {
    expect(missedBy(lab, 'no-feed', seed)).toEqual([])
    expect(oldestPriceMs('no-feed', seed)).toBeGreaterThan(10_000)
    expect(oldestPriceMs('no-feed', seed)).toBeLessThanOrEqual(30_000)
  })

  it('is not solved by deletes behind an hour: the import that nobody knew of stays for minutes', () => {
    expect(oldestPriceMs('hour-and-delete', seed)).toBeGreaterThan(5 * MINUTE_MS)
  })
})
