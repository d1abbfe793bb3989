import { expect, it } from 'vitest'
import { studentT } from '#cli/compare/studentT.ts'

// From scipy 1.17.1, stats.t.ppf(0.975, degrees): another method, the inverse of the incomplete beta function.
it.each([
  [1, 12.706204736174694],
  [2, 4.302652729749462],
  [3, 3.1824463052837078],
  [4, 2.7764451051977934],
  [5, 2.5705818356363146],
  [9, 2.262157162798205],
  [10, 2.228138851986274],
  [19, 2.0930240544083087],
  [29, 2.045229642132703],
  [30, 2.0422724563012378],
  [60, 2.0002978220142604],
  [100, 1.9839715185235518],
  [1000, 1.9623390808264083],
])('with %i degrees of freedom 95 %% lie within %d, as scipy has it', (degrees, expected) => {
  expect(studentT(0.95, degrees)).toBeCloseTo(expected, 9)
})

it('is known in closed form for one and two degrees of freedom', () => {
  for (const confidence of [0.5, 0.9, 0.95, 0.99]) {
    expect(studentT(confidence, 1)).toBeCloseTo(Math.tan((Math.PI / 2) * confidence), 8)
    expect(studentT(confidence, 2)).toBeCloseTo(confidence * Math.sqrt(2 / (1 - confidence ** 2)), 9)
  }
})
