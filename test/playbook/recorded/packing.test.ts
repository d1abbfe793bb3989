import fc from 'fast-check'
import { expect, it } from 'vitest'
import { packCopies, unpackCopies } from '#playbook/recorded/copies.ts'
import { pack, unpackInto } from '#playbook/recorded/packing.ts'
import type { CopyInterval } from '#recording/recording.ts'

it('a series comes back as it was, at its place, with zeros and with what was not measured', () => {
  const value = fc.oneof(fc.constant(0), fc.constant(Number.NaN), fc.integer({ min: 1, max: 9999 }))
  fc.assert(
    fc.property(fc.array(value, { maxLength: 40 }), fc.nat(5), (values, at) => {
      const found = new Float64Array(at + values.length)
      unpackInto(found, JSON.parse(JSON.stringify(pack(Float64Array.from(values)))), at)
      expect([...found]).toEqual([...Array(at).fill(0), ...values])
    }),
  )
})

it('a count is kept as it is, a measured value to four digits', () => {
  expect(pack(Uint32Array.of(123_456))).toEqual([123_456])
  expect(pack(Float64Array.of(0.123456, 98.7654))).toEqual([0.1235, 98.77])
})

it('what a place held of a key comes back to the millisecond, with the stretches of which nothing is known', () => {
  const held = (
    state: CopyInterval['state'],
    fromMs: number,
    toMs: number,
    place = 'redis',
  ): CopyInterval => ({
    key: 'price:1',
    place,
    state,
    fromMs,
    toMs,
  })
  const redis = [held('fresh', 0, 1500), held('stale', 1500, 2100), held('absent', 2400, 3000)]
  const instance = [held('expired', 10, 20, 'instance 1')]
  expect(unpackCopies(packCopies([...redis, ...instance]))).toEqual([...redis, ...instance])
  expect(packCopies(redis)).toEqual([
    { key: 'price:1', place: 'redis', states: 'fs-a', ms: [0, 1500, 600, 300, 600] },
  ])
})
