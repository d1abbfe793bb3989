import { describe, expect, it } from 'vitest'
import { Slots } from '#cache/eviction/slots.ts'

describe('slots', () => {
  it('are used again: they never outnumber the names and queues of the fullest moment', () => {
    const slots = new Slots()
    const queue = slots.queue()
    let highest = 0
    for (let n = 0; n < 10_000; n++) {
      highest = Math.max(highest, slots.add(`key:${n}`, queue))
      if (slots.size > 100) slots.remove(slots.oldest(queue))
      const passing = slots.queue()
      highest = Math.max(highest, passing)
      slots.close(passing)
    }
    expect(slots.size).toBe(100)
    expect(highest).toBeLessThan(103)
  })

  it('stand in their queue from the oldest to the youngest, also after many more than at first', () => {
    const slots = new Slots()
    const [one, other] = [slots.queue(), slots.queue()]
    for (let n = 0; n < 1000; n++) slots.add(`key:${n}`, n % 2 === 0 ? one : other)
    const names = (queue: number) => {
      const found: string[] = []
      for (let slot = slots.oldest(queue); slot !== queue; slot = slots.nextYounger(slot))
        found.push(slots.name(slot))
      return found
    }
    expect(names(one)).toEqual(Array.from({ length: 500 }, (_, n) => `key:${2 * n}`))
    slots.move(slots.oldest(one), other)
    expect(names(other).at(-1)).toBe('key:0')
    expect(slots.youngest(other)).toBe(slots.find('key:0'))
    expect(names(one)[0]).toBe('key:2')
  })
})
