import { describe, expect, it } from 'vitest'
import { pairedDifference } from '#cli/compare/pairedDifference.ts'
import { Chance } from '#kernel/chance.ts'

const pairsOf = (a: readonly number[], b: readonly number[]) =>
  a.map((value, index) => ({ a: value, b: b[index]! }))

describe('a paired difference', () => {
  it("is Student's example: hours of sleep that ten patients gained by two drugs", () => {
    // "The Probable Error of a Mean", Biometrika 6, 1908, section IX; R's t.test gives 0.7001142 to 2.4598858.
    const found = pairedDifference(
      pairsOf(
        [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
        [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
      ),
    )!
    expect(found.pairs).toBe(10)
    expect(found.mean.a).toBeCloseTo(0.75, 12)
    expect(found.mean.b).toBeCloseTo(2.33, 12)
    expect(found.difference).toBeCloseTo(1.58, 12)
    expect(found.interval!.low).toBeCloseTo(0.7001142, 7)
    expect(found.interval!.high).toBeCloseTo(2.4598858, 7)
  })

  it('of values that are the same at every seed has an interval without width', () => {
    const third = Array.from({ length: 7 }, () => 1 / 3)
    const tenth = Array.from({ length: 7 }, () => 0.1)
    const { difference, interval } = pairedDifference(pairsOf(third, tenth))!
    expect(difference).toBe(0.1 - 1 / 3)
    expect(interval).toEqual({ low: difference, high: difference })
    expect(pairedDifference(pairsOf(tenth, tenth))).toMatchObject({
      difference: 0,
      interval: { low: 0, high: 0 },
    })
  })

  it('lets what a seed does to both designs cancel', () => {
    const { interval } = pairedDifference(pairsOf([10, 1000, 500, 20], [11, 1001, 501, 21]))!
    expect(interval).toEqual({ low: 1, high: 1 })
  })

  it('of one pair has no interval, and of none there is none', () => {
    expect(pairedDifference([{ a: 1, b: 3 }])).toMatchObject({ difference: 2, interval: null })
    expect(pairedDifference([])).toBeNull()
  })

  it('covers the true difference in 95 of a hundred samples', () => {
    const chance = new Chance(1).about('samples')
    const samples = 4000
    let covered = 0
    for (let sample = 0; sample < samples; sample++) {
      const pairs = Array.from({ length: 5 }, (_, n) => ({ a: 10, b: 13 + chance.normal(sample, n) }))
      const { low, high } = pairedDifference(pairs)!.interval!
      if (low <= 3 && 3 <= high) covered++
    }
    // Four standard errors of a share of 0.95 among 4,000.
    expect(Math.abs(covered / samples - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / samples))
  })
})
