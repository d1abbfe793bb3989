import { describe, expect, it, vi } from 'vitest'
import type { Design } from '#cache/design.ts'
import type { Recording } from '#recording/recording.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { Simulation } from '#world/simulation.ts'
import type { World } from '#world/world.ts'
import { changed, labRun, missedBy, SEEDS } from './runs.ts'

vi.setConfig({ testTimeout: 60_000 })

const lab = scenario('silent-staleness')!
const designOf = (id: string) => lab.designs.find(each => each.id === id)!
const runOf = (id: string, seed: number): Recording => labRun(lab, designOf(id), seed)
const FIRST_LOST_MS = 150_000

function runIn(world: World, design: Design, seed: number): Recording {
  return new Simulation({ scenario: lab.id, world, design, seed }).run()
}

describe.each(SEEDS)('silent staleness at seed %i', seed => {
  it('is silent: no alert, no failed request, a hit rate of 99 %, and hundreds of stale answers', () => {
    const { alerts, summary } = runOf('l5', seed)
    expect(alerts).toEqual([])
    expect(summary.outcomes.ok + summary.outcomes.stale).toBe(summary.requests)
    expect(summary.hits.l2 / summary.requests).toBeGreaterThan(0.99)
    expect(summary.outcomes.stale).toBeGreaterThan(500)
  })

  it('shows an old address for almost the whole TTL of five minutes', () => {
    const { ageMsMax } = runOf('l5', seed).summary.staleness
    expect(ageMsMax).toBeGreaterThan(240_000)
    expect(ageMsMax).toBeLessThan(300_000)
  })

  it('is caught by the change feed in about a second, where the delete was lost', () => {
    for (const id of ['l6', 'cdc']) {
      const { ageMsMax, reads } = runOf(id, seed).summary.staleness
      expect(reads, id).toBeGreaterThan(0)
      expect(ageMsMax, id).toBeGreaterThan(700)
      expect(ageMsMax, id).toBeLessThan(1100)
    }
  })

  it('is capped by a short TTL, at seven times the loads of a long one, and no page comes of it', () => {
    const short = runOf('short-ttl', seed)
    expect(short.summary.staleness.ageMsMax).toBeGreaterThan(20_000)
    expect(short.summary.staleness.ageMsMax).toBeLessThanOrEqual(30_000)
    const ratio = short.summary.origin.loads / runOf('l5', seed).summary.origin.loads
    expect(ratio).toBeGreaterThan(5)
    expect(ratio).toBeLessThan(9)
    expect(short.summary.staleness.detectedAtMs).toBeNull()
  })

  it('is worse with a TTL alone: stale all the time, not only while deletes are lost', () => {
    expect(runOf('ttl-only', seed).summary.outcomes.stale).toBeGreaterThan(
      2 * runOf('l5', seed).summary.outcomes.stale,
    )
  })

  it('cannot happen with version stamps, for which each read asks the database', () => {
    const { summary } = runOf('stamps', seed)
    expect(summary.outcomes.stale).toBe(0)
    expect(summary.origin.loads).toBeGreaterThan(summary.requests)
  })

  it('stays below what 0.1 % sampling can tell: at 30 reads a second too few comparisons for a rate', () => {
    const { summary, alerts, durationMs } = runOf('sampling', seed)
    // One in 33 s: nine in the five minutes the pager looks back, where it wants twenty.
    const inFiveMinutes = (summary.acts.sampled! / durationMs) * 300_000
    expect(inFiveMinutes).toBeGreaterThan(5)
    expect(inFiveMinutes).toBeLessThan(16)
    expect(alerts).toEqual([])
  })

  it('is found by 1 % sampling within two minutes, and not repaired by it', () => {
    const { summary, alerts } = runOf('more-samples', seed)
    const afterMs = summary.staleness.detectedAtMs! - FIRST_LOST_MS
    expect(afterMs).toBeGreaterThan(10_000)
    expect(afterMs).toBeLessThan(120_000)
    expect(alerts[0]?.metric).toBe('cache.correctness_divergence_rate')
    expect(summary.outcomes.stale).toBe(runOf('l5', seed).summary.outcomes.stale)
  })

  it('lets those pass who repair in time or cap the age, and nobody else', () => {
    expect(missedBy(lab, 'cdc', seed)).toEqual([])
    expect(missedBy(lab, 'short-ttl', seed)).toEqual([])
    expect(missedBy(lab, 'stamps', seed)).toEqual(['origin-loads'])
    expect(missedBy(lab, 'sampling', seed)).toEqual(['stale-age', 'untold'])
    expect(missedBy(lab, 'more-samples', seed)).toContain('stale-age')
    expect(missedBy(lab, 'ttl-only', seed)).toEqual(['stale-age', 'untold'])
  })
})

it('is not helped by trying again: a delete that is lost without an error is not known to be lost', () => {
  const l5 = designOf('l5')
  const { invalidation } = l5.policies.seller!
  const retries = { attempts: 10, delayMs: 50, queueLimit: 1000 }
  const trying = changed(l5, { invalidation: { ...invalidation, retries } })
  const { summary } = runIn(lab.world, trying, 1)
  expect(summary.acts['delete-retried']).toBeUndefined()
  expect(summary.outcomes.stale).toBe(runOf('l5', 1).summary.outcomes.stale)
})

it('is found by 0.1 % where ten times as many read: what counts is samples a second', () => {
  const [reader] = lab.world.readers
  const world: World = {
    ...lab.world,
    durationMs: 300_000,
    settleMs: 60_000,
    windows: [{ fromMs: 60_000, toMs: 300_000 }],
    readers: [{ ...reader!, ratePerSecond: 10 * reader!.ratePerSecond }],
  }
  const { detectedAtMs } = runIn(world, designOf('sampling'), 1).summary.staleness
  expect(detectedAtMs! - FIRST_LOST_MS).toBeGreaterThan(10_000)
  expect(detectedAtMs! - FIRST_LOST_MS).toBeLessThan(120_000)
})

it('falls back to the TTL when the feed stands still as well: the third layer', () => {
  const paused = { kind: 'feed-paused', atMs: FIRST_LOST_MS, forMs: 300_000 } as const
  const world: World = { ...lab.world, faults: [...lab.world.faults, paused] }
  const { ageMsMax } = runIn(world, designOf('l6'), 1).summary.staleness
  expect(ageMsMax).toBeGreaterThan(30_000)
  expect(ageMsMax).toBeLessThanOrEqual(60_000)
})
