import { describe, expect, it } from 'vitest'
import { comparison } from '#cli/compare/comparison.ts'
import { comparisonReport } from '#cli/compare/comparisonReport.ts'
import { GENERAL_MEASURES, type GeneralMeasures } from '#cli/generalMeasures.ts'
import type { MeasuredRun } from '#cli/measuredRun.ts'
import { scenarios } from '#scenarios/catalogue.ts'

const zeroes = Object.fromEntries(GENERAL_MEASURES.map(({ id }) => [id, 0])) as unknown as GeneralMeasures

/** A run with a peak that should be 50 at most. */
function runOf(seed: number, peak: number, measures: Partial<GeneralMeasures> = {}): MeasuredRun {
  const objective = { id: 'peak', title: 'Peak', metric: 'peak', unit: 'count', target: 50 } as const
  return {
    seed,
    arrivalsDigest: `arrivals ${seed}`,
    objectives: [{ ...objective, actual: peak, met: peak <= 50, primary: true }],
    measures: { ...zeroes, ...measures },
  }
}

const measure = (a: readonly MeasuredRun[], b: readonly MeasuredRun[], id: string) =>
  comparison(a, b).measures.find(each => each.id === id)!

describe('a comparison', () => {
  const a = [runOf(1, 100), runOf(2, 120), runOf(3, 40)]
  const b = [runOf(1, 10), runOf(2, 12), runOf(3, 14)]

  it('has the means of every objective, what differs, and at how many seeds each design met it', () => {
    const [peak] = comparison(a, b).objectives
    expect(peak).toMatchObject({ id: 'peak', target: 50, primary: true, met: { a: 1, b: 3 }, pairs: 3 })
    expect(peak!.mean!.a).toBeCloseTo(260 / 3, 9)
    expect(peak!.mean!.b).toBeCloseTo(12, 9)
    expect(peak!.difference).toBeCloseTo(12 - 260 / 3, 9)
  })

  it('says plainly when an interval includes 0, and when nothing varies', () => {
    const lines = comparisonReport(comparison(a, b), 3)
    const line = (title: string) => lines.find(each => each.startsWith(title))!
    // The difference at seed 3 is small: the interval is -206 to 57.
    expect(line('Peak')).toMatch(/0 of 3|1 of 3 +3 of 3 +includes 0$/)
    expect(line('Wrong answers')).toMatch(/0 to 0 +the same at every seed$/)
    const sure = comparisonReport(comparison([runOf(1, 100), runOf(2, 101)], [runOf(1, 10), runOf(2, 11)]), 2)
    expect(sure.find(each => each.startsWith('Peak'))).toMatch(/the same difference at every seed$/)
    const known = comparisonReport(
      comparison([runOf(1, 100), runOf(2, 102)], [runOf(1, 10), runOf(2, 11)]),
      2,
    )
    expect(known.find(each => each.startsWith('Peak'))).toMatch(/2 of 2$/)
  })

  it('pairs a figure at the seeds where both have it, and says where they do not', () => {
    const detected = [5000, null, 7000].map((at, index) =>
      runOf(index + 1, 0, { 'staleness.detectedAtMs': at }),
    )
    const sooner = [1000, 2000, 4000].map((at, index) =>
      runOf(index + 1, 0, { 'staleness.detectedAtMs': at }),
    )
    expect(measure(detected, sooner, 'staleness.detectedAtMs')).toMatchObject({
      mean: { a: 6000, b: 2500 },
      difference: -3500,
      pairs: 2,
      defined: { a: 2, b: 3 },
    })
    expect(comparisonReport(comparison(detected, sooner), 3).join('\n')).toContain(
      'there at 2 seeds of a, 3 of b, 2 of both',
    )
  })

  it('leaves a measure that neither design has out of the text', () => {
    const without = a.map(run => ({ ...run, measures: { ...run.measures, 'cost.perHour': null } }))
    expect(measure(without, without, 'cost.perHour')).toMatchObject({ mean: null, interval: null, pairs: 0 })
    expect(comparisonReport(comparison(without, without), 3).join('\n')).not.toContain('Cost')
  })

  it('is refused when a design met other arrivals', () => {
    const other = [b[0]!, { ...b[1]!, arrivalsDigest: 'other arrivals' }, b[2]!]
    expect(() => comparison(a, other)).toThrow(/seed 2 they did not meet the same arrivals/)
  })
})

it('no objective of a lab has the name of a measure', () => {
  const names = new Set<string>(GENERAL_MEASURES.map(({ id }) => id))
  const ids = scenarios.flatMap(lab => lab.objectives.map(each => each.id))
  expect(ids.filter(id => names.has(id))).toEqual([])
})
