import { describe, expect, it } from 'vitest'
import { makeKey } from '#cache/key.ts'
import type { Fiber } from '#kernel/fiber.ts'
import { answerOf, type Outcome, type PolicyChange, Rig, type RigParts } from './fakes.ts'

const TTL_MS = 1000
const AHEAD_MS = 200

/** Entries live 1000 ms from the start of their load, and are refreshed 200 ms before their end. */
function refreshed(policy: PolicyChange = {}, parts: RigParts = {}): Rig {
  return new Rig({
    ...parts,
    policy: { l2: { ttlMs: TTL_MS, jitter: 0 }, backgroundRefresh: { aheadMs: AHEAD_MS }, ...policy },
  })
}

function product(n: number) {
  return makeKey('product', `product:${n}`)
}

describe('an entry that is looked after', () => {
  it('is loaded again so long before its end, if it was read since it was filled', () => {
    const rig = refreshed()
    rig.read()
    rig.at(500, () => rig.read())
    rig.kernel.run(TTL_MS - AHEAD_MS - 1)
    expect(rig.origin.loads).toBe(1)
    rig.kernel.run(TTL_MS - 1)
    expect(rig.origin.beganMs).toEqual([0, TTL_MS - AHEAD_MS])
    expect(rig.store.entry(rig.key)?.createdAtMs).toBe(TTL_MS - AHEAD_MS)
    expect(rig.witness.count('background-refresh')).toBe(1)
  })

  it('is not when nobody but those who loaded it has read it: it ends like any other', () => {
    const rig = refreshed()
    for (let n = 0; n < 5; n++) rig.read()
    rig.kernel.run(TTL_MS)
    expect(rig.origin.loads).toBe(1)
    expect(rig.store.entry(rig.key)).toBeNull()
    expect(rig.witness.count('background-refresh')).toBe(0)
  })

  it('is for as long as it is read, and no longer', () => {
    const rig = refreshed()
    for (let atMs = 0; atMs < 5000; atMs += 50) rig.at(atMs, () => rig.read())
    rig.kernel.run(20_000)
    const step = TTL_MS - AHEAD_MS
    // Read until 4950: what is filled at 4800 is refreshed at 5600, and that is read by nobody.
    expect(rig.origin.beganMs).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map(n => n * step))
  })

  it('counts reads from the process as well as those from Redis', () => {
    for (const l1 of [null, { ttlMs: 10_000, maxEntries: 10 }]) {
      const rig = refreshed({ l1 })
      rig.read()
      const reader: Fiber<Outcome>[] = []
      rig.at(300, () => reader.push(rig.read()))
      rig.kernel.run(TTL_MS - 1)
      expect(answerOf(reader[0]!).source).toBe(l1 === null ? 'l2' : 'l1')
      expect(rig.origin.loads).toBe(2)
    }
  })

  it('is by whoever has filled it: another instance that reads it loads nothing', () => {
    const rig = refreshed({}, { instances: 3 })
    rig.read(rig.key, 0)
    for (const [n, instance] of [0, 1, 2, 1, 2].entries()) rig.at(300 + n, () => rig.read(rig.key, instance))
    rig.kernel.run(TTL_MS - 1)
    expect(rig.origin.loads).toBe(2)
    expect(rig.witness.count('background-refresh')).toBe(1)
  })

  it('is not by one whose fill was refused: there is nothing to look after', () => {
    const rig = refreshed({ invalidation: { deleteOnWrite: true } })
    rig.origin.loadMs = 100
    rig.read()
    rig.at(50, () => rig.write('second'))
    rig.at(300, () => rig.read())
    rig.kernel.run(TTL_MS - AHEAD_MS + 50)
    expect(rig.origin.beganMs).toEqual([0, 300])
  })

  it('in the process alone is so, too, where a type is not in Redis', () => {
    const rig = refreshed({ l1: { ttlMs: TTL_MS, maxEntries: 10 }, l2: null })
    rig.read()
    rig.at(500, () => rig.read())
    rig.kernel.run(TTL_MS - 1)
    expect(rig.origin.beganMs).toEqual([0, TTL_MS - AHEAD_MS])
    expect(rig.local()?.createdAtMs).toBe(TTL_MS - AHEAD_MS)
  })

  it('in the process alone is not looked after where an invalidation has kept it out', () => {
    const rig = refreshed({
      l1: { ttlMs: TTL_MS, maxEntries: 10 },
      l2: null,
      invalidation: { deleteOnWrite: true },
    })
    rig.origin.loadMs = 100
    rig.read()
    rig.at(50, () => rig.write('second'))
    rig.at(300, () => rig.read())
    rig.kernel.run(TTL_MS - AHEAD_MS + 50)
    expect(rig.origin.beganMs).toEqual([0, 300])
  })

  it('by two instances that filled it one after the other is refreshed once, by the later', () => {
    const rig = refreshed({ invalidation: { deleteOnWrite: true, publishToL1: true } }, { instances: 2 })
    rig.read(rig.key, 0)
    rig.at(100, () => rig.read(rig.key, 0))
    rig.at(200, () => rig.write('second', rig.key, 1))
    rig.at(300, () => rig.read(rig.key, 1))
    rig.at(400, () => rig.read(rig.key, 0))
    rig.at(500, () => rig.read(rig.key, 1))
    rig.kernel.run(300 + TTL_MS - 1)
    expect(rig.origin.beganMs).toEqual([0, 300, 300 + TTL_MS - AHEAD_MS])
  })

  it('is not refreshed at the time of another that was there before it', () => {
    const rig = refreshed({ invalidation: { deleteOnWrite: true } })
    rig.read()
    rig.at(200, () => rig.write('second'))
    rig.at(300, () => rig.read())
    rig.at(400, () => rig.read())
    rig.kernel.run(1299)
    expect(rig.origin.beganMs).toEqual([0, 300, 1100])
  })

  it('that ends before its time to be refreshed is let go at once, whoever reads it: no load follows on another', () => {
    const rig = refreshed({ backgroundRefresh: { aheadMs: 5 * TTL_MS } })
    rig.origin.loadMs = 9.7
    for (let atMs = 0.5; atMs < 900; atMs += 1) rig.at(atMs, () => rig.read())
    rig.kernel.run(900)
    expect(rig.origin.loads).toBeLessThanOrEqual(2)
  })
})

