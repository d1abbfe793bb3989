import { describe, expect, it, vi } from 'vitest'
import { scenario } from '#scenarios/catalogue.ts'
import { labRun, missedBy, SEEDS } from './runs.ts'

vi.setConfig({ testTimeout: 60_000 })

const lab = scenario('fleet-herd')!
const designed = (id: string) => lab.designs.find(each => each.id === id)!

describe.each(SEEDS)('the fleet herd at seed %i', seed => {
  it('is one query an instance where each coalesces for itself: twice what the pool has', () => {
    const { page } = labRun(lab, designed('l5'), seed).summary.byType
    expect(page!.misses).toBeGreaterThan(90)
    expect(page!.misses).toBeLessThanOrEqual(lab.world.instances + 5)
  })

  it('is one query and its successor with a lease, but who waits does so until the lease of the dead one ends', () => {
    expect(missedBy(lab, 'lease-only', seed)).toContain('worst-second')
    expect(missedBy(lab, 'lease-only', seed)).not.toContain('origin-peak')
    const { worstSecondP99 } = labRun(lab, designed('lease-only'), seed).summary.latencyMs
    // What is left of a lease of 3 s, and a load of 1 s.
    expect(worstSecondP99).toBeGreaterThan(3500)
    expect(worstSecondP99).toBeLessThan(4500)
  })

  it('is waited for half a second instead where a holder has to prolong its lease', () => {
    const { summary } = labRun(lab, designed('short-lease'), seed)
    // The crash at 0.3 s, half a second of a lease, a load of 1 s.
    expect(summary.latencyMs.worstSecondP99).toBeGreaterThan(1300)
    expect(summary.latencyMs.worstSecondP99).toBeLessThan(2000)
    expect(summary.origin.peakDemand).toBeLessThanOrEqual(6)
  })

  it('is not noticed where the load is made before the end, or the ended page is served meanwhile', () => {
    expect(missedBy(lab, 'early', seed)).toEqual([])
    expect(missedBy(lab, 'l6', seed)).toEqual([])
  })
})
