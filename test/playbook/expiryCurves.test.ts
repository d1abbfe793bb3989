import { expect, it } from 'vitest'
import { expiryOf, type HotEntry } from '#playbook/figures/expiryCurves.ts'

const home: HotEntry = { readsPerS: 1000, loadMs: 1000, ttlMs: 60_000, processes: 8 }
const EULER = 0.5772156649

/** Within so many percent. */
function expectNear(actual: number, expected: number, percent: number): void {
  expect(Math.abs(actual / expected - 1) * 100, `${actual} for ${expected}`).toBeLessThan(percent)
}

it('makes 1 + λδ loads without early expiry, and one a process when they coalesce', () => {
  const { loads, coalescedLoads, leadMs, meanAgeMs } = expiryOf({ kind: 'none' }, home)
  expect(loads).toBeCloseTo(1001, 6)
  expect(coalescedLoads).toBeCloseTo(8, 6)
  expect(leadMs).toBe(0)
  expect(meanAgeMs).toBeCloseTo(30_500, 6)
})

it('makes e^(1/β) loads with XFetch, and begins βδ(ln(λβδ) + γ) before the end', () => {
  for (const beta of [0.5, 1, 2]) {
    const { loads, leadMs } = expiryOf({ kind: 'xfetch', beta }, home)
    expectNear(loads, Math.exp(1 / beta), 1)
    expectNear(leadMs, beta * home.loadMs * (Math.log(home.readsPerS * beta) + EULER), 1)
  }
})

it('makes about two loads with XFetch in eight processes that coalesce: 1 + 7 × (1 − 1/(1 + (e − 1)/8))', () => {
  const { coalescedLoads } = expiryOf({ kind: 'xfetch', beta: 1 }, home)
  expectNear(coalescedLoads, 1 + 7 * (1 - 1 / (1 + (Math.E - 1) / 8)), 1)
})

it('begins √(πW/2λ) into a window, and makes some sixty loads there', () => {
  const { loads, leadMs, coalescedLoads } = expiryOf({ kind: 'window', windowMs: 10_000 }, home)
  expectNear(10_000 - leadMs, 1000 * Math.sqrt((Math.PI * 10) / (2 * home.readsPerS)), 3)
  expect(loads).toBeGreaterThan(55)
  expect(loads).toBeLessThan(70)
  expectNear(coalescedLoads, 8, 1)
})

it('serves younger entries the earlier it refreshes', () => {
  const ages = [
    expiryOf({ kind: 'none' }, home),
    expiryOf({ kind: 'xfetch', beta: 1 }, home),
    expiryOf({ kind: 'window', windowMs: 10_000 }, home),
    expiryOf({ kind: 'window', windowMs: 30_000 }, home),
  ].map(({ meanAgeMs }) => meanAgeMs)
  expect(ages).toEqual([...ages].sort((a, b) => b - a))
  expectNear(ages[1]!, 27_200, 1)
})

it('has no refresh ahead of a rarely read entry, and one load', () => {
  const { loads, leadMs } = expiryOf({ kind: 'xfetch', beta: 1 }, { ...home, readsPerS: 0.001 })
  expect(leadMs).toBeLessThan(10)
  expectNear(loads, 1, 1)
})
