import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Chance, type Draws, threefry2x32 } from '#kernel/chance.ts'

const DRAWS = 65_536
const UINT32_MAX = 4294967295
const uint32 = fc.integer({ min: 0, max: UINT32_MAX })
const entity = fc.oneof(uint32, fc.maxSafeNat())

function many(draw: (i: number) => number): Float64Array {
  return Float64Array.from({ length: DRAWS }, (_, i) => draw(i))
}

function moments(values: Float64Array): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length
  return { mean, variance }
}

function correlation(a: Float64Array, b: Float64Array): number {
  const [x, y] = [moments(a), moments(b)]
  const shared =
    a.reduce((sum, value, i) => sum + (value - x.mean) * ((b[i] as number) - y.mean), 0) / a.length
  return shared / Math.sqrt(x.variance * y.variance)
}

/** Chi-square of whole numbers from 0 to 255 against equal shares, in standard deviations from its mean. */
function surprise(values: Float64Array): number {
  const cells = new Float64Array(256)
  for (const value of values) cells[value] = (cells[value] as number) + 1
  const expected = values.length / 256
  const chiSquare = cells.reduce(
    (sum, count) => sum + ((count - expected) * (count - expected)) / expected,
    0,
  )
  return (chiSquare - 255) / Math.sqrt(2 * 255)
}

function block(k0: number, k1: number, c0: number, c1: number): string {
  const out = new Uint32Array(2)
  threefry2x32(out, k0, k1, c0, c1)
  return Array.from(out, word => word.toString(16).padStart(8, '0')).join(' ')
}

describe('threefry2x32', () => {
  it('gives the published answers of Random123 for Threefry-2x32 with 20 rounds', () => {
    expect(block(0, 0, 0, 0)).toBe('6b200159 99ba4efe')
    expect(block(UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX)).toBe('1cb996fc bb002be7')
    expect(block(0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3)).toBe('c4923a9c 483df7a0')
  })
})

describe('a key', () => {
  it('always gives the same value, whatever is drawn in between and by whichever object', () => {
    fc.assert(
      fc.property(uint32, fc.string(), entity, uint32, (seed, concern, about, n) => {
        const draws = new Chance(seed).about(concern)
        const value = draws.uniform(about, n)
        draws.logNormal(3, 0.5, about, n)
        draws.uniform(0, n)
        expect(draws.uniform(about, n)).toBe(value)
        expect(new Chance(seed).about(concern).uniform(about, n)).toBe(value)
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThan(1)
      }),
    )
  })

  it('gives another value when any of its four parts differs', () => {
    fc.assert(
      fc.property(uint32, fc.string(), entity, uint32, (seed, concern, about, n) => {
        const values = [
          new Chance(seed).about(concern).uniform(about, n),
          new Chance((seed ^ 1) >>> 0).about(concern).uniform(about, n),
          new Chance(seed).about(`${concern}.`).uniform(about, n),
          new Chance(seed).about(concern).uniform(about === 0 ? 1 : about - 1, n),
          new Chance(seed).about(concern).uniform(about, (n ^ 1) >>> 0),
        ]
        expect(new Set(values).size).toBe(5)
      }),
    )
  })

  it('tells entities beyond 32 bits from those with the same low bits', () => {
    const draws = new Chance(1).about('request')
    const low = [0, 2 ** 32, 2 ** 33, 2 ** 52, 2 ** 52 + 2 ** 32].map(high => draws.uniform(high + 7))
    expect(new Set(low).size).toBe(5)
  })

  it('has pinned draws, so that a recording of yesterday replays today', () => {
    const draws = new Chance(20_260_101).about('origin service time')
    const pinned = [
      draws.uniform(0),
      draws.uniform(1, 2),
      draws.uniform(2 ** 40 + 3),
      draws.exponential(5, 4),
    ]
    expect(pinned).toEqual([0.8029230663062663, 0.9636185961920685, 0.8143328751516783, 0.010868420682803857])
    expect([draws.normal(5), draws.logNormal(5, 0.5, 6), draws.integer(1000, 7)]).toEqual([
      0.29395082969588604, 2.4832670050703785, 332,
    ])
  })

  it('may name two concerns only if they do not hash alike', () => {
    const chance = new Chance(1)
    const draws = chance.about('costarring')
    expect(chance.about('costarring')).toBe(draws)
    expect(() => chance.about('liquid')).toThrow("concern: 'liquid' is not allowed")
  })

  it('never equals that of another concern', () => {
    const chance = new Chance(3)
    const named = Array.from({ length: 1000 }, (_, i) => chance.about(`concern ${i}`).uniform(0))
    expect(new Set(named).size).toBe(1000)
  })

  it('has no more than 4096 concerns', () => {
    const chance = new Chance(1)
    for (let i = 0; i < 4096; i++) chance.about(`${i}`)
    expect(() => chance.about('4096')).toThrow(RangeError)
    expect(() => chance.about('4095')).not.toThrow()
  })
})

