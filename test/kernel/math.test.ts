import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exp, log, normalQuantile, power } from '#kernel/math.ts'

const float = new Float64Array(2)
const bits = new BigInt64Array(float.buffer)

/** How many floating-point numbers apart two numbers of the same sign are. */
function ulpsApart(a: number, b: number): number {
  float[0] = a
  float[1] = b
  return Math.abs(Number((bits[0] as bigint) - (bits[1] as bigint)))
}

// The true values, by mpmath at 200 bits, rounded to the nearest double.
const LOGARITHMS: [number, number][] = [
  [5e-324, -744.4400719213812],
  [1e-310, -713.8013788281542],
  [2.2250738585072014e-308, -708.3964185322641],
  [1e-300, -690.7755278982137],
  [1e-10, -23.025850929940457],
  [0.1, -Math.LN10],
  [0.5, -Math.LN2],
  [0.7071067811865475, -0.34657359027997275],
  [Math.SQRT1_2, -0.3465735902799726],
  [0.9, -0.10536051565782628],
  [0.999999, -1.000000500029089e-6],
  [0.9999999999999999, -1.1102230246251565e-16],
  [1.0000000000000002, 2.2204460492503128e-16],
  [1.0000001, 9.999999505838704e-8],
  [1.39, 0.3293037471426003],
  [1.41, 0.34358970439007686],
  [Math.SQRT2, 0.3465735902799727],
  [1.5, 0.4054651081081644],
  [2, Math.LN2],
  [Math.E, 1.0],
  [3, 1.0986122886681098],
  [10, Math.LN10],
  [1000000.0, 13.815510557964274],
  [123456789, 18.63140176616802],
  [9007199254740992, 36.7368005696771],
  [1e100, 230.25850929940458],
  [1.7976931348623157e308, 709.782712893384],
]
const EXPONENTIALS: [number, number][] = [
  [-745.1, 5e-324],
  [-740, 4.2e-322],
  [-710, 4.47628622567513e-309],
  [-708.4, 2.217119081664265e-308],
  [-100, 3.720075976020836e-44],
  [-10, 4.5399929762484854e-5],
  [-1, 0.36787944117144233],
  [-0.5, 0.6065306597126334],
  [-0.34657, 0.7071093199024199],
  [-1e-10, 0.9999999999],
  [1e-300, 1.0],
  [1e-9, 1.000000001],
  [0.1, 1.1051709180756477],
  [0.34657359027997264, Math.SQRT2],
  [0.5, 1.6487212707001282],
  [1, Math.E],
  [1.0397207708399179, 2.82842712474619],
  [2, 7.38905609893065],
  [10, 22026.465794806718],
  [100.5, 4.4319559098458955e43],
  [500, 1.4035922178528375e217],
  [700, 1.0142320547350045e304],
  [709.7, 1.6549840276802644e308],
  [709.782712893384, 1.7976931348622732e308],
]
const QUANTILES: [number, number][] = [
  [1e-300, -37.0470962993612],
  [1e-100, -21.273453560965326],
  [1e-20, -9.262340089798407],
  [1e-11, -6.706023155495136],
  [1.3e-11, -6.667611456510741],
  [1e-6, -4.753424308822899],
  [0.001, -3.0902323061678136],
  [0.0249, -1.961677869063786],
  [0.025, -1.9599639845400543],
  [0.0749, -1.4402382675279637],
  [0.0751, -1.43882539275254],
  [0.1, -1.2815515655446004],
  [0.25, -0.6744897501960817],
  [0.4, -0.2533471031357997],
  [0.499999, -2.5066282745665593e-6],
  [0.5000001, 2.506628273311648e-7],
  [0.6, 0.2533471031357997],
  [0.9, 1.2815515655446006],
  [0.975, 1.9599639845400538],
  [0.999999, 4.753424308817087],
]

describe('log', () => {
  it('is within one unit in the last place of the true logarithm', () => {
    for (const [x, truth] of LOGARITHMS) expect(ulpsApart(log(x), truth), `log(${x})`).toBeLessThanOrEqual(1)
  })

  it('is within one unit in the last place of what this engine computes, for any positive number', () => {
    const positive = fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true })
    const nearOne = fc.double({ min: 0.5, max: 2, noNaN: true })
    fc.assert(
      fc.property(fc.oneof(positive, nearOne), x => ulpsApart(log(x), Math.log(x)) <= 1),
      { numRuns: 20_000 },
    )
  })

  it('is exactly 0 at 1 and never falls as its argument grows', () => {
    expect(log(1)).toBe(0)
    const x = fc.double({ min: 1e-3, max: 1e3, noNaN: true })
    const step = fc.double({ min: 1e-12, max: 1, noNaN: true })
    fc.assert(fc.property(x, step, (a, growth) => log(a) < log(a * (1 + growth))))
  })

  it('gives -Infinity at 0, NaN below it and for NaN, and Infinity at Infinity', () => {
    expect([log(0), log(-0), log(-1), log(-Infinity), log(Number.NaN), log(Infinity)]).toEqual([
      -Infinity,
      -Infinity,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Infinity,
    ])
  })
})

