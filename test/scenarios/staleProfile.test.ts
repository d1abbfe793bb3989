import { describe, expect, it, vi } from 'vitest'
import { scenario } from '#scenarios/catalogue.ts'
import { labRun, missedBy, SEEDS } from './runs.ts'

vi.setConfig({ testTimeout: 60_000 })

const lab = scenario('stale-profile')!

const runOf = (id: string, seed: number) => labRun(lab, lab.designs.find(each => each.id === id)!, seed)
const summaryOf = (id: string, seed: number) => runOf(id, seed).summary
const unseen = (id: string, seed: number) => summaryOf(id, seed).staleness.ownWrites
const oldestMs = (id: string, seed: number) => summaryOf(id, seed).staleness.ageMsMax

describe.each(SEEDS)('the stale profile at seed %i', seed => {
  it('is silent with a short TTL: no alert at all, while dozens of authors look at their old profile', () => {
    expect(runOf('l5', seed).alerts).toEqual([])
    expect(unseen('l5', seed)).toBeGreaterThan(30)
    expect(summaryOf('l5', seed).outcomes.stale).toBeGreaterThan(200)
  })

  it('is still stale for up to the twenty-eight seconds of the drill after the TTL was shortened', () => {
    expect(oldestMs('l5', seed)).toBeGreaterThan(22_000)
    expect(oldestMs('l5', seed)).toBeLessThanOrEqual(30_000)
    expect(oldestMs('before', seed)).toBeGreaterThan(100_000)
  })

  it('spares few authors anything by the shorter TTL, for three times the loads', () => {
    expect(unseen('l5', seed)).toBeGreaterThan(0.7 * unseen('before', seed))
    expect(summaryOf('l5', seed).origin.loads).toBeGreaterThan(3 * summaryOf('before', seed).origin.loads)
  })

  it('happens only sometimes: most authors see their change', () => {
    expect(unseen('l5', seed)).toBeLessThan(summaryOf('l5', seed).writes.acknowledged / 2)
  })

  it('is repaired in Redis within a second, but not for the author, who is faster, nor in the instances', () => {
    expect(unseen('repair', seed)).toBeGreaterThan(30)
    expect(oldestMs('repair', seed)).toBeGreaterThan(8000)
    // Ten seconds in an instance after the second of the feed, or a little more while a node is upgraded.
    expect(oldestMs('repair', seed)).toBeLessThan(14_000)
  })

  it('is rarer with an eviction channel, which cannot help where the DEL was lost', () => {
    expect(unseen('channel', seed)).toBeGreaterThan(0)
    expect(unseen('channel', seed)).toBeLessThan(0.7 * unseen('l5', seed))
    expect(oldestMs('channel', seed)).toBeGreaterThan(100_000)
  })

  it('is never met by an author who reads past the cache, while everybody else still meets it', () => {
    expect(unseen('own-writes', seed)).toBe(0)
    expect(missedBy(lab, 'own-writes', seed)).toEqual(['stale-age'])
  })

  it('is over for everybody where that comes with repair, with or without an eviction channel', () => {
    for (const id of ['l6', 'own-writes-and-repair']) expect(missedBy(lab, id, seed), id).toEqual([])
    expect(oldestMs('l6', seed)).toBeLessThan(oldestMs('own-writes-and-repair', seed))
  })
})

it('has deletes that fail with an error while the nodes are upgraded, and are tried again', () => {
  const retried = SEEDS.reduce((sum, seed) => sum + (summaryOf('l6', seed).acts['delete-retried'] ?? 0), 0)
  expect(retried).toBeGreaterThan(0)
})
