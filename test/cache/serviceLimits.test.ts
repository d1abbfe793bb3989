import { describe, expect, it } from 'vitest'
import { makeKey } from '#cache/key.ts'
import { CacheFailed } from '#cache/ports.ts'
import { RecentWrites } from '#cache/readYourWrites.ts'
import { FIRST_PENDING_VERSION } from '#cache/writeBehind.ts'
import { answerOf, errorOf, type PolicyChange, type Rig } from './fakes.ts'
import { servedAtOnce } from './servedRig.ts'

const l1 = { ttlMs: 1000, maxEntries: 10 }

describe('read-through while the cache does not answer', () => {
  /** A copy of the instance has just ended, at 1000, and is kept in case its load fails. */
  function ended(onCacheFailure: NonNullable<PolicyChange['onCacheFailure']>): Rig {
    const rig = servedAtOnce({ pattern: 'read-through', l1, onCacheFailure, staleIfErrorMs: 10_000 })
    rig.read()
    rig.kernel.run(999)
    rig.store.isDown = true
    return rig
  }
  const readAt = (rig: Rig, atMs: number) => {
    rig.kernel.run(atMs)
    const reader = rig.read()
    rig.kernel.run(atMs)
    return reader
  }

  it('serves a copy no longer past its end than it may, however long it is kept for other failures', () => {
    const rig = ended({ kind: 'serve-stale', maxAgeMs: 100 })
    expect(answerOf(readAt(rig, 1099)).source).toBe('l1')
    expect(rig.witness.count('stale-on-cache-failure')).toBe(1)
    expect(errorOf(readAt(rig, 1100))).toBeInstanceOf(CacheFailed)
  })

  it('serves none to a type that is to go to the origin: there is no way to it', () => {
    const rig = ended({ kind: 'fall-through' })
    expect(errorOf(readAt(rig, 1050))).toMatchObject({
      message: expect.stringContaining('reads go through it'),
    })
  })

  it('says whose breaker has opened: there are one of each instance and the cache’s own', () => {
    const breaker = { failureShare: 0.5, minimumLoads: 2, windowMs: 1000, openMs: 500, probes: 1 }
    const rig = servedAtOnce({ pattern: 'read-through' }, { redis: { breaker } })
    rig.store.isDown = true
    for (const n of [1, 2]) rig.read(makeKey('product', `product:${n}`))
    rig.kernel.run(10)
    expect(rig.witness.notes).toEqual(['Breaker of the cache service before Redis is open'])
  })
})

describe('a write past a cache that loads by itself', () => {
  it('leaves nothing in the cache', () => {
    const rig = servedAtOnce({ pattern: 'read-through', invalidation: { deleteOnWrite: true } })
    rig.write('second')
    rig.kernel.run(10)
    expect(rig.store.fillsTried).toBe(0)
    expect(rig.store.deletes).toBe(1)
  })

  it('keeps whoever comes during the delete from joining a load of the old row', () => {
    const rig = servedAtOnce(
      { pattern: 'read-through', invalidation: { deleteOnWrite: true } },
      { instances: 2 },
    )
    rig.origin.loadMs = 100
    rig.store.deleteDelayMs = 20
    rig.read(rig.key, 0)
    rig.at(10, () => rig.write('second'))
    let during: ReturnType<Rig['read']> | undefined
    rig.at(25, () => {
      during = rig.read(rig.key, 1)
    })
    rig.kernel.run(500)
    expect(answerOf(during!).entry.version).toBe(2)
  })

  it('keeps whoever comes after the delete from joining who found the old entry before it', () => {
    const rig = servedAtOnce(
      { pattern: 'read-through', invalidation: { deleteOnWrite: true } },
      { instances: 2 },
    )
    rig.read(rig.key, 0)
    rig.kernel.run(100)
    rig.store.answerDelayMs = 100
    rig.store.deleteDelayMs = 20
    rig.write('second')
    rig.at(110, () => rig.read(rig.key, 0))
    let after: ReturnType<Rig['read']> | undefined
    rig.at(145, () => {
      after = rig.read(rig.key, 1)
    })
    rig.kernel.run(1000)
    expect(answerOf(after!).entry.version).toBe(2)
  })

  it('is seen by its author at the origin, past the cache', () => {
    const rig = servedAtOnce({ pattern: 'read-through', readYourWritesMs: 1000 })
    const session = new RecentWrites()
    rig.read()
    rig.kernel.run(100)
    rig.write('second', rig.key, 0, { session })
    rig.kernel.run(110)
    rig.store.lookUps = 0
    const author = rig.read(rig.key, 0, { session })
    rig.kernel.run(200)
    expect(answerOf(author).entry.version).toBe(2)
    expect(rig.store.lookUps).toBe(0)
  })
})

