import { describe, expect, it, vi } from 'vitest'
import type { Recording } from '#recording/recording.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { labRun, missedBy, SEEDS } from './runs.ts'

vi.setConfig({ testTimeout: 60_000 })

const lab = scenario('new-write-path')!
const runOf = (id: string, seed: number): Recording =>
  labRun(lab, lab.designs.find(each => each.id === id)!, seed)
const GOES_LIVE_MS = 180_000
const STRETCH_MS = 180_000

/** Stale answers in each three minutes from a time on. */
function staleByStretch({ series, bucketMs, durationMs }: Recording, fromMs: number): readonly number[] {
  const counts: number[] = []
  for (let startMs = fromMs; startMs + STRETCH_MS <= durationMs; startMs += STRETCH_MS) {
    const stretch = series.fates.stale.slice(startMs / bucketMs, (startMs + STRETCH_MS) / bucketMs)
    counts.push(stretch.reduce((sum, count) => sum + count, 0))
  }
  return counts
}

describe.each(SEEDS)('the new write path at seed %i', seed => {
  it('is silent: seven endpoints of eight are right, no alert comes, and hundreds of answers are stale', () => {
    const { alerts, summary } = runOf('l5', seed)
    expect(alerts).toEqual([])
    expect(summary.outcomes.ok + summary.outcomes.stale).toBe(summary.requests)
    expect(summary.outcomes.stale).toBeGreaterThan(500)
  })

  // The drill answers "three months": so long it goes on, but no single copy is ever older than its TTL.
  it('goes on for as long as the service writes, while no single answer is older than the TTL', () => {
    const recording = runOf('l5', seed)
    for (const count of staleByStretch(recording, GOES_LIVE_MS + 60_000)) expect(count).toBeGreaterThan(0)
    const { ageMsMax } = recording.summary.staleness
    expect(ageMsMax).toBeGreaterThan(120_000)
    expect(ageMsMax).toBeLessThan(300_000)
  })

  it('is covered by the change feed within a second, though nobody told it of a new service', () => {
    for (const id of ['l6', 'cdc']) {
      const { ageMsMax, reads } = runOf(id, seed).summary.staleness
      expect(reads, id).toBeGreaterThan(0)
      expect(ageMsMax, id).toBeGreaterThan(700)
      expect(ageMsMax, id).toBeLessThan(1100)
    }
  })

  it('makes every write a second late with the feed alone, where a delete makes seven of eight immediate', () => {
    const alone = runOf('cdc', seed).summary.outcomes.stale
    expect(alone).toBeGreaterThan(1.5 * runOf('l6', seed).summary.outcomes.stale)
  })

  it('breaks a signed budget by up to a factor of two where the TTL is twice the budget and nothing stands before it', () => {
    const { ageMsMax } = runOf('ttl-double', seed).summary.staleness
    expect(ageMsMax).toBeGreaterThan(40_000)
    expect(ageMsMax).toBeLessThanOrEqual(60_000)
  })

  it('keeps the budget with a TTL of the budget, for about eight times the loads of the trap', () => {
    const { staleness, origin } = runOf('ttl-budget', seed).summary
    expect(staleness.ageMsMax).toBeLessThanOrEqual(30_000)
    const ratio = origin.loads / runOf('l5', seed).summary.origin.loads
    expect(ratio).toBeGreaterThan(6)
    expect(ratio).toBeLessThan(10)
  })

  it('is worse with a TTL alone: all eight endpoints are like the new one', () => {
    const alone = runOf('ttl-only', seed).summary.outcomes.stale
    expect(alone).toBeGreaterThan(1.5 * runOf('l5', seed).summary.outcomes.stale)
  })

  it('does not exist with version stamps, for which each read asks the database', () => {
    const { outcomes, origin, requests } = runOf('stamps', seed).summary
    expect(outcomes.stale).toBe(0)
    expect(origin.loads).toBeGreaterThan(requests)
  })

  it('lets those pass who do not rely on the writers', () => {
    expect(missedBy(lab, 'cdc', seed)).toEqual([])
    expect(missedBy(lab, 'ttl-budget', seed)).toEqual([])
    expect(missedBy(lab, 'stamps', seed)).toEqual(['load-share'])
    expect(missedBy(lab, 'ttl-double', seed)).toContain('stale-age')
    expect(missedBy(lab, 'ttl-only', seed)).toContain('stale-age')
  })
})
