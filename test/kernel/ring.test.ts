import fc from 'fast-check'
import { describe, it } from 'vitest'
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
          } else if (ring.shift() !== plain.shift()) return false
          if (ring.peek() !== plain[0] || ring.length !== plain.length) return false
        }
        return true
      }),
      { seed: 3, numRuns: 300 },
    )
  })
})