describe('exp', () => {
  it('is within one unit in the last place of the true exponential, subnormal results included', () => {
    for (const [x, truth] of EXPONENTIALS)
      expect(ulpsApart(exp(x), truth), `exp(${x})`).toBeLessThanOrEqual(1)
  })

  it('is within one unit in the last place of what this engine computes, over its whole range', () => {
    const wide = fc.double({ min: -746, max: 710, noNaN: true })
    const near = fc.double({ min: -1, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.oneof(wide, near), x => ulpsApart(exp(x), Math.exp(x)) <= 1),
      { numRuns: 20_000 },
    )
  })

  it('is exactly 1 at 0 and the double nearest to e at 1', () => {
    expect([exp(0), exp(-0), exp(1)]).toEqual([1, 1, Math.E])
  })

  it('overflows to Infinity, underflows to 0 and passes NaN on', () => {
    const results = [exp(709.79), exp(Infinity), exp(-745.14), exp(-Infinity), exp(Number.NaN)]
    expect(results).toEqual([Infinity, Infinity, 0, 0, Number.NaN])
    expect(exp(709.78)).toBeLessThan(Infinity)
    expect(exp(-745.13)).toBe(Number.MIN_VALUE)
  })
})

describe('log and exp', () => {
  it('give the same bits in every engine: the digest of 200,000 values is the one found in Node', () => {
    let digest = 0x811c9dc5
    const take = (value: number) => {
      float[0] = value
      const words = bits[0] as bigint
      digest = Math.imul(digest ^ Number(BigInt.asIntN(32, words)), 0x01000193)
      digest = Math.imul(digest ^ Number(words >> 32n), 0x01000193)
    }
    let x = 1e-300
    for (let i = 0; i < 100_000; i++, x *= 1.0139) take(log(x))
    for (let i = 0; i < 100_000; i++) take(exp(i * 0.01455 - 745.2))
    expect(digest >>> 0).toBe(2031858452)
  })
})

describe('power', () => {
  it('is exact for the exponents 0, 1, 2, 0.5 and -1', () => {
    const base = fc.double({ min: 1e-100, max: 1e100, noNaN: true })
    fc.assert(
      fc.property(base, x => {
        expect([0, 1, 2, 0.5, -1].map(exponent => power(x, exponent))).toEqual([
          1,
          x,
          x * x,
          Math.sqrt(x),
          1 / x,
        ])
      }),
    )
  })

  it('keeps the error bound it states for any other exponent', () => {
    const base = fc.double({ min: 1e-6, max: 1e6, noNaN: true })
    const exponent = fc.double({ min: -4, max: 4, noNaN: true })
    fc.assert(
      fc.property(base, exponent, (x, y) => {
        const truth = x ** y
        const bound = (2 + 2 * Math.abs(y * Math.log(x))) * 2.3e-16
        return Math.abs(power(x, y) - truth) <= bound * truth
      }),
      { numRuns: 5_000 },
    )
  })

  it('is not a number for a base that is 0, negative or not a number', () => {
    expect([power(0, 2), power(-1, 2), power(Number.NaN, 0)]).toEqual([Number.NaN, Number.NaN, Number.NaN])
  })
})

describe('normalQuantile', () => {
  it('agrees with the true quantile to 15 digits, in the middle and in both tails', () => {
    for (const [p, truth] of QUANTILES) {
      // What one step of p itself does to the quantile is not the fault of the method.
      const step = 1.2e-16 * Math.sqrt(2 * Math.PI) * Math.exp((truth * truth) / 2) * Math.min(p, 1)
      expect(Math.abs(normalQuantile(p) - truth), `p = ${p}`).toBeLessThanOrEqual(
        1e-15 * Math.abs(truth) + step,
      )
    }
  })

  it('is odd around a half and never falls', () => {
    const p = fc.integer({ min: 1, max: 2 ** 30 }).map(i => i / 2 ** 31)
    fc.assert(
      fc.property(p, p, (a, b) => {
        expect(normalQuantile(1 - a)).toBe(a === 0.5 ? 0 : -normalQuantile(a))
        expect(normalQuantile(Math.min(a, b))).toBeLessThanOrEqual(normalQuantile(Math.max(a, b)))
      }),
    )
  })

  it('gives the infinities at 0 and 1, and NaN outside', () => {
    const results = [0, 1, -0.1, 1.1, Number.NaN].map(normalQuantile)
    expect(results).toEqual([-Infinity, Infinity, Number.NaN, Number.NaN, Number.NaN])
  })
})
