import { describe, expect, it } from 'vitest'
import { makeKey } from '#cache/key.ts'
import { firstPendingVersion } from '#cache/writeBehind.ts'
import { mistaken } from '#world/intended.ts'
import { Oracle } from '#world/oracle.ts'

const key = makeKey('product', 'product:1')
const [first, second, third] = [1, 2, 3].map(n => firstPendingVersion(0) + n) as [number, number, number]
const elsewhere = firstPendingVersion(1) + 1

describe('what the oracle knows of writes that wait in a cache', () => {
  it('is that nothing supersedes one that is still to be committed', () => {
    const oracle = new Oracle()
    oracle.commit(key, 100)
    expect(oracle.staleMs(key, first, 500)).toBe(0)
  })

  it('is that a committed one is superseded as the version is under which it was committed', () => {
    const oracle = new Oracle()
    oracle.settle(first, oracle.commit(key, 100), false)
    expect(oracle.staleMs(key, first, 500)).toBe(0)
    oracle.commit(key, 300)
    expect(oracle.staleMs(key, first, 500)).toBe(200)
  })

  it('is that one in whose place a later one was committed has been superseded by that', () => {
    const oracle = new Oracle()
    const version = oracle.commit(key, 100)
    oracle.settle(second, version, false)
    oracle.settle(first, version, true)
    expect(oracle.staleMs(key, first, 500)).toBe(400)
    expect(oracle.staleMs(key, second, 500)).toBe(0)
  })

  it('tells which was written first, whether both wait, one or none', () => {
    const oracle = new Oracle()
    oracle.commit(key, 50)
    expect(oracle.precedes(first, second)).toBe(true)
    expect(oracle.precedes(second, first)).toBe(false)
    // Nothing that is committed is as new as what waits.
    expect(oracle.precedes(2, first)).toBe(true)
    expect(oracle.precedes(first, 2)).toBe(false)
    oracle.settle(first, oracle.commit(key, 100), false)
    expect(oracle.precedes(2, first)).toBe(true)
    expect(oracle.precedes(3, first)).toBe(false)
    expect(oracle.precedes(first, 4)).toBe(true)
    expect(oracle.precedes(first, third)).toBe(true)
  })

  it('compares writes that wait in the caches of two regions only when it is settled which came first', () => {
    const oracle = new Oracle()
    expect(oracle.precedes(first, elsewhere)).toBe(false)
    oracle.settle(first, oracle.commit(key, 100), false)
    oracle.settle(elsewhere, oracle.commit(key, 200), false)
    expect(oracle.precedes(first, elsewhere)).toBe(true)
    expect(oracle.precedes(elsewhere, first)).toBe(false)
  })

  it('is wrong where its own value is, committed or not, and whatever was committed in its place', () => {
    const oracle = new Oracle()
    const value = mistaken(7)
    expect(oracle.isWrong(key, { version: second, value })).toBe(true)
    const version = oracle.commit(key, 100, true)
    oracle.settle(second, version, false)
    oracle.settle(first, version, true)
    expect(oracle.isWrong(key, { version, value: version })).toBe(true)
    expect(oracle.isWrong(key, { version: second, value })).toBe(true)
    expect(oracle.isWrong(key, { version: first, value: 6 })).toBe(false)
  })
})
