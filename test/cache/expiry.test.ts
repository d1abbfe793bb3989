import { describe, expect, it } from 'vitest'
import { makeKey } from '#cache/key.ts'
import { answerOf, Rig } from './fakes.ts'

const inL1 = { ttlMs: 300, maxEntries: 100 }

describe('an entry', () => {
  it('ages while it is loaded: its expiry counts from the start of the load', () => {
    const rig = new Rig({ policy: { l1: inL1, l2: { ttlMs: 1000, jitter: 0 } } })
    rig.origin.loadMs = 40
    rig.at(100, () => rig.read())
    rig.kernel.run(200)
    expect(rig.store.entry(rig.key)).toMatchObject({
      createdAtMs: 100,
      exists: true,
      freshUntilMs: 1100,
      keptUntilMs: 1100,
      loadMs: 40,
    })
  })

  it('is served until its TTL has passed and not at that instant', () => {
    for (const l1 of [null, { ttlMs: 60_000, maxEntries: 10 }]) {
      const rig = new Rig({ policy: { l1, l2: { ttlMs: 1000, jitter: 0 } } })
      rig.read()
      const late: ReturnType<Rig['read']>[] = []
      rig.at(999.999, () => late.push(rig.read()))
      rig.at(1000, () => late.push(rig.read()))
      rig.kernel.run(1100)
      expect(late.map(reader => answerOf(reader).source)).toEqual([l1 === null ? 'l2' : 'l1', 'load'])
    }
  })

  it('whose TTL is next to nothing is served to everybody who waited, and kept nowhere', () => {
    const rig = new Rig({ policy: { l1: inL1, l2: { ttlMs: 0.001, jitter: 0 } } })
    const readers = Array.from({ length: 10 }, () => rig.read())
    rig.kernel.run(100)
    expect(readers.map(reader => answerOf(reader).entry.version)).toEqual(readers.map(() => 1))
    expect(rig.origin.loads).toBe(1)
    expect(rig.local()).toBeNull()
    expect(rig.store.entry(rig.key)).toBeNull()
    expect(rig.store.fillsTried).toBe(0)
  })

  it('whose TTL elapsed while it was loaded is served to those who waited, and kept nowhere', () => {
    for (const l2 of [{ ttlMs: 200, jitter: 0 }, null]) {
      const rig = new Rig({ policy: { l1: { ttlMs: 200, maxEntries: 10 }, l2 } })
      rig.origin.loadMs = 200
      const readers = Array.from({ length: 10 }, () => rig.read())
      rig.kernel.run(1000)
      expect(readers.map(reader => answerOf(reader).entry.version)).toEqual(readers.map(() => 1))
      expect(rig.local()).toBeNull()
      expect(rig.store.entry(rig.key)).toBeNull()
      expect(rig.store.fillsTried).toBe(0)
    }
  })
})