describe('uniform draws', () => {
  const draws = new Chance(42).about('uniform')
  const byEntity = () => many(i => draws.uniform(i))
  const byNumber = () => many(i => draws.uniform(9, i))
  const bySeed = () => many(i => new Chance(i).about('uniform').uniform(9))

  it.each([
    ['entities', byEntity],
    ['numbers', byNumber],
    ['seeds', bySeed],
  ])(
    'over consecutive %s have the mean, the variance and the chi-square of the uniform distribution',
    (_, drawAll) => {
      const values = drawAll()
      const { mean, variance } = moments(values)
      expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / DRAWS))
      expect(Math.abs(variance - 1 / 12)).toBeLessThan(4 * Math.sqrt(1 / 180 / DRAWS))
      expect(Math.abs(surprise(values.map(u => Math.floor(u * 256))))).toBeLessThan(4)
    },
  )

  it('have 53 bits, the lowest as even as the highest', () => {
    const values = byEntity()
    const low = values.map(u => (u * 2 ** 53) % 256)
    expect(Math.abs(surprise(low))).toBeLessThan(4)
    const middle = values.map(u => Math.floor(u * 2 ** 30) % 256)
    expect(Math.abs(surprise(middle))).toBeLessThan(4)
  })

  it.each([
    ['entities', byEntity, () => many(i => draws.uniform(i + 1))],
    ['numbers', byEntity, () => many(i => draws.uniform(i, 1))],
    ['seeds', byEntity, () => many(i => new Chance(43).about('uniform').uniform(i))],
    ['concerns', byEntity, () => many(i => new Chance(42).about('uniforn').uniform(i))],
    ['high entities', byEntity, () => many(i => draws.uniform(i + 2 ** 32))],
  ])('of neighbouring %s are not correlated', (_, one, other) => {
    expect(Math.abs(correlation(one(), other()))).toBeLessThan(4 / Math.sqrt(DRAWS))
  })
})

