import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Ring } from '#kernel/ring.ts'

describe('the ring', () => {
  it('is first in, first out while it turns and grows', () => {
    const pushes = fc.array(fc.boolean(), { maxLength: 300 })
    fc.assert(
      fc.property(pushes, commands => {
        const ring = new Ring<number>()
        const plain: number[] = []
        for (const [value, isPush] of commands.entries()) {
          if (isPush) {
            ring.push(value)
            plain.push(value)
          } else expect(ring.shift()).toBe(plain.shift())
          expect(ring.peek()).toBe(plain[0])
          expect(ring.length).toBe(plain.length)
        }
      }),
      { seed: 3, numRuns: 300 },
    )
  })
})
