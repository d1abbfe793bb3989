import { power } from './math.ts'

const COUNT_MAX = 100_000_000
const CELLS_MAX = 1_048_576

/**
 * Popularity by Zipf's law: of `count` ranks, rank r (from 0) has a weight of (r + 1)^-exponent. Exponent 0
 * is uniform; web and key-value traffic is near 1.
 */
export class Zipf {
  readonly count: number
  readonly exponent: number
  /** Share of the ranks up to and including each; the last is 1. */
  private readonly cumulative: Float64Array
  /** The rank at the lower end of each of `cells` equal parts of [0, 1), and the last rank. */
  private readonly guide: Uint32Array
  private readonly cells: number

  /**
   * `count` is a whole number from 1 to 1e8 (8 to 16 bytes each), `exponent` a finite number, 0 or more;
   * anything else throws a RangeError.
   */
  constructor(count: number, exponent: number) {
    if (!(Number.isInteger(count) && count >= 1 && count <= COUNT_MAX))
      throw new RangeError(`count: ${count} is not allowed; it must be a whole number from 1 to ${COUNT_MAX}`)
    if (!(exponent >= 0 && exponent < Infinity))
      throw new RangeError(`exponent: ${exponent} is not allowed; it must be a finite number, 0 or more`)
    this.count = count
    this.exponent = exponent
    this.cumulative = cumulativeShares(count, exponent)
    this.cells = 1
    while (this.cells < count && this.cells < CELLS_MAX) this.cells *= 2
    this.guide = guideTo(this.cumulative, this.cells)
  }

  /**
   * The 0-based rank of a uniform u in [0, 1): the first whose cumulative share is above u. Throws a
   * RangeError for any other u.
   *
   * Source of the guide table: Chen and Asau, "On generating random variates from an empirical distribution",
   * AIIE Transactions 6 (1974) 163-166. A number of cells that is a power of two makes u * cells exact.
   */
  rank(u: number): number {
    if (!(u >= 0 && u < 1)) throw new RangeError(`u: ${u} is not allowed; it must be from 0 to below 1`)
    const cell = Math.floor(u * this.cells)
    const cumulative = this.cumulative
    let low = this.guide[cell] as number
    let high = this.guide[cell + 1] as number
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((cumulative[middle] as number) > u) high = middle
      else low = middle + 1
    }
    return low
  }

  /** Share of the draws that a 0-based rank gets; a RangeError for a rank that is not there. */
  share(rank: number): number {
    const upTo = this.cumulative[rank]
    if (upTo === undefined)
      throw new RangeError(`rank: ${rank} is not allowed; it must be from 0 to ${this.count - 1}`)
    return rank === 0 ? upTo : upTo - this.cumulative[rank - 1]!
  }
}

/** Weights are summed from the heaviest down, then divided by their sum. */
function cumulativeShares(count: number, exponent: number): Float64Array {
  const cumulative = new Float64Array(count)
  let sum = 0
  for (let i = 0; i < count; i++) {
    sum += power(i + 1, -exponent)
    cumulative[i] = sum
  }
  for (let i = 0; i < count; i++) cumulative[i] = (cumulative[i] as number) / sum
  cumulative[count - 1] = 1
  return cumulative
}

function guideTo(cumulative: Float64Array, cells: number): Uint32Array {
  const guide = new Uint32Array(cells + 1)
  let rank = 0
  for (let cell = 0; cell < cells; cell++) {
    while ((cumulative[rank] as number) <= cell / cells) rank++
    guide[cell] = rank
  }
  guide[cells] = cumulative.length - 1
  return guide
}
