import { describe, expect, it, vi } from 'vitest'
import type { Recording } from '#recording/recording.ts'
import { failedBetween, recoveryMs } from '#scenarios/aftermath.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { Simulation } from '#world/simulation.ts'
import type { Profile } from '#world/traffic.ts'
import type { World } from '#world/world.ts'
import { labRun, missedBy, SEEDS } from './runs.ts'

vi.setConfig({ testTimeout: 60_000 })

const lab = scenario('metastable')!
const [trap] = lab.designs
/** Redis is gone from 15 s to 25 s. */
const [outage] = lab.world.faults
const LOST_AT_MS = 15_000
const BACK_AT_MS = 25_000
const END_MS = lab.world.durationMs

function runOf(id: string, seed: number): Recording {
  return labRun(lab, lab.designs.find(each => each.id === id)!, seed)
}

/** The trap in a changed world. */
function trapIn(change: Partial<World>, seed: number): Recording {
  return new Simulation({
    scenario: lab.id,
    world: { ...lab.world, ...change },
    design: trap!,
    seed,
  }).run()
}

function atRates(profile: Profile): Pick<World, 'readers'> {
  return { readers: lab.world.readers.map(reader => ({ ...reader, profile })) }
}

function hitShare({ bucketMs, series }: Recording, fromMs: number, toMs: number): number {
  const sum = (values: Uint32Array) =>
    values.slice(fromMs / bucketMs, toMs / bucketMs).reduce((all, value) => all + value, 0)
  return sum(series.hitsL2) / (sum(series.hitsL2) + sum(series.lookupMisses))
}

describe.each(SEEDS)('a metastable failure at seed %i', seed => {
  it('has two states at one load: the cache full and nobody failing, the cache empty and everybody failing', () => {
    const run = runOf('l5', seed)
    expect(failedBetween(run, 5000, LOST_AT_MS)).toBe(0)
    expect(hitShare(run, 5000, LOST_AT_MS)).toBeGreaterThan(0.7)
    expect(failedBetween(run, END_MS - 20_000, END_MS)).toBeGreaterThan(0.99)
    expect(hitShare(run, END_MS - 20_000, END_MS)).toBeLessThan(0.01)
    // The load is the same, and the database works all the time.
    const arrivals = (fromMs: number, toMs: number) =>
      run.series.arrivals
        .slice(fromMs / run.bucketMs, toMs / run.bucketMs)
        .reduce((all, value) => all + value, 0) /
      ((toMs - fromMs) / 1000)
    expect(arrivals(END_MS - 20_000, END_MS) / arrivals(5000, LOST_AT_MS)).toBeCloseTo(1, 0)
    expect(
      Math.min(...run.series.originRunning.slice(BACK_AT_MS / run.bucketMs, END_MS / run.bucketMs)),
    ).toBe(4)
  })

  it('is not over when its cause is: the trap is down until the end', () => {
    expect(recoveryMs(runOf('l5', seed))).toBeGreaterThan(END_MS - BACK_AT_MS - 1001)
  })

  it.each(['l6', 'limit', 'shedding'])('is over within seconds where something refuses at once: %s', id => {
    expect(missedBy(lab, id, seed)).toEqual([])
  })

  it('is noticed by a breaker after the line is long: it comes back, but more is lost meanwhile', () => {
    expect(missedBy(lab, 'breaker', seed)).toEqual(['origin-peak', 'failed', 'worst-second'])
  })

  it('is not helped by coalescing, whose flights end long before their loads', () => {
    expect(missedBy(lab, 'coalescing', seed)).toContain('still-failing')
    expect(runOf('coalescing', seed).summary.hits.joined).toBeLessThan(200)
  })

  it('never begins where ended scores are served, which nobody has signed', () => {
    expect(missedBy(lab, 'old-scores', seed)).toEqual(['stale-age'])
  })
})

it('is about one outage of ten seconds', () => {
  expect(outage).toMatchObject({ kind: 'cache-down', atMs: LOST_AT_MS, forMs: BACK_AT_MS - LOST_AT_MS })
})

describe('the same world, changed in one thing,', () => {
  const seed = 1

  it('stays full without the push', () => {
    const run = trapIn({ faults: [] }, seed)
    expect(failedBetween(run, 0, END_MS)).toBe(0)
    expect(hitShare(run, END_MS - 20_000, END_MS)).toBeGreaterThan(0.7)
  })

  it('ends when somebody turns nearly all readers away until the line is empty, and does not come back with them', () => {
    const steps = [
      { atMs: 45_000, factor: 0.02 },
      { atMs: 80_000, factor: 1 },
    ]
    const durationMs = 100_000
    const run = trapIn({ ...atRates({ kind: 'steps', steps }), durationMs }, seed)
    expect(failedBetween(run, 35_000, 45_000)).toBeGreaterThan(0.9)
    expect(failedBetween(run, 85_000, durationMs)).toBeLessThan(0.01)
  })

  it('does not last where clients have a budget for retries', () => {
    const client = { ...lab.world.client, retryBudget: { share: 0.1, reserve: 5 } }
    const run = trapIn({ client }, seed)
    const kept = trapIn({ client: { ...client, retries: 0 } }, seed)
    expect([failedBetween(run, 60_000, END_MS), failedBetween(kept, 60_000, END_MS)]).toEqual([0, 0])
  })
})
