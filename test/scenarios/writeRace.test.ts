import { describe, expect, it, vi } from 'vitest'
import type { Summary } from '#recording/recording.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { labRun, missedBy, SEEDS } from './runs.ts'

vi.setConfig({ testTimeout: 60_000 })

const lab = scenario('write-race')!

function summaryOf(id: string, seed: number): Summary {
  return labRun(lab, lab.designs.find(each => each.id === id)!, seed).summary
}

describe.each(SEEDS)('the write race at seed %i', seed => {
  it('leaves an old price until its TTL ends, though every writer deletes the key and no delete is lost', () => {
    const { staleness, acts } = summaryOf('l5', seed)
    // The last write is at 25 s, the run ends at 60 s.
    expect(staleness.ageMsMax).toBeGreaterThan(30_000)
    expect(staleness.detectedAtMs).toBeNull()
    expect(acts['fill-refused']).toBeUndefined()
  })

  it('is over with a load where a fill has to bring its token back', () => {
    expect(summaryOf('tokens', seed).staleness.ageMsMax).toBeLessThan(1000)
    expect(summaryOf('tokens', seed).acts['fill-refused']).toBeGreaterThan(50)
  })

  it('is repaired by the change feed within its lag of a second', () => {
    const { ageMsMax } = summaryOf('cdc', seed).staleness
    expect(ageMsMax).toBeGreaterThan(800)
    expect(ageMsMax).toBeLessThan(1200)
  })

  it('does not exist with version stamps, for which the database is asked at every read', () => {
    const { outcomes, requests, origin } = summaryOf('stamps', seed)
    expect(outcomes.stale).toBe(0)
    expect(origin.loads).toBeGreaterThanOrEqual(requests)
  })

  it('lasts as long as a short TTL, which more than doubles the loads', () => {
    const { ageMsMax } = summaryOf('short-ttl', seed).staleness
    expect(ageMsMax).toBeGreaterThan(2000)
    expect(ageMsMax).toBeLessThanOrEqual(5000)
    expect(summaryOf('short-ttl', seed).origin.loads).toBeGreaterThan(
      2 * summaryOf('tokens', seed).origin.loads,
    )
  })

  it('leaves no remedy short of an objective', () => {
    for (const id of ['l6', 'tokens', 'cdc', 'stamps', 'short-ttl'])
      expect(missedBy(lab, id, seed), id).toEqual([])
  })
})
