import { describe, expect, it } from 'vitest'
import { answerOf, Rig } from './fakes.ts'

describe('a copy in the process that may outlive its entry', () => {
  it('lives its whole TTL from when Redis was asked, so that the times of the tiers add up', () => {
    for (const outlivesEntry of [true, false]) {
      const rig = new Rig({
        policy: { l1: { ttlMs: 300, maxEntries: 10, outlivesEntry }, l2: { ttlMs: 1000, jitter: 0 } },
        instances: 2,
      })
      rig.read(rig.key, 0)
      rig.kernel.run(900)
      rig.store.delayMs = 20
      rig.read(rig.key, 1)
      rig.kernel.run(999)
      expect(rig.local(rig.key, 1)).not.toBeNull()
      rig.kernel.run(1199)
      expect(rig.local(rig.key, 1) !== null).toBe(outlivesEntry)
      rig.kernel.run(1200)
      expect(rig.local(rig.key, 1)).toBeNull()
    }
  })
})

describe('an entry that ends on its way from Redis', () => {
  it('is not served: the reader loads, and so do those who joined', () => {
    const rig = new Rig({ policy: { l2: { ttlMs: 1000, jitter: 0 } } })
    rig.read()
    rig.kernel.run(985)
    rig.store.delayMs = 10
    const readers = [rig.read(), rig.read()]
    rig.kernel.run(2000)
    for (const reader of readers) expect(answerOf(reader).entry.createdAtMs).toBe(1005)
    expect(rig.origin.loads).toBe(2)
  })
})

describe('a refresh that ends after the cache was written through', () => {
  it('does not replace the newer value, in Redis or in the process', () => {
    const rig = new Rig({
      policy: {
        pattern: 'write-through',
        l1: { ttlMs: 100, maxEntries: 10 },
        l2: { ttlMs: 1000, jitter: 0 },
        earlyExpiry: { kind: 'window', windowMs: 900 },
        invalidation: { publishToL1: true },
      },
      instances: 2,
    })
    rig.read()
    rig.kernel.run(900)
    rig.origin.loadMs = 100
    for (let n = 0; n < 20; n++) rig.at(900 + n / 10, () => rig.read(rig.key, n % 2))
    rig.at(950, () => rig.write('second', rig.key, 1))
    rig.kernel.run(949)
    expect(rig.origin.loads).toBe(2)
    expect(rig.witness.count('early-refresh')).toBe(1)
    rig.at(960, () => {
      for (const instance of [0, 1]) rig.read(rig.key, instance)
    })
    rig.kernel.run(1020)
    expect([rig.local(rig.key, 0)?.version, rig.local(rig.key, 1)?.version]).toEqual([2, 2])
    expect(rig.store.entry(rig.key)?.version).toBe(2)
    expect(rig.witness.count('fill-refused')).toBe(1)
  })
})

describe('a copy in the process of a type that the cache loads by itself', () => {
  const served = {
    pattern: 'read-through' as const,
    l1: { ttlMs: 5000, maxEntries: 10 },
    l2: { ttlMs: 1000, jitter: 0 },
  }

  it('is refreshed ahead of its end by the cache, with one load for all instances', () => {
    const rig = new Rig({
      policy: { ...served, earlyExpiry: { kind: 'window', windowMs: 900 } },
      instances: 3,
    })
    for (const instance of [0, 1, 2]) rig.read(rig.key, instance)
    rig.kernel.run(800)
    rig.origin.loadMs = 50
    for (let n = 0; n < 90; n++) rig.at(900 + n, () => rig.read(rig.key, n % 3))
    rig.kernel.run(999)
    expect(rig.origin.loads).toBe(2)
    expect(rig.store.entry(rig.key)?.createdAtMs).toBeGreaterThanOrEqual(900)
    expect(rig.witness.count('early-refresh')).toBe(1)
  })

  it('is loaded again by the cache, and once, when it is served past its end', () => {
    const rig = new Rig({ policy: { ...served, staleWhileRevalidateMs: 500 }, instances: 3 })
    for (const instance of [0, 1, 2]) rig.read(rig.key, instance)
    rig.kernel.run(1100)
    rig.origin.commitNow(rig.key, 'second')
    rig.origin.loadMs = 100
    for (let n = 0; n < 60; n++) rig.at(1100 + n, () => rig.read(rig.key, n % 3))
    rig.kernel.run(1300)
    expect(rig.origin.loads).toBe(2)
    expect(rig.witness.count('revalidation')).toBe(1)
    const readers = [0, 1, 2].map(instance => rig.read(rig.key, instance))
    rig.kernel.run(1301)
    rig.kernel.run(1400)
    expect(readers.map(reader => answerOf(reader).entry.createdAtMs)).toEqual([0, 0, 0])
    expect([0, 1, 2].map(instance => rig.local(rig.key, instance)?.version)).toEqual([2, 2, 2])
  })
})
