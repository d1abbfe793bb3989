import { studentT } from './studentT.ts'

export const CONFIDENCE = 0.95

/** A figure of two designs at one seed. */
export interface Pair {
  readonly a: number
  readonly b: number
}

export interface Interval {
  readonly low: number
  readonly high: number
}

/** How b differs from a. */
export interface PairedDifference {
  readonly pairs: number
  readonly mean: Pair
  /** Mean of b - a. */
  readonly difference: number
  /** null for a single pair, which says nothing of how far others would be from it. */
  readonly interval: Interval | null
}

/**
 * The mean difference with its confidence interval by Student's t on the differences of the pairs: both designs meet
 * the same arrivals, so what a seed does to both of them cancels. Takes the mean of the differences for roughly normal;
 * a figure that jumps at few seeds has an interval that is too sure of itself. Null without a pair.
 */
export function pairedDifference(pairs: readonly Pair[]): PairedDifference | null {
  if (pairs.length === 0) return null
  const { mean, deviation } = spread(pairs.map(({ a, b }) => b - a))
  const n = pairs.length
  const half = n < 2 ? null : (studentT(CONFIDENCE, n - 1) * deviation) / Math.sqrt(n)
  return {
    pairs: n,
    mean: { a: spread(pairs.map(({ a }) => a)).mean, b: spread(pairs.map(({ b }) => b)).mean },
    difference: mean,
    interval: half === null ? null : { low: mean - half, high: mean + half },
  }
}

/** Welford's method: equal values have a deviation of exactly 0. */
function spread(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  let mean = 0
  let squares = 0
  for (const [index, value] of values.entries()) {
    const off = value - mean
    mean += off / (index + 1)
    squares += off * (value - mean)
  }
  return { mean, deviation: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) }
}