describe('how many entries an instance looks after', () => {
  it('is bounded: further ones expire in the ordinary way', () => {
    const rig = refreshed({ backgroundRefresh: { aheadMs: AHEAD_MS, mostKeys: 3 } })
    for (let n = 0; n < 10; n++) {
      rig.read(product(n))
      rig.at(500, () => rig.read(product(n)))
    }
    rig.kernel.run(TTL_MS)
    expect(rig.origin.loads).toBe(13)
    const there = Array.from({ length: 10 }, (_, n) => rig.store.entry(product(n)) !== null)
    expect(there.filter(isThere => isThere)).toHaveLength(3)
  })

  it('has room again when one is invalidated, or let go because nobody reads it', () => {
    const rig = refreshed({
      backgroundRefresh: { aheadMs: AHEAD_MS, mostKeys: 1 },
      invalidation: { deleteOnWrite: true },
    })
    rig.read(product(1))
    rig.at(100, () => rig.write('second', product(1)))
    rig.at(200, () => rig.read(product(2)))
    // Nobody reads it again: let go at 1000.
    rig.at(1010, () => rig.read(product(3)))
    rig.at(1100, () => rig.read(product(3)))
    rig.kernel.run(1900)
    expect(rig.origin.loads).toBe(4)
    expect(rig.store.entry(product(3))?.createdAtMs).toBe(1810)
  })

  it('is bounded for each type by itself', () => {
    const one = { backgroundRefresh: { aheadMs: AHEAD_MS, mostKeys: 1 }, l2: { ttlMs: TTL_MS, jitter: 0 } }
    const rig = refreshed(one, { policies: { price: one } })
    for (const key of [product(1), product(2), makeKey('price', 'price:1')]) {
      rig.read(key)
      rig.at(500, () => rig.read(key))
    }
    rig.kernel.run(TTL_MS - 1)
    expect(rig.origin.loads).toBe(5)
  })
})