describe('a copy in L1', () => {
  it('lives no longer than its own TTL', () => {
    const rig = new Rig({ policy: { l1: inL1 } })
    rig.read()
    rig.kernel.run(310)
    expect(rig.local()).toBeNull()
  })

  it('filled from L2 keeps L2’s clock: it ends when the entry ends', () => {
    const rig = new Rig({ policy: { l1: inL1, l2: { ttlMs: 1000, jitter: 0 } }, instances: 2 })
    rig.read(rig.key, 0)
    rig.at(900, () => rig.read(rig.key, 1))
    rig.kernel.run(999)
    expect(rig.local(rig.key, 1)).toMatchObject({ createdAtMs: 0, freshUntilMs: 1000 })
    rig.kernel.run(1000)
    expect(rig.local(rig.key, 1)).toBeNull()
    expect(rig.origin.loads).toBe(1)
  })

  it('without Redis lives for its own TTL from the start of the load', () => {
    const rig = new Rig({ policy: { l1: inL1, l2: null } })
    rig.origin.loadMs = 50
    rig.read()
    rig.kernel.run(299)
    expect(rig.local()).not.toBeNull()
    rig.kernel.run(300)
    expect(rig.local()).toBeNull()
    expect(rig.store.lookUps).toBe(0)
  })

  it('wins over an older entry in L2', () => {
    const rig = new Rig({ policy: { l1: { ttlMs: 60_000, maxEntries: 10 } } })
    rig.origin.commitNow(rig.key, 'second')
    rig.read()
    rig.kernel.run(100)
    rig.store.put(rig.key, {
      value: 'first',
      version: 1,
      createdAtMs: 0,
      exists: true,
      freshUntilMs: 90_000,
      keptUntilMs: 90_000,
      loadMs: 10,
    })
    const reader = rig.read()
    rig.kernel.run(200)
    expect(answerOf(reader)).toMatchObject({ source: 'l1', entry: { version: 2 } })
  })

  it('of one type never takes more room than its policy gives that type, and takes none from another', () => {
    const small = { l1: { ttlMs: 60_000, maxEntries: 2 } }
    const large = { l1: { ttlMs: 60_000, maxEntries: 50 } }
    const rig = new Rig({ policy: small, policies: { price: large } })
    const prices = Array.from({ length: 50 }, (_, n) => makeKey('price', `price:${n}`))
    const products = Array.from({ length: 40 }, (_, n) => makeKey('product', `product:${n}`))
    for (const key of [...prices, ...products]) rig.read(key)
    rig.kernel.run(1000)
    const held = (keys: typeof prices) => keys.filter(key => rig.local(key) !== null).length
    expect({ products: held(products), prices: held(prices) }).toEqual({ products: 2, prices: 50 })
  })
})

describe('jitter', () => {
  it('only shortens a TTL, and by no more than its share', () => {
    const rig = new Rig({ policy: { l2: { ttlMs: 1000, jitter: 0.4 } } })
    const keys = Array.from({ length: 500 }, (_, n) => makeKey('product', `product:${n}`))
    for (const key of keys) rig.read(key)
    rig.kernel.run(100)
    const ttls = keys.map(key => rig.store.entry(key)!.freshUntilMs - rig.store.entry(key)!.createdAtMs)
    expect(Math.max(...ttls)).toBeLessThanOrEqual(1000)
    expect(Math.min(...ttls)).toBeGreaterThanOrEqual(600)
    // It uses the whole share, evenly: the mean of 500 lies within four standard errors of the middle.
    expect(Math.max(...ttls)).toBeGreaterThan(980)
    expect(Math.min(...ttls)).toBeLessThan(620)
    const mean = ttls.reduce((sum, ttl) => sum + ttl, 0) / ttls.length
    expect(Math.abs(mean - 800)).toBeLessThan((4 * (400 / Math.sqrt(12))) / Math.sqrt(500))
  })

  it('is drawn once, when the entry is written: everybody sees the same end', () => {
    const rig = new Rig({
      policy: { l1: { ttlMs: 60_000, maxEntries: 10 }, l2: { ttlMs: 1000, jitter: 0.9 } },
      instances: 3,
    })
    const readers = [rig.read(rig.key, 0)]
    rig.at(20, () => readers.push(rig.read(rig.key, 1)))
    rig.at(30, () => readers.push(rig.read(rig.key, 2), rig.read(rig.key, 0)))
    rig.kernel.run(50)
    const ends = readers.map(reader => answerOf(reader).entry.freshUntilMs)
    expect(new Set([...ends, rig.store.entry(rig.key)!.freshUntilMs]).size).toBe(1)
  })

  it('of none leaves the TTL as it is', () => {
    const rig = new Rig({ policy: { l2: { ttlMs: 1000, jitter: 0 } } })
    rig.read()
    rig.kernel.run(50)
    expect(rig.store.entry(rig.key)!.freshUntilMs).toBe(1000)
  })

  it('is the same for the same seed and another for another', () => {
    const end = (seed: number) => {
      const rig = new Rig({ policy: { l2: { ttlMs: 1000, jitter: 0.5 } }, seed })
      rig.read()
      rig.kernel.run(50)
      return rig.store.entry(rig.key)!.freshUntilMs
    }
    expect(end(1)).toBe(end(1))
    expect(end(1)).not.toBe(end(2))
  })
})
