import { describe, expect, it, vi } from 'vitest'
import { scenario } from '#scenarios/catalogue.ts'
import { labRun, missedBy, run, SEEDS } from './runs.ts'

vi.setConfig({ testTimeout: 120_000 })

const lab = scenario('when-not-to-cache')!
const designOf = (id: string) => lab.designs.find(each => each.id === id)!
const runOf = (id: string, seed: number) => labRun(lab, designOf(id), seed)

/** A round trip to Redis with its command, and one to the database without its query, ms. */
const REDIS_MS = 1.02
const WAY_MS = 1

const hitRate = (id: string, type: string, seed: number) => {
  const { hits, requests } = runOf(id, seed).summary.byType[type]!
  return hits.l2 / requests
}
const meanMs = (id: string, type: string, seed: number) =>
  runOf(id, seed).summary.byType[type]!.latencyMs.mean

describe.each(SEEDS)('five kinds of data at seed %i', seed => {
  it('are worth a cache where they hit more often than a trip to Redis is long against the query saved', () => {
    for (const type of ['product', 'rate', 'location', 'search']) {
      const savedMs = WAY_MS + lab.world.origin.queries[type]!.meanMs
      const gainMs = hitRate('more-memory', type, seed) * savedMs - REDIS_MS
      const measuredMs = meanMs('no-cache', type, seed) - meanMs('more-memory', type, seed)
      // A mean query varies: a search by half, over some 2,400.
      expect(Math.abs(measuredMs - gainMs), type).toBeLessThan(1.5)
      if (type !== 'search') expect(Math.sign(measuredMs), type).toBe(Math.sign(gainMs))
    }
    expect(meanMs('l6', 'location', seed)).toBeLessThan(meanMs('l5', 'location', seed))
  })

  it('hit one time in four where three of four events are writes, with any amount of memory', () => {
    for (const id of ['l5', 'more-memory']) {
      expect(hitRate(id, 'location', seed)).toBeGreaterThan(0.2)
      expect(hitRate(id, 'location', seed)).toBeLessThan(0.3)
    }
  })

  it('gain less than half a millisecond where the database has the row in its own memory', () => {
    const gainMs = meanMs('no-cache', 'rate', seed) - meanMs('l5', 'rate', seed)
    expect(hitRate('l5', 'rate', seed)).toBeGreaterThan(0.9)
    expect(gainMs).toBeGreaterThan(0)
    expect(gainMs).toBeLessThan(0.5)
  })

  it('fill memory with searches that nobody asks for again, and push the products out', () => {
    const searches = runOf('l5', seed).summary.patterns.find(({ type }) => type === 'search')!
    const held = runOf('l5', seed).summary.memory.peakBytes!
    expect(searches.reusedShare).toBeLessThan(0.01)
    expect(searches.meanBytes).toBeGreaterThan(0.6 * held)
    expect(hitRate('l5', 'product', seed)).toBeLessThan(0.85)
    expect(hitRate('l6', 'product', seed)).toBeGreaterThan(0.93)
    expect(meanMs('l5', 'product', seed)).toBeGreaterThan(2.5 * meanMs('l6', 'product', seed))
  })

  it('hit in fewer than half of the reads in two of five kinds while the whole looks better, and no page is sent', () => {
    const { alerts, summary } = runOf('l5', seed)
    expect(summary.hits.l2 / summary.requests).toBeGreaterThan(0.5)
    for (const type of ['location', 'search']) expect(hitRate('l5', type, seed)).toBeLessThan(0.5)
    expect(alerts).toEqual([])
    expect(summary.byType.permission!.outcomes.stale).toBeGreaterThan(30)
  })

  it('are not saved by more memory, by care, or by no cache at all', () => {
    expect(missedBy(lab, 'more-memory', seed)).toEqual(['stale-share-permission', 'stale-age', 'cost'])
    expect(missedBy(lab, 'careful', seed)).toEqual(['mean-product', 'stale-share-permission', 'cost'])
    expect(missedBy(lab, 'no-cache', seed)).toEqual(['mean-product'])
  })

  it('leave room for taste: exchange rates may be cached or not', () => {
    expect(missedBy(lab, 'rates-too', seed)).toEqual([])
  })
})

describe('a cache of what is written more often than read', () => {
  it('is work for Redis: some twenty commands for each read that it answers', () => {
    const { location } = designOf('l5').policies
    const { readers, writers, warm } = lab.world
    const alone = {
      ...lab.world,
      readers: readers.filter(({ keys }) => keys.type === 'location'),
      writers: writers.filter(({ keys }) => keys.type === 'location'),
      warm: warm.filter(({ keys }) => keys.type === 'location'),
      values: {},
      watchedKeys: [],
    }
    const { summary } = run(alone, { ...designOf('l5'), policies: { location: location! } }, 1)
    const operations = summary.shards.reduce((sum, shard) => sum + shard.operations, 0)
    // A second: 60 DELs, 20 look-ups, 15 fills; 5 hits.
    expect(operations / summary.hits.l2).toBeGreaterThan(15)
    expect(operations / summary.hits.l2).toBeLessThan(24)
  })
})
