import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Histogram } from '#metrics/histogram.ts'

const inRange = fc.double({ min: 0.001, max: 600_000, noNaN: true })
const latency = fc.oneof(
  inRange,
  fc.double({ min: 0.01, max: 500, noNaN: true }),
  fc.constantFrom(0, 1e-9, 0.0009, 0.001, 1, 600_000, 600_001, 1e12),
)
const latencies = fc.array(latency, { minLength: 1, maxLength: 200 })

function of(values: number[]): Histogram {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  return histogram
}

/** Everything that can be read from a histogram. */
function reading(histogram: Histogram): number[] {
  const quantiles = Array.from({ length: 101 }, (_, percent) => histogram.quantile(percent / 100))
  return [histogram.count, histogram.min, histogram.max, ...quantiles]
}

describe('a quantile', () => {
  it('is within 1 % of the value of that rank, over the whole range', () => {
    fc.assert(
      fc.property(
        fc.array(inRange, { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 0, max: 1000 }),
        (values, permille) => {
          const sorted = [...values].sort((a, b) => a - b)
          const rank = Math.max(1, Math.ceil((permille * values.length) / 1000))
          const truth = sorted[rank - 1] as number
          expect(Math.abs(of(values).quantile(permille / 1000) - truth)).toBeLessThanOrEqual(0.01 * truth)
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('is never above the recorded max, nor below the min, nor below a lower quantile', () => {
    fc.assert(
      fc.property(latencies, values => {
        const histogram = of(values)
        let before = Math.min(...values)
        for (let percent = 0; percent <= 100; percent++) {
          const value = histogram.quantile(percent / 100)
          expect(value).toBeGreaterThanOrEqual(before)
          expect(value).toBeLessThanOrEqual(Math.max(...values))
          before = value
        }
      }),
    )
  })

  it('is exact at both ends and where all values are the same', () => {
    fc.assert(
      fc.property(latencies, values => {
        const ends = [of(values).quantile(0), of(values).quantile(1)]
        expect(ends).toEqual([Math.min(...values), Math.max(...values)])
      }),
    )
    fc.assert(
      fc.property(
        latency,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (value, q) => of([value, value, value]).quantile(q) === value,
      ),
    )
  })

  it('takes the nearest rank: 7 % of a hundred values is the seventh, though 0.07 * 100 is above 7', () => {
    const histogram = of(
      Array.from({ length: 100 }, (_, i) => 1.5 ** (i / 2)).filter(value => value < 600_000),
    )
    for (let i = histogram.count; i < 100; i++) histogram.record(600_000)
    expect(Math.abs(histogram.quantile(0.07) / 1.5 ** 3 - 1)).toBeLessThan(0.01)
  })

  it('counts 0 and what is below a microsecond as the min, and what is above 10 minutes as the max', () => {
    const histogram = of([0, 0, 0.0005, 5, 700_000, 1e9, 1e9])
    expect(histogram.count).toBe(7)
    expect([histogram.quantile(0.3), histogram.quantile(0.8)]).toEqual([0, 1e9])
    expect(Math.abs(histogram.quantile(0.5) - 5)).toBeLessThan(0.05)
  })
})

describe('a histogram', () => {
  it('knows count, mean, min and max exactly', () => {
    const histogram = of([1, 2, 0, 1_000_000])
    expect([histogram.count, histogram.mean, histogram.min, histogram.max]).toEqual([
      4, 250_000.75, 0, 1_000_000,
    ])
  })

  it('records a value many times at once as it would one by one', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(latency, fc.nat(20)), { maxLength: 30 }), pairs => {
        const atOnce = new Histogram()
        for (const [value, count] of pairs) atOnce.record(value, count)
        const oneByOne = of(pairs.flatMap(([value, count]) => Array<number>(count).fill(value)))
        expect(reading(atOnce)).toEqual(reading(oneByOne))
        if (atOnce.count > 0)
          expect(Math.abs(atOnce.mean - oneByOne.mean)).toBeLessThanOrEqual(1e-12 * oneByOne.mean)
      }),
    )
  })

  it('that adds another reads as if it had recorded both', () => {
    fc.assert(
      fc.property(fc.array(latency), fc.array(latency), (some, others) => {
        const sum = of(some)
        sum.add(of(others))
        const both = of([...some, ...others])
        expect(reading(sum)).toEqual(reading(both))
        if (both.count > 0) expect(Math.abs(sum.mean - both.mean)).toBeLessThanOrEqual(1e-12 * both.mean)
        sum.clear()
        for (const value of [...some, 1e12, 1e12, 1e12]) sum.record(value)
        expect(reading(sum)).toEqual(reading(of([...some, 1e12, 1e12, 1e12])))
      }),
    )
  })

  it('that is cleared reads as new, and records as new', () => {
    fc.assert(
      fc.property(fc.array(latency), fc.array(latency), (before, after) => {
        const histogram = of(before)
        histogram.clear()
        expect(reading(histogram)).toEqual(reading(new Histogram()))
        for (const value of after) histogram.record(value)
        expect(reading(histogram)).toEqual(reading(of(after)))
      }),
    )
  })

  it('that is empty has no mean, min, max or quantile, and counts 0', () => {
    const empty = new Histogram()
    expect([empty.count, empty.mean, empty.min, empty.max, empty.quantile(0.5)]).toEqual([
      0,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ])
  })

  it('refuses what is no latency, no count and no share, and stays as it was', () => {
    const histogram = of([1, 2])
    const before = reading(histogram)
    for (const value of [-1, Number.NaN, Infinity]) {
      expect(() => histogram.record(value)).toThrow(
        `valueMs: ${value} is not allowed; it must be finite and 0 or more`,
      )
    }
    for (const count of [-1, 0.5, Number.NaN])
      expect(() => histogram.record(1, count)).toThrow(`count: ${count}`)
    for (const q of [-0.1, 1.1, Number.NaN]) expect(() => histogram.quantile(q)).toThrow(`q: ${q}`)
    expect(reading(histogram)).toEqual(before)
  })
})
