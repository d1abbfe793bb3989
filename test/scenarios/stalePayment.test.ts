import { describe, expect, it, vi } from 'vitest'
import type { Recording } from '#recording/recording.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { Fault, type FaultInput } from '#world/fault.ts'
import { Simulation } from '#world/simulation.ts'
import { labRun, missedBy, SEEDS } from './runs.ts'

vi.setConfig({ testTimeout: 60_000 })

const lab = scenario('stale-payment')!
const designOf = (id: string) => lab.designs.find(each => each.id === id)!
const runOf = (id: string, seed: number): Recording => labRun(lab, designOf(id), seed)
const HOUR_MS = 3_600_000

const oldest = ({ summary }: Recording, ...types: string[]) =>
  Math.max(...types.map(type => summary.byType[type]!.staleness.ageMsMax))

/** A lab's run with one thing more that goes wrong. */
function runWith(fault: FaultInput, id: string): Recording {
  const world = { ...lab.world, faults: [Fault.parse(fault)] }
  return new Simulation({ scenario: lab.id, world, design: designOf(id), seed: 1 }).run()
}

describe.each(SEEDS)('the stale payment at seed %i', seed => {
  it('is silent, as it was found and after the local fix: hundreds of stale answers of what must not be old, no alert', () => {
    for (const id of ['as-found', 'l5']) {
      const { alerts, summary } = runOf(id, seed)
      expect(alerts, id).toEqual([])
      expect(summary.outcomes.ok + summary.outcomes.stale, id).toBe(summary.requests)
      const { billing, permission } = summary.byType
      expect(billing!.outcomes.stale + permission!.outcomes.stale, id).toBeGreaterThan(100)
    }
  })

  it('charges an old card for hours, up to the three of the TTL, as it was found', () => {
    const ageMs = oldest(runOf('as-found', seed), 'payment')
    expect(ageMs).toBeGreaterThan(1.5 * HOUR_MS)
    expect(ageMs).toBeLessThanOrEqual(3 * HOUR_MS)
  })

  it('leaves what nobody complained about as it was, where the TTL of payments alone is shortened', () => {
    const trap = runOf('l5', seed)
    expect(oldest(trap, 'payment')).toBeLessThanOrEqual(300_000)
    expect(oldest(trap, 'billing', 'permission')).toBeGreaterThan(1.5 * HOUR_MS)
  })

  it('cannot happen past the cache, which costs the database a query in seven seconds', () => {
    const { summary } = runOf('l6', seed)
    for (const type of ['payment', 'billing', 'permission']) {
      expect(summary.byType[type]!.outcomes.stale, type).toBe(0)
      expect(summary.byType[type]!.hits.l2, type).toBe(0)
    }
    const more = summary.origin.loads - runOf('as-found', seed).summary.origin.loads
    expect(more / ((lab.world.durationMs - lab.world.settleMs) / 1000)).toBeLessThan(0.2)
  })

  it('is bounded by 45 s where a short copy is written through, which then answers one read in six', () => {
    const guarded = runOf('guarded', seed)
    expect(oldest(guarded, 'payment', 'billing', 'permission')).toBeLessThanOrEqual(45_000)
    const { hits, requests } = guarded.summary.byType.payment!
    expect(hits.l2 / requests).toBeGreaterThan(0.08)
    expect(hits.l2 / requests).toBeLessThan(0.25)
    const before = runOf('as-found', seed).summary.byType.payment!
    expect(before.hits.l2 / before.requests).toBeGreaterThan(0.95)
  })

  it('is caught in a second by the change feed, with three hours behind it', () => {
    const { summary } = runOf('cdc', seed)
    expect(oldest(runOf('cdc', seed), 'payment', 'billing', 'permission')).toBeLessThan(1100)
    expect(summary.byType.payment!.staleness.worstBoundMs).toBe(3 * HOUR_MS)
  })

  it('lets those pass who do not keep classified data for long, or hear of every commit', () => {
    expect(missedBy(lab, 'guarded', seed)).toEqual([])
    expect(missedBy(lab, 'cdc', seed)).toEqual([])
    expect(missedBy(lab, 'as-found', seed)).toContain('stale-classified')
    expect(missedBy(lab, 'l5', seed)).toContain('stale-classified')
  })
})

describe('what the answers to the stale payment rest on', () => {
  it('is the feed, for who keeps three hours: while it stands still nothing else bounds a card', () => {
    const paused: FaultInput = { kind: 'feed-paused', atMs: 1_200_000, forMs: 2 * HOUR_MS }
    const classified = ['payment', 'billing', 'permission']
    expect(oldest(runWith(paused, 'cdc'), ...classified)).toBeGreaterThan(600_000)
    expect(oldest(runWith(paused, 'guarded'), ...classified)).toBeLessThanOrEqual(45_000)
    expect(oldest(runWith(paused, 'l6'), ...classified)).toBe(0)
  })

  it('is an error rather than an old card, for who keeps a short copy; past the cache nobody notices', () => {
    const down: FaultInput = { kind: 'cache-down', atMs: HOUR_MS, forMs: 600_000, loses: false }
    const guarded = runWith(down, 'guarded')
    expect(guarded.summary.byType.payment!.outcomes.error).toBeGreaterThan(0)
    expect(oldest(guarded, 'payment')).toBeLessThanOrEqual(45_000)
    expect(runWith(down, 'l6').summary.byType.payment!.outcomes.error).toBe(0)
  })
})
