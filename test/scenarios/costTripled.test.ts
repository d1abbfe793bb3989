import { describe, expect, it, vi } from 'vitest'
import type { PatternSummary, Recording } from '#recording/recording.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { labRun, missedBy, SEEDS } from './runs.ts'

vi.setConfig({ testTimeout: 60_000 })

const lab = scenario('cost-tripled')!

function runOf(id: string, seed: number): Recording {
  return labRun(lab, lab.designs.find(each => each.id === id)!, seed)
}

function pattern(run: Recording, name: string): PatternSummary {
  return run.summary.patterns.find(each => each.pattern === name)!
}

/** Of all bytes held, those of this pattern. */
function shareOf(run: Recording, name: string): number {
  return pattern(run, name).meanBytes / run.summary.patterns.reduce((sum, each) => sum + each.meanBytes, 0)
}

/** Share of the bill of today that a design saves. */
function saved(id: string, seed: number): number {
  return 1 - runOf(id, seed).summary.cost.perHour! / runOf('today', seed).summary.cost.perHour!
}

/** Share of the reads of a type that found it in the cache. */
function hitRate(run: Recording, type: string): number {
  const { requests, misses } = run.summary.byType[type]!
  return 1 - misses / requests
}

describe.each(SEEDS)('a bill that has tripled, at seed %i,', seed => {
  it('is a third for keys of which less than a tenth is read again, as the playbook has it', () => {
    const today = runOf('today', seed)
    expect(shareOf(today, 'search:')).toBeGreaterThan(0.28)
    expect(shareOf(today, 'search:')).toBeLessThan(0.38)
    expect(hitRate(today, 'search')).toBeLessThan(0.12)
    expect(hitRate(today, 'quote')).toBeLessThan(0.5)
    expect(hitRate(today, 'product')).toBeGreaterThan(0.93)
  })

  it('names the team of each pattern, with what it costs', () => {
    const { patterns } = runOf('today', seed).summary
    expect(patterns.map(each => each.team)).toEqual(['Catalogue', 'Marketing', 'Search', 'Delivery'])
    for (const { costPerHour } of patterns) expect(costPerHour).toBeGreaterThan(0.2)
  })

  it('is reached by the trap on paper: the money is saved, the hit rate of what is kept is not', () => {
    expect(missedBy(lab, 'l5', seed)).toEqual(['origin-loads', 'unpaid-memory', 'p90-product'])
    expect(saved('l5', seed)).toBeGreaterThan(0.4)
    expect(hitRate(runOf('l5', seed), 'product')).toBeLessThan(0.86)
    expect(shareOf(runOf('l5', seed), 'search:')).toBeGreaterThan(0.1)
  })

  it('falls by forty percent when two kinds are cached no longer, at no query more', () => {
    expect(missedBy(lab, 'audit', seed)).toEqual([])
    expect(saved('audit', seed)).toBeGreaterThan(0.4)
    const loads = (id: string) => runOf(id, seed).summary.origin.loads
    expect(loads('audit') / loads('today')).toBeLessThan(1.02)
  })

  it('falls further when what remains is stored well: more than half is saved', () => {
    expect(missedBy(lab, 'l6', seed)).toEqual([])
    expect(saved('l6', seed)).toBeGreaterThan(0.52)
  })

  it('falls with compression, or on cheaper storage, and still pays for what nobody reads', () => {
    expect(missedBy(lab, 'compression', seed)).toEqual(['unpaid-memory'])
    expect(missedBy(lab, 'tiering', seed)).toEqual(['unpaid-memory'])
    expect(shareOf(runOf('tiering', seed), 'search:')).toBeGreaterThan(0.4)
    const product = (id: string) => runOf(id, seed).summary.byType.product!.latencyMs.p90
    expect(product('tiering')).toBeGreaterThan(product('today') + 3)
  })

  it('is not a matter of size: a smaller cluster evicts what is read again to hold what is not', () => {
    expect(missedBy(lab, 'smaller', seed)).toContain('origin-loads')
    const smaller = runOf('smaller', seed)
    expect(smaller.summary.memory.evictions).toBeGreaterThan(500)
    expect(shareOf(smaller, 'search:')).toBeGreaterThan(0.15)
    expect(hitRate(smaller, 'product')).toBeLessThan(hitRate(runOf('today', seed), 'product') - 0.05)
  })
})
