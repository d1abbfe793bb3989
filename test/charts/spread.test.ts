import fc from 'fast-check'
import { expect, it } from 'vitest'
import { spread } from '#charts/spread.ts'

it('leaves labels alone that have room', () => {
  expect(spread([10, 50, 90], 16, 0, 100)).toEqual([10, 50, 90])
})

it('centres a crowd on where it belongs', () => {
  expect(spread([50, 50, 50], 10, 0, 100)).toEqual([40, 50, 60])
})

it('keeps order, distance and bounds for any labels that fit', () => {
  const labels = fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), { maxLength: 40 })
  fc.assert(
    fc.property(labels, wanted => {
      const sorted = [...wanted].sort((a, b) => a - b)
      const places = spread(sorted, 17, 8, 992)
      expect(places).toHaveLength(sorted.length)
      places.forEach((place, i) => {
        expect(place).toBeGreaterThanOrEqual(8 - 1e-6)
        expect(place).toBeLessThanOrEqual(992 + 1e-6)
        if (i > 0) expect(place - (places[i - 1] as number)).toBeGreaterThanOrEqual(17 - 1e-6)
      })
    }),
  )
})
