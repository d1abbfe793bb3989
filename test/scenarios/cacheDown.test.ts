import { describe, expect, it, vi } from 'vitest'
import type { Recording } from '#recording/recording.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { labRun, missedBy, SEEDS } from './runs.ts'

vi.setConfig({ testTimeout: 60_000 })

const lab = scenario('cache-down')!

function runOf(id: string, seed: number): Recording {
  return labRun(lab, lab.designs.find(each => each.id === id)!, seed)
}

/** Of a series with one value a bucket, the sum over a stretch. */
function between({ bucketMs }: Recording, values: Uint32Array, fromMs: number, toMs: number): number {
  return values.slice(fromMs / bucketMs, toMs / bucketMs).reduce((sum, value) => sum + value, 0)
}

describe.each(SEEDS)('a cache that is down at seed %i', seed => {
  it('multiplies what the database is asked for by 1 / (1 - hit rate): about ten at ninety percent', () => {
    const trap = runOf('l5', seed)
    const { loads, hitsL2, lookupMisses } = trap.series
    const hits = between(trap, hitsL2, 0, 8000)
    const hitRate = hits / (hits + between(trap, lookupMisses, 0, 8000))
    expect(hitRate).toBeGreaterThan(0.87)
    expect(hitRate).toBeLessThan(0.95)
    const times = between(trap, loads, 9000, 17_000) / between(trap, loads, 0, 8000)
    // Both counts are of Poisson arrivals: some 200 loads before, 2,000 then.
    expect(times * (1 - hitRate)).toBeGreaterThan(0.75)
    expect(times * (1 - hitRate)).toBeLessThan(1.25)
  })

  it('takes the database with it where every read falls through', () => {
    expect(missedBy(lab, 'l5', seed)).toContain('origin-peak')
    // The outage ends at 20 s; those who wait in line do not.
    const late = runOf('l5', seed)
    expect(between(late, late.series.fates.timeout, 20_500, 25_000)).toBeGreaterThan(0)
  })

  it('costs one reader of the shop in six or seven without copies in the process, though the database is safe', () => {
    expect(missedBy(lab, 'through-for-all', seed)).toContain('failed-product-preferences')
    expect(missedBy(lab, 'through-for-all', seed)).not.toContain('origin-peak')
  })

  it('is first paid for by the recommendations where loads are shed by priority', () => {
    const { byPriority } = runOf('l6', seed).summary
    const shed = (priority: string) => byPriority[priority]!.outcomes.shed / byPriority[priority]!.requests
    expect(shed('P2')).toBeGreaterThan(5 * shed('P1'))
  })
})

describe('permissions, of which one a second is revoked while Redis does not answer', () => {
  const oldest = (id: string) =>
    Math.max(...[1, 2, 3, 4, 5].map(seed => runOf(id, seed).summary.byType.permission!.staleness.ageMsMax))

  it('are old when Redis returns with what it held, whether they failed explicitly meanwhile or were served', () => {
    expect(oldest('fail-explicit')).toBeGreaterThan(5000)
    expect(oldest('stale-for-all')).toBeGreaterThan(5000)
  })

  it('are never old where they go past the cache', () => {
    expect(oldest('l6')).toBe(0)
  })
})