describe('write-through', () => {
  it('tells how long after the commit the cache held it, and tells nobody if nobody is to be told', () => {
    const rig = servedAtOnce({ pattern: 'write-through' })
    rig.origin.commitMs = 30
    rig.store.delayMs = 2
    rig.at(500, () => rig.write('second'))
    rig.kernel.run(1000)
    // From the beginning of the commit to the answer to the fill.
    expect(rig.witness.invalidations).toEqual([{ key: rig.key, lagMs: 34 }])
    expect(rig.bus.published).toEqual([])
  })

  it('keeps what was written past its end, for when there is nothing better', () => {
    const rig = servedAtOnce({
      pattern: 'write-through',
      l2: { ttlMs: 1000, jitter: 0 },
      staleIfErrorMs: 500,
    })
    rig.write('second')
    rig.kernel.run(1200)
    expect(rig.store.entry(rig.key)).toBeNull()
    expect(rig.store.kept(rig.key)?.value).toBe('second')
  })

  it('gives up undoing a failed fill after twenty deletes, and says so', () => {
    const rig = servedAtOnce({ pattern: 'write-through' })
    rig.origin.commitMs = 10
    rig.at(5, () => {
      rig.store.isDown = true
    })
    rig.write('second')
    rig.kernel.run(60_000)
    expect(rig.witness.count('delete-retried')).toBe(20)
    expect(rig.witness.count('delete-given-up')).toBe(1)
  })
})

describe('write-behind', () => {
  const behind = (change: PolicyChange = {}): PolicyChange => ({ pattern: 'write-behind', ...change })

  it('counts what it takes and what it hands over', () => {
    const rig = servedAtOnce(behind())
    for (const value of ['second', 'third']) rig.write(value)
    rig.kernel.run(2000)
    expect(rig.witness.count('write-buffered')).toBe(2)
    expect(rig.witness.count('write-flushed')).toBe(1)
  })

  it('leaves a later write where it is when an earlier one has been committed', () => {
    const rig = servedAtOnce(behind())
    rig.origin.commitMs = 100
    rig.write('second')
    rig.at(1050, () => rig.write('third'))
    rig.kernel.run(1150)
    expect(rig.origin.committed.map(({ value }) => value)).toEqual(['second'])
    expect(rig.store.entry(rig.key)).toMatchObject({ value: 'third' })
    expect(rig.store.entry(rig.key)!.version).toBeGreaterThan(FIRST_PENDING_VERSION)
  })

  it('is not pushed out of the cache by a load that it has overtaken, whatever the policy says of miss tokens', () => {
    const rig = servedAtOnce(behind({ invalidation: { missTokens: false } }))
    rig.origin.loadMs = 100
    rig.read()
    rig.at(50, () => rig.write('second'))
    rig.kernel.run(200)
    expect(rig.store.entry(rig.key)?.value).toBe('second')
  })

  it('puts nothing in Redis that has been forgotten there meanwhile', () => {
    const rig = servedAtOnce(behind())
    rig.write('second')
    rig.kernel.run(500)
    rig.kernel.start(rig.store.delete(rig.key, rig.call()), 'forget')
    rig.kernel.run(1500)
    expect(rig.origin.committed).toHaveLength(1)
    expect(rig.store.entry(rig.key)).toBeNull()
  })

  it('tells the instances of a commit only where they are to be told', () => {
    for (const publishToL1 of [true, false]) {
      const rig = servedAtOnce(behind({ l1, invalidation: { publishToL1 } }))
      rig.write('second')
      rig.kernel.run(900)
      const before = rig.bus.published.length
      expect(before).toBe(publishToL1 ? 1 : 0)
      rig.kernel.run(1500)
      expect(rig.bus.published.length - before).toBe(publishToL1 ? 1 : 0)
    }
  })

  it('tells of no loss when a shard loses its memory and owed nothing', () => {
    const rig = servedAtOnce(behind())
    let told = 0
    rig.witness.writeLost = () => told++
    rig.service!.shardLost(0, Number.NEGATIVE_INFINITY)
    expect(told).toBe(0)
    rig.write('second')
    rig.kernel.run(10)
    rig.service!.shardLost(0, Number.NEGATIVE_INFINITY)
    expect(told).toBe(1)
  })

  it('is not acknowledged where Redis has no room for it, and nothing is owed', () => {
    const rig = servedAtOnce(behind())
    // biome-ignore lint/correctness/useYield: a full node that refuses at once
    rig.store.fill = function* () {
      return false
    }
    const writer = rig.tryWrite('second')
    rig.kernel.run(3000)
    expect(writer.result()).toMatchObject({ message: 'the cache has no room for the write' })
    expect([rig.service!.owed, rig.origin.committed.length]).toEqual([0, 0])
  })

  it('refuses with a sentence when the cache does not answer', () => {
    const rig = servedAtOnce(behind())
    rig.store.isDown = true
    const writer = rig.tryWrite('second')
    rig.kernel.run(10)
    expect(writer.result()).toMatchObject({
      message: 'the cache does not answer, and writes go through it',
      cause: { message: 'the store is down' },
    })
  })
})
