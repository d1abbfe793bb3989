import { expect } from 'vitest'

/** How many standard deviations a mean may lie from the truth: beyond it once in 16,000 times. */
const DEVIATIONS = 4

/** The mean of independent values, and how far it is from the truth by chance: one standard deviation. */
export function mean(values: readonly number[]): { readonly mean: number; readonly sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, sd: Math.sqrt(squares / (values.length - 1) / values.length) }
}

/**
 * Expects the mean of independent values at `truth`, within four standard deviations as their own spread gives them.
 * `sharpness` is the relative error the test must be able to see; a test that could not fails.
 */
export function expectMean(values: readonly number[], truth: number, sharpness: number): void {
  const found = mean(values)
  expect(DEVIATIONS * found.sd, 'the spread of the values is too wide to tell').toBeLessThan(
    sharpness * truth,
  )
  expectNear(found.mean, truth, found.sd)
}

/** Expects a value within four standard deviations of the truth. */
export function expectNear(value: number, truth: number, sd: number): void {
  expect(value).toBeGreaterThan(truth - DEVIATIONS * sd)
  expect(value).toBeLessThan(truth + DEVIATIONS * sd)
}
