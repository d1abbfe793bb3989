import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Ring } from '#kernel/ring.ts'

/** Push a value, take the oldest, or exchange it with one so many places behind it. */
const command = fc.oneof(
  fc.constant('push' as const),
  fc.constant('shift' as const),
  fc.integer({ min: 0, max: 40 }),
)

describe('the ring', () => {
  it('is first in, first out while it turns, grows, and has its oldest exchanged', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 300 }), commands => {
        const ring = new Ring<number>()
        const plain: number[] = []
        for (const [value, command] of commands.entries()) {
          if (command === 'push') {
            ring.push(value)
            plain.push(value)
          } else if (command === 'shift') {
            if (ring.shift() !== plain.shift()) return false
          } else if (command < plain.length) {
            ring.swapWithHead(command)
            ;[plain[0], plain[command]] = [plain[command]!, plain[0]!]
          }
          if (ring.peek() !== plain[0] || ring.length !== plain.length) return false
          if (typeof command === 'number' && ring.at(command) !== plain[command]) return false
        }
        return plain.every((value, place) => ring.at(place) === value)
      }),
      { seed: 3, numRuns: 500 },
    )
  })

  it('has nothing behind its end, also where something was before', () => {
    const ring = new Ring<string>()
    for (let n = 0; n < 16; n++) ring.push(`${n}`)
    expect([ring.at(15), ring.at(16), ring.at(17)]).toEqual(['15', undefined, undefined])
    ring.shift()
    expect([ring.at(14), ring.at(15), ring.at(16)]).toEqual(['15', undefined, undefined])
  })
})