describe('the distributions', () => {
  const draws: Draws = new Chance(7).about('distributions')

  it('integer: every whole number below the bound comes up equally often', () => {
    expect(Math.abs(surprise(many(i => draws.integer(256, i))))).toBeLessThan(4)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 }), entity, (bound, about) => {
        const value = draws.integer(bound, about)
        return Number.isInteger(value) && value >= 0 && value < bound
      }),
    )
  })

  it('exponential: mean and standard deviation are the mean asked for, and no value is 0', () => {
    const values = many(i => draws.exponential(5, i))
    const { mean, variance } = moments(values)
    expect(Math.abs(mean - 5)).toBeLessThan((4 * 5) / Math.sqrt(DRAWS))
    expect(Math.abs(Math.sqrt(variance) - 5)).toBeLessThan((4 * 5 * Math.SQRT2) / Math.sqrt(DRAWS))
    expect(values.every(value => value > 0)).toBe(true)
    expect(draws.exponential(0, 1)).toBe(0)
  })

  it('normal: mean 0, variance 1, 4.55 % beyond two', () => {
    const values = many(i => draws.normal(i))
    const { mean, variance } = moments(values)
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(DRAWS))
    expect(Math.abs(variance - 1)).toBeLessThan((4 * Math.SQRT2) / Math.sqrt(DRAWS))
    const beyond = values.filter(z => Math.abs(z) > 2).length / DRAWS
    expect(Math.abs(beyond - 0.0455)).toBeLessThan(4 * Math.sqrt(0.0455 / DRAWS))
  })

  it.each([0.1, 0.5, 1])(
    'log-normal: mean and variation are those asked for, at a variation of %f',
    variation => {
      const values = many(i => draws.logNormal(20, variation, i))
      const { mean, variance } = moments(values)
      expect(Math.abs(mean / 20 - 1)).toBeLessThan((4 * variation) / Math.sqrt(DRAWS))
      expect(Math.sqrt(variance) / 20 / variation).toBeCloseTo(1, 1)
      const logs = moments(values.map(Math.log))
      const sigmaSquared = Math.log(1 + variation * variation)
      expect(logs.variance / sigmaSquared).toBeCloseTo(1, 1)
      expect(Math.abs(logs.mean - (Math.log(20) - sigmaSquared / 2))).toBeLessThan(
        4 * Math.sqrt(sigmaSquared / DRAWS),
      )
    },
  )

  it('log-normal: a variation of 0 gives the mean exactly, also after another variation', () => {
    const value = draws.logNormal(20, 0.5, 1)
    expect(draws.logNormal(12.34, 0, 1)).toBe(12.34)
    expect(draws.logNormal(20, 0.5, 1)).toBe(value)
    expect(value).not.toBe(20)
  })

  it('log-normal: a tiny variation is not lost in rounding', () => {
    const values = many(i => draws.logNormal(1, 2e-8, i) - 1)
    expect(Math.sqrt(moments(values).variance) / 2e-8).toBeCloseTo(1, 2)
  })

  it('chance: comes true as often as its probability says, never at 0, always at 1', () => {
    for (const probability of [0, 0.01, 0.3, 1]) {
      const share = moments(many(i => Number(draws.chance(probability, i)))).mean
      const deviation = Math.sqrt((probability * (1 - probability)) / DRAWS)
      expect(Math.abs(share - probability)).toBeLessThanOrEqual(4 * deviation)
    }
  })

  it('chance: what comes true at one probability comes true at any higher', () => {
    const probability = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(probability, probability, entity, (a, b, about) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        return !draws.chance(low, about) || draws.chance(high, about)
      }),
    )
  })

  it('map the smallest uniform, 0, to a finite value, and to never at a probability of 0', () => {
    const atZero = new Chance(1).about('zero')
    atZero.uniform = () => 0
    expect(atZero.exponential(5, 1)).toBeGreaterThan(0)
    expect(atZero.chance(0, 1)).toBe(false)
    expect(atZero.normal(1)).toBeGreaterThan(-9)
    expect(atZero.logNormal(5, 0.5, 1)).toBeGreaterThan(0)
  })
})

describe('what is not allowed', () => {
  const draws = new Chance(7).about('errors')

  it.each([
    ['seed', () => new Chance(-1), 'seed: -1 is not allowed; it must be a whole number from 0 to 4294967295'],
    ['seed', () => new Chance(1.5), 'seed: 1.5'],
    ['seed', () => new Chance(2 ** 32), 'seed: 4294967296'],
    ['seed', () => new Chance(Number.NaN), 'seed: NaN'],
    [
      'entity',
      () => draws.uniform(-1),
      'entity: -1 is not allowed; it must be a whole number from 0 to 9007199254740991',
    ],
    ['entity', () => draws.uniform(0.5), 'entity: 0.5'],
    ['entity', () => draws.uniform(2 ** 53), 'entity: 9007199254740992'],
    ['n', () => draws.uniform(1, 2 ** 32), 'n: 4294967296'],
    ['n', () => draws.uniform(1, -1), 'n: -1'],
    ['bound', () => draws.integer(0, 1), 'bound: 0'],
    ['bound', () => draws.integer(2.5, 1), 'bound: 2.5'],
    ['mean', () => draws.exponential(-1, 1), 'mean: -1'],
    ['mean', () => draws.logNormal(Infinity, 1, 1), 'mean: Infinity'],
    ['coefficientOfVariation', () => draws.logNormal(1, -1, 1), 'coefficientOfVariation: -1'],
    ['coefficientOfVariation', () => draws.logNormal(1, Number.NaN, 1), 'coefficientOfVariation: NaN'],
    ['probability', () => draws.chance(1.01, 1), 'probability: 1.01'],
    ['probability', () => draws.chance(Number.NaN, 1), 'probability: NaN'],
  ])('throws a RangeError that names the %s, its value and what is allowed', (_, act, message) => {
    expect(act).toThrow(RangeError)
    expect(act).toThrow(message)
  })
})
