import { describe, expect, it } from 'vitest'
import { makeKey } from '#cache/key.ts'
import { TierUnavailable } from '#cache/ports.ts'
import { answerOf, errorOf, type PolicyChange } from './fakes.ts'
import { askedBy, breaker, opened, readOthers, withBreaker } from './redisBreakerRig.ts'

describe('the breaker on Redis', () => {
  it('says nothing about fewer commands than its minimum, though all fail', () => {
    const rig = withBreaker()
    rig.store.isDown = true
    readOthers(rig, 3)
    rig.kernel.run(20)
    expect(askedBy(rig, 0, () => readOthers(rig, 1))).toBe(1)
    expect(rig.witness.count('redis-skipped')).toBe(0)
    expect(askedBy(rig, 0, () => readOthers(rig, 5))).toBe(0)
  })

  it('says when it opens, and when it closes again', () => {
    const rig = opened({ probes: 1 })
    expect(rig.witness.notes).toEqual(['Breaker of this instance before Redis is open'])
    rig.store.isDown = false
    rig.kernel.run(breaker.openMs)
    readOthers(rig, 1)
    rig.kernel.run(breaker.openMs + 20)
    expect(rig.witness.notes.slice(1)).toEqual([
      'Breaker of this instance before Redis is half open',
      'Breaker of this instance before Redis is closed',
    ])
  })

  it('stays closed while too small a share fails: fills count as well as look-ups', () => {
    const rig = withBreaker()
    // Each of these reads succeeds twice with Redis: it asks, and it fills.
    readOthers(rig, 3)
    rig.kernel.run(20)
    rig.store.isDown = true
    readOthers(rig, 5)
    rig.kernel.run(21)
    expect(rig.witness.count('redis-skipped')).toBe(0)
    readOthers(rig, 1)
    rig.kernel.run(22)
    expect(askedBy(rig, 0, () => readOthers(rig, 1))).toBe(0)
  })

  it('takes a fill that Redis refuses for what it is: an answer', () => {
    const rig = withBreaker({ failureShare: 0.01 }, { invalidation: { deleteOnWrite: true } })
    rig.origin.loadMs = 100
    for (let n = 0; n < 10; n++) {
      const key = makeKey('product', `product:${n}`)
      rig.read(key)
      rig.at(50, () => rig.write('second', key))
    }
    rig.kernel.run(500)
    expect(rig.witness.count('fill-refused')).toBe(10)
    expect(askedBy(rig, 20, () => readOthers(rig, 1))).toBe(1)
    expect(rig.witness.count('redis-skipped')).toBe(0)
  })

  it('forgets failures that are older than its window', () => {
    const rig = withBreaker()
    rig.store.isDown = true
    readOthers(rig, 3)
    rig.kernel.run(1100)
    readOthers(rig, 3)
    rig.kernel.run(1120)
    expect(rig.witness.count('redis-skipped')).toBe(0)
    expect(askedBy(rig, 0, () => readOthers(rig, 1))).toBe(1)
    expect(askedBy(rig, 0, () => readOthers(rig, 1))).toBe(0)
  })

  it('while open skips Redis: readers go to the origin at once, and nothing is filled', () => {
    const rig = opened()
    // What is not asked cannot keep anybody waiting.
    rig.store.delayMs = 400
    const began = rig.kernel.nowMs
    const readers = readOthers(rig, 10)
    rig.kernel.run(100)
    for (const reader of readers) {
      expect(answerOf(reader).source).toBe('load')
      expect(reader.result().atMs - began).toBe(rig.origin.loadMs)
    }
    expect([rig.store.lookUps, rig.store.fillsTried]).toEqual([0, 0])
    expect(rig.witness.count('redis-skipped')).toBeGreaterThanOrEqual(10)
  })

  it('while open is to the policy a Redis that does not answer', () => {
    const rig = opened({}, { onCacheFailure: { kind: 'fail-explicit' } })
    rig.store.isDown = false
    const [reader] = readOthers(rig, 1)
    rig.kernel.run(100)
    expect(errorOf(reader!)).toMatchObject({ name: 'CacheFailed' })
    expect(rig.store.lookUps).toBe(0)
  })

  it('is one an instance', () => {
    const rig = opened({}, {}, { instances: 2 })
    expect(askedBy(rig, 0, () => readOthers(rig, 3, 1))).toBe(3)
    expect(askedBy(rig, 0, () => readOthers(rig, 3, 0))).toBe(0)
  })

  it('serves what is in the process as ever', () => {
    const rig = withBreaker({}, { l1: { ttlMs: 10_000, maxEntries: 10 } })
    rig.read()
    rig.kernel.run(1500)
    rig.store.isDown = true
    readOthers(rig, breaker.minimumLoads)
    rig.kernel.run(1600)
    const reader = rig.read()
    rig.kernel.run(1600)
    expect(answerOf(reader).source).toBe('l1')
  })
})

describe('a DEL that the breaker skips', () => {
  const retries = { attempts: 10, delayMs: 100, queueLimit: 100 }
  const deleting: PolicyChange = { invalidation: { deleteOnWrite: true, publishToL1: true, retries } }

  it('has failed, and is repaired like any other: the old value goes when Redis is back', () => {
    const rig = withBreaker({ probes: 1 }, deleting)
    rig.read()
    rig.kernel.run(1500)
    rig.store.isDown = true
    readOthers(rig, breaker.minimumLoads)
    rig.kernel.run(1600)
    rig.store.isDown = false
    const write = rig.write('second')
    rig.kernel.run(1600)
    expect(write.result()).toBe(2)
    expect(rig.store.deletes).toBe(0)
    expect(rig.store.entry(rig.key)?.version).toBe(1)
    rig.kernel.run(4000)
    expect(rig.store.entry(rig.key)).toBeNull()
    expect(rig.witness.count('delete-retried')).toBeGreaterThan(0)
    expect(rig.witness.invalidations).toHaveLength(1)
    expect(rig.witness.invalidations[0]!.lagMs).toBeGreaterThan(0)
    expect(rig.bus.published).toHaveLength(2)
  })

  it('without repairs is forgotten, and the old value stays for its TTL', () => {
    const rig = withBreaker({}, { invalidation: { deleteOnWrite: true } })
    rig.read()
    rig.kernel.run(1500)
    rig.store.isDown = true
    readOthers(rig, breaker.minimumLoads)
    rig.kernel.run(1600)
    rig.store.isDown = false
    rig.write('second')
    rig.kernel.run(10_000)
    expect(rig.store.entry(rig.key)?.version).toBe(1)
  })
})

describe('leases behind an open breaker', () => {
  it('are not to be had: each instance loads once by itself', () => {
    const rig = opened({}, { coalescing: 'fleet' })
    rig.store.isDown = false
    rig.store.leasesTaken = 0
    const readers = [rig.read(), rig.read()]
    rig.kernel.run(100)
    for (const reader of readers) expect(answerOf(reader).entry.version).toBe(1)
    expect(rig.store.leasesTaken).toBe(0)
    expect(rig.origin.loads).toBe(breaker.minimumLoads + 1)
  })
})

describe('a Redis that is skipped', () => {
  it('is told apart from a defect: that stops the run, and is no TierUnavailable', () => {
    const rig = withBreaker()
    const defect = new TypeError('not a function')
    rig.store.lookUp = () => {
      throw defect
    }
    const reader = rig.read()
    rig.kernel.run(10)
    expect(errorOf(reader)).toBe(defect)
    expect(errorOf(reader)).not.toBeInstanceOf(TierUnavailable)
  })
})
