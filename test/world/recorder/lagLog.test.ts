import { describe, expect, it } from 'vitest'
import { makeKey } from '#cache/key.ts'
import { LagLog } from '#world/recorder/lagLog.ts'

const one = makeKey('item', 'item:1')
const two = makeKey('item', 'item:2')

describe('the lag of invalidations', () => {
  it('is the longest of those carried out since it was asked last', () => {
    const log = new LagLog()
    log.ended(one, 30)
    log.ended(two, 70)
    log.ended(one, 50)
    expect(log.take(1000)).toBe(70)
    expect(log.take(2000)).toBe(0)
  })

  it('grows with the age of the oldest that waits for repair, until it is carried out', () => {
    const log = new LagLog()
    log.waits(one, 0, 1000)
    log.waits(two, 0, 3000)
    log.waits(one, 0, 4000)
    expect(log.take(5000)).toBe(4000)
    log.ended(one, 4500)
    expect(log.take(6000)).toBe(4500)
    expect(log.take(7000)).toBe(4000)
  })

  it('knows nothing any more of what was given up, or waited in an instance that crashed', () => {
    const log = new LagLog()
    log.waits(one, 0, 1000)
    log.waits(two, 1, 2000)
    log.givenUp(one)
    expect(log.take(5000)).toBe(3000)
    log.crashed(0)
    expect(log.take(6000)).toBe(4000)
    log.crashed(1)
    expect(log.take(7000)).toBe(0)
  })

  it('follows a bounded number of repairs', () => {
    const log = new LagLog()
    for (let n = 0; n < 10_000; n++) log.waits(makeKey('item', `item:${n}`), 0, 1000)
    const last = makeKey('item', 'last')
    log.waits(last, 0, 0)
    expect(log.take(5000)).toBe(4000)
  })
})
