import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NameIndex } from '#cache/eviction/nameIndex.ts'

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom('set', 'set', 'set', 'delete', 'clear'),
    name: fc.nat({ max: 20 }).map(String),
    value: fc.nat(),
  }),
  { maxLength: 200 },
)

describe('an index of names', () => {
  it.each([1, 2, 5, 100])('is a Map, also when one Map takes but %i of them', mapNamesMax => {
    fc.assert(
      fc.property(steps, taken => {
        const index = new NameIndex(mapNamesMax)
        const map = new Map<string, number>()
        for (const [n, { kind, name, value }] of taken.entries()) {
          if (kind === 'set') {
            index.set(name, value)
            map.set(name, value)
          } else if (kind === 'delete') {
            index.delete(name)
            map.delete(name)
          } else if (n % 9 === 0) {
            index.clear()
            map.clear()
          }
          expect(index.size).toBe(map.size)
        }
        const names = Array.from({ length: 21 }, (_, n) => String(n))
        expect(names.map(name => index.get(name))).toEqual(names.map(name => map.get(name)))
      }),
    )
  })
})
