/**
 * Chance by key instead of by stream: a draw is a function of (seed, concern, entity, n) and of nothing else,
 * so a design that draws more or less, or in another order, leaves every other draw as it was (common random
 * numbers).
 *
 * Source: Threefry-2x32 with 20 rounds, from Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy
 * as 1, 2, 3" (SC 2011), with the key (seed, concern) and the counter (entity, n).
 */
import { exp, log, normalQuantile } from './math.ts'

const UINT32_MAX = 4294967295
const TWO_TO_32 = 4294967296
const TWO_TO_26 = 67108864
const TWO_TO_MINUS_53 = 1.1102230246251565e-16
const CONCERNS_MAX = 4096

/** Stands in for a uniform 0 where 0 has no image: half the distance from 0 to the next uniform. */
const SMALLEST = TWO_TO_MINUS_53 / 2

const block = new Int32Array(2)

/** All the chance of one run. The same seed gives the same draws in every engine. */
export class Chance {
  readonly seed: number
  private readonly concerns = new Map<number, { concern: string; draws: Draws }>()

  /** `seed` is a whole number from 0 to 4294967295; anything else throws a RangeError. */
  constructor(seed: number) {
    if (seed >>> 0 !== seed) throw notAllowed('seed', seed, `a whole number from 0 to ${UINT32_MAX}`)
    this.seed = seed
  }

  /**
   * The draws about one concern, such as 'origin service time'. The same concern gives the same draws; two
   * concerns never share theirs. Throws a RangeError should two hash alike, and when there are more than 4096
   * concerns: number the things within a concern by `entity`, not by its name.
   */
  about(concern: string): Draws {
    const hash = hashed(concern)
    const known = this.concerns.get(hash)
    if (known === undefined) {
      if (this.concerns.size === CONCERNS_MAX)
        throw notAllowed('concern', `'${concern}'`, `one of at most ${CONCERNS_MAX}`)
      const draws = new Draws(this.seed, hash)
      this.concerns.set(hash, { concern, draws })
      return draws
    }
    if (known.concern === concern) return known.draws
    throw notAllowed('concern', `'${concern}'`, `another name: this one hashes like '${known.concern}'`)
  }
}

/**
 * Draws about one concern. `entity`, a whole number from 0 to 2^53 - 1, says about what (a request, a key, a
 * node); `n`, from 0 to 2^32 - 1, tells several draws about it apart. Anything else throws a RangeError.
 *
 * The methods map the same uniform number, so draw `normal` and `uniform` of one thing with different n.
 */
export class Draws {
  private readonly seed: number
  private readonly concern: number
  private coefficientOfVariation = 0
  private sigma = 0

  /** `seed` and `concern` (a hash) are uint32. Use `Chance.about`. */
  constructor(seed: number, concern: number) {
    this.seed = seed | 0
    this.concern = concern | 0
  }

  /** A multiple of 2^-53 in [0, 1). */
  uniform(entity: number, n = 0): number {
    const low = entity >>> 0
    if (n >>> 0 !== n) throw notAllowed('n', n, `a whole number from 0 to ${UINT32_MAX}`)
    // What does not fit the counter changes the key: no two entities of a concern share both.
    threefry2x32(block, this.seed, low === entity ? this.concern : this.concern ^ highBits(entity), low, n)
    return (((block[0] as number) >>> 5) * TWO_TO_26 + ((block[1] as number) >>> 6)) * TWO_TO_MINUS_53
  }

  /** A whole number from 0 to bound - 1, for a whole bound from 1 to 2^32; the bias is below 2^-21. */
  integer(bound: number, entity: number, n = 0): number {
    if (!(bound >= 1 && bound <= TWO_TO_32 && Math.floor(bound) === bound))
      throw notAllowed('bound', bound, `a whole number from 1 to ${TWO_TO_32}`)
    return Math.floor(this.uniform(entity, n) * bound)
  }

  /** Exponentially distributed, in the unit of `mean` (0 or more), above 0 for a mean above 0. */
  exponential(mean: number, entity: number, n = 0): number {
    requireNotNegative('mean', mean)
    const u = this.uniform(entity, n)
    return u === 0 ? mean * SMALLEST : mean * -log(1 - u)
  }

  /** Standard normal: mean 0, variance 1, always finite. */
  normal(entity: number, n = 0): number {
    const u = this.uniform(entity, n)
    return normalQuantile(u === 0 ? SMALLEST : u)
  }

