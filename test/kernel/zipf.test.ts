import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Chance } from '#kernel/chance.ts'
import { power } from '#kernel/math.ts'
import { Zipf } from '#kernel/zipf.ts'

/** The definition, written plainly: cumulative shares, and a binary search for the first above u. */
function plainly(count: number, exponent: number): { shares: number[]; rank: (u: number) => number } {
  const sums: number[] = []
  for (let i = 1, sum = 0; i <= count; i++) {
    sum += power(i, -exponent)
    sums.push(sum)
  }
  const shares = sums.map((sum, i) => (i === count - 1 ? 1 : sum / (sums[count - 1] as number)))
  const rank = (u: number) => {
    let [low, high] = [0, count - 1]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if ((shares[middle] as number) > u) high = middle
      else low = middle + 1
    }
    return low
  }
  return { shares, rank }
}

const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

describe('Zipf', () => {
  it('finds the rank that plain binary search over the cumulative shares finds', () => {
    const count = fc.integer({ min: 1, max: 300 })
    const exponent = fc.oneof(fc.constantFrom(0, 0.5, 1, 2), fc.double({ min: 0, max: 20, noNaN: true }))
    fc.assert(
      fc.property(count, exponent, fc.array(unit), (ranks, steepness, us) => {
        const zipf = new Zipf(ranks, steepness)
        const plain = plainly(ranks, steepness)
        const shares = plain.shares.filter(share => share < 1)
        return [...us, ...shares].every(u => zipf.rank(u) === plain.rank(u))
      }),
    )
  })

  it('steps to the next rank exactly at a cumulative share, not before', () => {
    const zipf = new Zipf(4, 0)
    expect([0, 0.25 - 2 ** -54, 0.25, 0.5, 0.75, 1 - 2 ** -53].map(u => zipf.rank(u))).toEqual([
      0, 0, 1, 2, 3, 3,
    ])
    const harmonic = plainly(1000, 1)
    const one = new Zipf(1000, 1)
    for (let i = 0; i < 999; i++) {
      const share = harmonic.shares[i] as number
      if (one.rank(share) !== i + 1 || one.rank(share - 2 ** -53) !== i) expect.fail(`at rank ${i}`)
    }
  })

  it('agrees with plain binary search where the guide has fewer cells than ranks, as many, and more', () => {
    const draws = new Chance(11).about('zipf')
    for (const [count, exponent] of [
      [1_100_000, 0.99],
      [65_536, 0],
      [70_000, 1.2],
    ] as const) {
      const zipf = new Zipf(count, exponent)
      const plain = plainly(count, exponent)
      for (let i = 0; i < 20_000; i++) {
        const u = draws.uniform(i, count)
        if (zipf.rank(u) !== plain.rank(u)) expect.fail(`u = ${u}: ${zipf.rank(u)} is not ${plain.rank(u)}`)
      }
    }
  })

  it('draws each rank as often as its weight says', () => {
    const draws = new Chance(5).about('zipf')
    const zipf = new Zipf(100, 0.8)
    const drawn = new Float64Array(100)
    for (let i = 0; i < 200_000; i++) {
      const rank = zipf.rank(draws.uniform(i))
      drawn[rank] = (drawn[rank] as number) + 1
    }
    const weights = Array.from({ length: 100 }, (_, i) => (i + 1) ** -0.8)
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    weights.forEach((weight, rank) => {
      const expected = (200_000 * weight) / total
      expect(Math.abs((drawn[rank] as number) - expected)).toBeLessThan(4.5 * Math.sqrt(expected))
    })
  })

  it('has one rank when there is one thing', () => {
    fc.assert(fc.property(unit, u => new Zipf(1, 1).rank(u) === 0))
  })

  it('throws a RangeError that names the field, its value and what is allowed', () => {
    expect(() => new Zipf(0, 1)).toThrow('count: 0 is not allowed; it must be a whole number from 1 to')
    expect(() => new Zipf(1.5, 1)).toThrow('count: 1.5')
    expect(() => new Zipf(10, -1)).toThrow('exponent: -1')
    expect(() => new Zipf(10, Number.NaN)).toThrow('exponent: NaN')
    for (const u of [1, -0.1, Number.NaN]) expect(() => new Zipf(10, 1).rank(u)).toThrow(RangeError)
  })

  it('tells the share of each rank, and which ranks there are', () => {
    const zipf = new Zipf(50, 0.9)
    const { shares } = plainly(50, 0.9)
    for (const [rank, upTo] of shares.entries())
      expect(zipf.share(rank)).toBeCloseTo(upTo - (rank === 0 ? 0 : shares[rank - 1]!), 12)
    expect(() => zipf.share(50)).toThrow(/rank: 50 .* from 0 to 49/)
    expect(() => zipf.share(-1)).toThrow(RangeError)
  })
})
