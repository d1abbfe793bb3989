import { describe, expect, it, vi } from 'vitest'
import type { Recording } from '#recording/recording.ts'
import { recoveryMs } from '#scenarios/aftermath.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { Simulation } from '#world/simulation.ts'
import { labRun, missedBy, SEEDS } from './runs.ts'

vi.setConfig({ testTimeout: 60_000 })

const lab = scenario('warming-gone-wrong')!
const REPLACED_AT_MS = 15_000
/** What the runbook says, and what the source's job took: twelve times that. */
const EXPECTED_MS = 5000
const TAKEN_MS = 60_000

function designOf(id: string) {
  return lab.designs.find(each => each.id === id)!
}

function runOf(id: string, seed: number): Recording {
  return labRun(lab, designOf(id), seed)
}

/** When this was said of warming, from the release on; null: never. */
function saidAfterMs({ events }: Recording, beginning: string): number | null {
  const found = events.find(({ text }) => text.startsWith(beginning))
  return found === undefined ? null : found.atMs - REPLACED_AT_MS
}

/** Of the look-ups of a stretch, the share that found nothing. */
function missShare({ bucketMs, series }: Recording, fromMs: number, toMs: number): number {
  const sum = (values: Uint32Array) =>
    values.slice(fromMs / bucketMs, toMs / bucketMs).reduce((all, value) => all + value, 0)
  const missed = sum(series.lookupMisses)
  return missed / (missed + sum(series.hitsL2))
}

describe('the job', () => {
  it('takes twelve times as long as its rate allows, one key after the other, while readers stay on the old cluster', () => {
    const world = {
      ...lab.world,
      durationMs: 80_000,
      windows: [{ fromMs: 10_000, toMs: 80_000 }],
      faults: [{ kind: 'cache-replaced' as const, atMs: REPLACED_AT_MS, oldOffAfterMs: null }],
    }
    const gate = designOf('gate')
    const design = { ...gate, warming: { ...gate.warming!, hitRateGate: 1 } }
    const run = new Simulation({ scenario: lab.id, world, design, seed: 1 }).run()
    const { mostKeys, ratePerSecond } = gate.warming!
    expect(mostKeys / ratePerSecond).toBe(EXPECTED_MS / 1000)
    const takenMs = saidAfterMs(run, 'Warming is at 100 %')!
    expect(takenMs / TAKEN_MS).toBeGreaterThan(0.95)
    expect(takenMs / TAKEN_MS).toBeLessThan(1.05)
  })
})

describe.each(SEEDS)('a new cluster at seed %i', seed => {
  it('that gets the traffic at once turns most reads into misses, and saturates the database for ten seconds and more', () => {
    const run = runOf('l5', seed)
    expect(missShare(run, 5000, REPLACED_AT_MS)).toBeLessThan(0.03)
    expect(missShare(run, REPLACED_AT_MS, REPLACED_AT_MS + 2000)).toBeGreaterThan(0.7)
    expect(run.summary.origin.poolSaturatedMs).toBeGreaterThan(10_000)
    expect(missedBy(lab, 'l5', seed)).toEqual(['origin-peak', 'failed', 'worst-second', 'recovery'])
  })

  it('is filled by its readers before the job is: slow for a third of what the playbook says, not for all of it', () => {
    const run = runOf('l5', seed)
    const doneMs = saidAfterMs(run, 'Warming is at 100 %')!
    expect(doneMs).toBeLessThan(TAKEN_MS / 2)
    const overMs = 10_000 + recoveryMs(run)
    expect(overMs).toBeGreaterThan(TAKEN_MS / 5)
    expect(overMs).toBeLessThan(TAKEN_MS / 2)
  })

  it('is a sixth full when the timer ends the wait at a gate: a gate that the switch-off does not ask is none', () => {
    const run = runOf('gate', seed)
    expect(saidAfterMs(run, 'The gate opens')).toBe(null)
    expect(saidAfterMs(run, 'Warming is at 25 %')!).toBeGreaterThan(10_000)
    expect(missedBy(lab, 'gate', seed)).toContain('origin-peak')
  })

  it.each(['l6', 'gate-parallel'])('that is filled in time is noticed by nobody: %s', id => {
    expect(missedBy(lab, id, seed)).toEqual([])
    const opensMs = saidAfterMs(runOf(id, seed), 'The gate opens')!
    expect(opensMs).toBeLessThan(9500)
    // The first of the traffic finds what the gate has promised.
    expect(missShare(runOf(id, seed), REPLACED_AT_MS, 30_000)).toBeLessThan(0.1)
  })

  it('is no better for a faster job that nobody waits for', () => {
    expect(missedBy(lab, 'parallel', seed)).toEqual(missedBy(lab, 'l5', seed))
  })

  it('is filled by its readers, a few slots at a time, where the traffic shifts slowly: the longer way round', () => {
    expect(missedBy(lab, 'gradual', seed)).toEqual([])
    const misses = (id: string) => runOf(id, seed).summary.misses
    expect(misses('gradual')).toBeGreaterThan(3 * misses('l6'))
  })

  it('costs readers with coalescing and a limit alone: the database is spared, they are refused', () => {
    expect(missedBy(lab, 'limit', seed)).toEqual(['failed'])
  })
})
