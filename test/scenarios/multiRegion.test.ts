import { describe, expect, it, vi } from 'vitest'
import { FATES, type Recording } from '#recording/recording.ts'
import { scenario } from '#scenarios/catalogue.ts'
import type { FaultInput } from '#world/fault.ts'
import { World } from '#world/world.ts'
import { labRun, missedBy, run, SEEDS } from './runs.ts'

vi.setConfig({ testTimeout: 60_000 })

const lab = scenario('multi-region')!
const designOf = (id: string) => lab.designs.find(each => each.id === id)!
const runOf = (id: string, seed: number) => labRun(lab, designOf(id), seed)

/** Of the sampled readers in Europe who were answered from a cache, how long they waited, ms. */
function hitsInEurope({ traces, topology }: Recording): readonly number[] {
  const firstInEurope = topology.regions[0]!.instances
  const hit = FATES.indexOf('hit')
  return [...traces.endMs.keys()]
    .filter(trace => trace < traces.count && traces.sampled[trace] === 1)
    .filter(trace => traces.instance[trace]! >= firstInEurope && traces.fate[trace] === hit)
    .map(trace => traces.endMs[trace]! - traces.startMs[trace]!)
}

const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!

describe.each(SEEDS)('two regions at seed %i', seed => {
  it('answer Europe from a cache over there in 150 ms, and from its own in 2 ms', () => {
    const far = middle(hitsInEurope(runOf('l5', seed)))
    const near = middle(hitsInEurope(runOf('l6', seed)))
    expect(far).toBeGreaterThan(149)
    expect(far).toBeLessThan(152)
    expect(near).toBeGreaterThan(1.9)
    expect(near).toBeLessThan(2.2)
  })

  it('with one cache for all are about as slow as without any', () => {
    const mean = (id: string) => runOf(id, seed).summary.byType.product!.latencyMs.mean
    expect(mean('l5') / mean('no-cache')).toBeGreaterThan(0.8)
    expect(mean('l6') / mean('no-cache')).toBeLessThan(0.2)
    expect(missedBy(lab, 'no-cache', seed)).toEqual(['p90-product'])
  })

  it('with one cache for all are not strongly consistent either, as the playbook has it: deletes and fills cross an ocean', () => {
    const { stock } = runOf('l5', seed).summary.byType
    expect(stock!.outcomes.stale).toBeGreaterThan(0)
    expect(stock!.staleness.ageMsMax).toBeGreaterThan(100)
  })

  it('without a bus disagree until a TTL ends', () => {
    expect(missedBy(lab, 'no-sync', seed)).toEqual(['stale-age-product'])
  })

  it('with a bus agree within the lag of the change feed and the half second of the bus', () => {
    const { ageMsMax } = runOf('l6', seed).summary.byType.product!.staleness
    expect(ageMsMax).toBeGreaterThan(500)
    expect(ageMsMax).toBeLessThan(1000 + 500 + 20)
  })

  it('sell what is gone where the stock count is cached, with a bus too', () => {
    expect(missedBy(lab, 'bus-for-all', seed)).toEqual(['stale-share-stock'])
  })

  it('agree on the stock count past the cache, or by its version, which pays for the ocean twice on a miss', () => {
    const slowest = (id: string) => runOf(id, seed).summary.byType.stock!.latencyMs.p99
    expect(missedBy(lab, 'l6', seed)).toEqual([])
    expect(missedBy(lab, 'stamped-stock', seed)).toEqual([])
    expect(slowest('l6')).toBeLessThan(160)
    expect(slowest('stamped-stock')).toBeGreaterThan(300)
  })
})

it('hears of a change in 100 to 500 ms, as the playbook says, only where the change feed does not lag', () => {
  const world = World.parse({ ...lab.world, changeFeed: { lagMs: 0 } })
  const { ageMsMax } = run(world, designOf('l6'), 1).summary.byType.product!.staleness
  expect(ageMsMax).toBeGreaterThan(100)
  expect(ageMsMax).toBeLessThan(520)
})

describe('Europe, cut off for ten seconds', () => {
  const cut: FaultInput = { kind: 'region-cut', atMs: 42_000, forMs: 10_000, region: 'eu' }
  const world = World.parse({ ...lab.world, faults: [cut] })
  const failedShare = (recording: Recording, type: string) => {
    const { outcomes, requests } = recording.summary.byType[type]!
    return (outcomes.rejected + outcomes.timeout + outcomes.error + outcomes.shed) / requests
  }

  it('loses everything with a cache over there, and little but the stock count with its own', () => {
    const shared = run(world, designOf('l5'), 1)
    const own = run(world, designOf('l6'), 1)
    // Half of the readers, for ten seconds of the fifty that count.
    expect(failedShare(shared, 'product')).toBeGreaterThan(0.08)
    expect(failedShare(own, 'product')).toBeLessThan(0.03)
    expect(failedShare(own, 'stock')).toBeGreaterThan(0.05)
  })

  it('shows pages as old as the cut at most, plus what the message takes when it is over', () => {
    const { ageMsMax } = run(world, designOf('l6'), 1).summary.byType.product!.staleness
    expect(ageMsMax).toBeGreaterThan(3000)
    expect(ageMsMax).toBeLessThan(10_000 + 1520)
  })
})
