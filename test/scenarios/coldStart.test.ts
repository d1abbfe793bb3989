import { describe, expect, it, vi } from 'vitest'
import type { Recording } from '#recording/recording.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { labRun, missedBy, SEEDS } from './runs.ts'

vi.setConfig({ testTimeout: 60_000 })

const lab = scenario('cold-start')!

function runOf(id: string, seed: number): Recording {
  return labRun(lab, lab.designs.find(each => each.id === id)!, seed)
}

/** Of the lookups of a stretch, the share that found nothing. */
function missShare({ bucketMs, series }: Recording, fromMs: number, toMs: number): number {
  const sum = (values: Uint32Array) =>
    values.slice(fromMs / bucketMs, toMs / bucketMs).reduce((total, value) => total + value, 0)
  const missed = sum(series.lookupMisses)
  return missed / (missed + sum(series.hitsL1) + sum(series.hitsL2))
}

describe.each(SEEDS)('a cold start at seed %i', seed => {
  it('turns nearly all reads into misses at the restart, and saturates the database at once', () => {
    const trap = runOf('l5', seed)
    expect(missShare(trap, 2000, 10_000)).toBeLessThan(0.1)
    // Not quite all: those who came while it was down fill it first.
    expect(missShare(trap, 11_000, 11_200)).toBeGreaterThan(0.8)
    const exhausted = trap.events.find(each => each.kind === 'pool-exhausted')!
    // Of the playbook's half a minute nothing is left: it is a matter of twenty misses.
    expect(exhausted.atMs - 10_000).toBeLessThan(500)
    expect(trap.summary.origin.poolSaturatedMs).toBeGreaterThan(10_000)
  })

  it('is not helped by replicas that were restarted with it', () => {
    // Whether more than one reader in forty fails, too, depends on the seed.
    expect(missedBy(lab, 'l5', seed)).toEqual(expect.arrayContaining(['origin-peak', 'worst-second']))
  })

  it('is made worse by coalescing alone, whose load cap sends readers back to try again', () => {
    expect(missedBy(lab, 'coalescing', seed)).toContain('origin-peak')
    expect(runOf('coalescing', seed).summary.retries).toBeGreaterThan(1000)
  })

  it('is survived with a limit on misses and what each process still holds', () => {
    expect(missedBy(lab, 'l6', seed)).toEqual([])
  })

  it('is over sooner with a job that fills the cache beside the readers', () => {
    const missedLate = (id: string) => missShare(runOf(id, seed), 20_000, 30_000)
    expect(missedLate('refilled')).toBeLessThan(0.8 * missedLate('l6'))
    expect(missedBy(lab, 'refilled', seed)).toEqual([])
  })

  it('costs less than a third of the loads with a snapshot', () => {
    expect(runOf('snapshots', seed).summary.origin.loads).toBeLessThan(
      runOf('l6', seed).summary.origin.loads / 3,
    )
  })
})

describe('a snapshot', () => {
  it('brings back what was deleted after it was taken, which no message deletes a second time', () => {
    const oldest = SEEDS.map(seed => runOf('snapshots', seed).summary.staleness.ageMsMax)
    expect(Math.max(...oldest)).toBeGreaterThan(30_000)
    for (const seed of SEEDS) expect(runOf('l6', seed).summary.staleness.ageMsMax).toBeLessThan(5000)
  })
})