  /**
   * Log-normal, in the unit of `mean` (0 or more): `mean` and `coefficientOfVariation` (standard deviation
   * over mean, 0 or more) are those of the value itself, not of its logarithm. With a variation of 0 it is
   * the mean exactly.
   *
   * From the moments: sigma^2 = log(1 + cv^2), mu = log(mean) - sigma^2 / 2.
   */
  logNormal(mean: number, coefficientOfVariation: number, entity: number, n = 0): number {
    requireNotNegative('mean', mean)
    if (coefficientOfVariation !== this.coefficientOfVariation) {
      requireNotNegative('coefficientOfVariation', coefficientOfVariation)
      this.sigma = Math.sqrt(logOnePlus(coefficientOfVariation * coefficientOfVariation))
      this.coefficientOfVariation = coefficientOfVariation
    }
    const sigma = this.sigma
    return sigma === 0 ? mean : mean * exp(sigma * (this.normal(entity, n) - sigma / 2))
  }

  /** True with this probability, 0 (never) to 1 (always); what is true at one is true at any higher. */
  chance(probability: number, entity: number, n = 0): boolean {
    if (!(probability >= 0 && probability <= 1))
      throw notAllowed('probability', probability, 'a number from 0 to 1')
    return this.uniform(entity, n) < probability
  }
}

/**
 * Threefry-2x32, 20 rounds: writes the two words of the block for key (k0, k1) and counter (c0, c1), all
 * uint32, to `out`. Every fourth round adds the next two of the three key words and a count; rotations are
 * 13, 15, 26, 6, 17, 29, 16, 24 (Salmon et al. 2011, table 2).
 */
export function threefry2x32(
  out: Int32Array | Uint32Array,
  k0: number,
  k1: number,
  c0: number,
  c1: number,
): void {
  const k2 = 0x1bd11bda ^ k0 ^ k1
  let a = (c0 + k0) | 0
  let b = (c1 + k1) | 0
  a = (a + b) | 0
  b = ((b << 13) | (b >>> 19)) ^ a
  a = (a + b) | 0
  b = ((b << 15) | (b >>> 17)) ^ a
  a = (a + b) | 0
  b = ((b << 26) | (b >>> 6)) ^ a
  a = (a + b) | 0
  b = ((b << 6) | (b >>> 26)) ^ a
  a = (a + k1) | 0
  b = (b + k2 + 1) | 0
  a = (a + b) | 0
  b = ((b << 17) | (b >>> 15)) ^ a
  a = (a + b) | 0
  b = ((b << 29) | (b >>> 3)) ^ a
  a = (a + b) | 0
  b = ((b << 16) | (b >>> 16)) ^ a
  a = (a + b) | 0
  b = ((b << 24) | (b >>> 8)) ^ a
  a = (a + k2) | 0
  b = (b + k0 + 2) | 0
  a = (a + b) | 0
  b = ((b << 13) | (b >>> 19)) ^ a
  a = (a + b) | 0
  b = ((b << 15) | (b >>> 17)) ^ a
  a = (a + b) | 0
  b = ((b << 26) | (b >>> 6)) ^ a
  a = (a + b) | 0
  b = ((b << 6) | (b >>> 26)) ^ a
  a = (a + k0) | 0
  b = (b + k1 + 3) | 0
  a = (a + b) | 0
  b = ((b << 17) | (b >>> 15)) ^ a
  a = (a + b) | 0
  b = ((b << 29) | (b >>> 3)) ^ a
  a = (a + b) | 0
  b = ((b << 16) | (b >>> 16)) ^ a
  a = (a + b) | 0
  b = ((b << 24) | (b >>> 8)) ^ a
  a = (a + k1) | 0
  b = (b + k2 + 4) | 0
  a = (a + b) | 0
  b = ((b << 13) | (b >>> 19)) ^ a
  a = (a + b) | 0
  b = ((b << 15) | (b >>> 17)) ^ a
  a = (a + b) | 0
  b = ((b << 26) | (b >>> 6)) ^ a
  a = (a + b) | 0
  b = ((b << 6) | (b >>> 26)) ^ a
  a = (a + k2) | 0
  b = (b + k0 + 5) | 0
  out[0] = a
  out[1] = b
}

/** Bits 32 to 52 of an entity that is no uint32, spread over a word. One-to-one. */
function highBits(entity: number): number {
  if (!(Number.isSafeInteger(entity) && entity >= 0))
    throw notAllowed('entity', entity, `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`)
  return Math.imul(Math.floor(entity / TWO_TO_32), 0x9e3779b1)
}

/** FNV-1a over UTF-16 code units (for ASCII: the standard 32-bit FNV-1a). */
function hashed(concern: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < concern.length; i++) hash = Math.imul(hash ^ concern.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** log(1 + x) for x >= 0 without losing a small x (Goldberg 1991, theorem 4). */
function logOnePlus(x: number): number {
  const sum = 1 + x
  return sum === 1 ? x : sum === Infinity ? sum : (log(sum) * x) / (sum - 1)
}

function requireNotNegative(field: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) throw notAllowed(field, value, 'a finite number, 0 or more')
}

function notAllowed(field: string, value: number | string, allowed: string): RangeError {
  return new RangeError(`${field}: ${value} is not allowed; it must be ${allowed}`)
}
