import { describe, expect, it } from 'vitest'
import { makeKey } from '#cache/key.ts'
import { BufferFull, CacheFailed, OriginRefused } from '#cache/ports.ts'
import { FIRST_PENDING_VERSION } from '#cache/writeBehind.ts'
import { answerOf, errorOf, type PolicyChange, Rig, type RigParts } from './fakes.ts'

const refused = new OriginRefused('no room')
const l1 = { ttlMs: 30_000, maxEntries: 10 }

/** A rig whose cache reads and writes by itself, and whose store takes a moment. */
function served(policy: PolicyChange, more: Omit<RigParts, 'policy'> = {}): Rig {
  const rig = new Rig({ policy, ...more })
  rig.store.delayMs = 1
  rig.service?.start()
  return rig
}

describe('read-through', () => {
  const policy: PolicyChange = { pattern: 'read-through' }

  it('loads once for the whole fleet', () => {
    const rig = served(policy, { instances: 5 })
    rig.origin.loadMs = 100
    const readers = [0, 1, 2, 3, 4, 0, 1].map(instance => rig.read(rig.key, instance))
    rig.kernel.run(1000)
    for (const reader of readers) expect(answerOf(reader).entry.version).toBe(1)
    expect(rig.origin.loads).toBe(1)
    expect(rig.store.lookUps).toBe(1)
    expect(rig.store.entry(rig.key)?.version).toBe(1)
  })

  it('shares a failing load, caches nothing of it, and loads again for the next', () => {
    const rig = served(policy, { instances: 2 })
    rig.origin.failure = refused
    const readers = [rig.read(rig.key, 0), rig.read(rig.key, 1)]
    rig.kernel.run(100)
    expect(readers.map(errorOf)).toEqual([refused, refused])
    expect(rig.origin.loads).toBe(1)
    expect(rig.store.entry(rig.key)).toBeNull()
    rig.origin.failure = undefined
    const next = rig.read(rig.key, 1)
    rig.kernel.run(200)
    expect(answerOf(next).source).toBe('load')
  })

  it('fails while the cache does not answer, whatever else the policy would allow: there is no way past it', () => {
    for (const kind of ['fall-through', 'fail-explicit', 'fall-through-then-error'] as const) {
      const rig = served({ ...policy, onCacheFailure: { kind } })
      rig.store.isDown = true
      const reader = rig.read()
      rig.kernel.run(100)
      expect(errorOf(reader)).toBeInstanceOf(CacheFailed)
      expect(rig.origin.loads).toBe(0)
    }
  })

  it('has the instances’ own copies in front of it', () => {
    const rig = served({ ...policy, l1 }, { instances: 2 })
    rig.read(rig.key, 0)
    rig.kernel.run(100)
    const asked = rig.store.lookUps
    rig.store.isDown = true
    const [here, elsewhere] = [rig.read(rig.key, 0), rig.read(rig.key, 1)]
    rig.kernel.run(200)
    expect(answerOf(here).source).toBe('l1')
    expect(errorOf(elsewhere)).toBeInstanceOf(CacheFailed)
    expect(rig.store.lookUps).toBe(asked + 1)
  })

  it('serves an ended copy of the instance while the cache does not answer, if it is to, and no older one', () => {
    const rig = served({
      ...policy,
      l1: { ...l1, ttlMs: 1000 },
      onCacheFailure: { kind: 'serve-stale', maxAgeMs: 500 },
    })
    rig.read()
    rig.kernel.run(1100)
    rig.store.isDown = true
    const [inTime, late] = [rig.read(), []] as [ReturnType<Rig['read']>, ReturnType<Rig['read']>[]]
    rig.at(1500, () => late.push(rig.read()))
    rig.kernel.run(2000)
    expect(answerOf(inTime)).toMatchObject({ source: 'l1', entry: { version: 1 } })
    expect(rig.witness.count('stale-on-cache-failure')).toBe(1)
    expect(errorOf(late[0]!)).toBeInstanceOf(CacheFailed)
  })

  it('keeps no copy in the process of what the cache served past its end', () => {
    const rig = served({
      ...policy,
      l1: { ttlMs: 200, maxEntries: 10, outlivesEntry: true },
      l2: { ttlMs: 1000, jitter: 0 },
      staleWhileRevalidateMs: 1000,
    })
    rig.read()
    rig.kernel.run(1900)
    rig.origin.loadMs = 500
    const stale = rig.read()
    rig.kernel.run(1950)
    expect(answerOf(stale).source).toBe('l2')
    expect(rig.local()).toBeNull()
  })

  it('serves no ended copy if it is not to', () => {
    const rig = served({
      ...policy,
      l1: { ...l1, ttlMs: 1000 },
      staleIfErrorMs: 5000,
      onCacheFailure: { kind: 'fail-explicit' },
    })
    rig.read()
    rig.kernel.run(1100)
    rig.store.isDown = true
    const reader = rig.read()
    rig.kernel.run(1200)
    expect(errorOf(reader)).toBeInstanceOf(CacheFailed)
  })

  it('serves no copy of a stamped type while the cache does not answer: it could not tell it from an older one', () => {
    const rig = served({
      ...policy,
      l1: { ...l1, ttlMs: 100 },
      invalidation: { versionStamps: { lookup: 'primary' } },
      onCacheFailure: { kind: 'serve-stale', maxAgeMs: 5000 },
    })
    rig.read()
    rig.kernel.run(200)
    rig.origin.commitNow(rig.key, 'second')
    rig.store.isDown = true
    const reader = rig.read()
    rig.kernel.run(300)
    expect(errorOf(reader)).toBeInstanceOf(CacheFailed)
  })

  it('is written past: the writer commits, then deletes, and a load that it overtook leaves nothing old', () => {
    const rig = served({ ...policy, l1, invalidation: { deleteOnWrite: true } }, { instances: 2 })
    rig.origin.loadMs = 100
    rig.read(rig.key, 0)
    rig.at(50, () => rig.write('second', rig.key, 0))
    const late: ReturnType<Rig['read']>[] = []
    rig.at(60, () => late.push(rig.read(rig.key, 1)))
    rig.kernel.run(1000)
    expect(answerOf(late[0]!).entry.version).toBe(2)
    expect(rig.store.entry(rig.key)?.version).toBe(2)
    expect(rig.local(rig.key, 0)).toBeNull()
  })
})

describe('write-through', () => {
  const policy: PolicyChange = { pattern: 'write-through', l1, invalidation: { publishToL1: true } }

  it('acknowledges when the origin holds the write, and the cache then holds it, too', () => {
    const rig = served(policy)
    rig.origin.commitMs = 50
    const writer = rig.write('second')
    rig.kernel.run(45)
    expect(writer.hasEnded).toBe(false)
    rig.kernel.run(1000)
    expect(writer.result()).toBe(2)
    expect(rig.origin.committed.map(({ value }) => value)).toEqual(['second'])
    expect(rig.store.entry(rig.key)).toMatchObject({ value: 'second', version: 2 })
    const reader = rig.read()
    rig.kernel.run(1100)
    expect(answerOf(reader)).toMatchObject({ source: 'l2', entry: { value: 'second' } })
    expect(rig.origin.loads).toBe(0)
  })

  it('does not acknowledge what the origin refuses, and does not cache it', () => {
    const rig = served(policy)
    rig.origin.commitFailure = refused
    const writer = rig.tryWrite('second')
    rig.kernel.run(1000)
    expect(writer.result()).toBe(refused)
    expect(rig.store.entry(rig.key)).toBeNull()
    rig.origin.commitFailure = undefined
    const next = rig.tryWrite('third')
    rig.kernel.run(2000)
    expect(next.result()).toBe(2)
  })

  it('fails while the cache does not answer, and commits nothing', () => {
    const rig = served(policy)
    rig.store.isDown = true
    const writer = rig.tryWrite('second')
    rig.kernel.run(1000)
    expect(writer.result()).toBeInstanceOf(CacheFailed)
    expect(rig.origin.committed).toEqual([])
  })

  it('with many writers of one key ends with the last commit in the cache', () => {
    const rig = served(policy, { instances: 3 })
    rig.origin.commitMs = 20
    const writers = [0, 1, 2, 0, 1].map((instance, n) => rig.write(n, rig.key, instance))
    rig.at(5, () => {
      rig.origin.commitMs = 2
    })
    rig.kernel.run(1000)
    const last = rig.origin.committed.at(-1)!.value
    expect(rig.origin.committed).toHaveLength(5)
    expect(rig.store.entry(rig.key)).toMatchObject({ value: last, version: 6 })
    expect(writers.map(writer => writer.result()).sort()).toEqual([2, 3, 4, 5, 6])
  })

  it('lets writers of different keys go side by side', () => {
    const rig = served(policy)
    rig.origin.commitMs = 100
    const other = makeKey('product', 'product:2')
    const writers = [rig.write('a'), rig.write('b', other)]
    rig.kernel.run(110)
    for (const writer of writers) expect(writer.hasEnded).toBe(true)
  })

  it('lets the next writer of the key go on when one has failed', () => {
    const rig = served(policy)
    rig.origin.commitMs = 10
    rig.origin.commitFailure = refused
    const writers = [rig.tryWrite('a'), rig.tryWrite('b')]
    // The first has its answer at 12; the second then deletes, and has its own at 24.
    rig.at(13, () => {
      rig.origin.commitFailure = undefined
    })
    rig.kernel.run(1000)
    expect(writers.map(writer => writer.result())).toEqual([refused, 2])
  })

  it('undoes by a delete what a reader brought back when the last fill fails', () => {
    const rig = served({ ...policy, l1: null })
    rig.origin.commitMs = 50
    const writer = rig.write('second')
    // Deleted at 1, committed at 52. In between a reader brings the old value back; then the store goes down.
    rig.at(5, () => rig.read())
    rig.at(40, () => {
      expect(rig.store.entry(rig.key)?.version).toBe(1)
      rig.store.isDown = true
    })
    rig.at(400, () => {
      rig.store.isDown = false
    })
    rig.kernel.run(390)
    expect(writer.result()).toBe(2)
    rig.kernel.run(1000)
    expect(rig.store.entry(rig.key)).toBeNull()
    expect(rig.witness.count('delete-retried')).toBeGreaterThan(0)
    const reader = rig.read()
    rig.kernel.run(1100)
    expect(answerOf(reader).entry.version).toBe(2)
  })

  it('does not let the load of a reader who read the old row survive', () => {
    const rig = served(policy, { instances: 2 })
    rig.origin.loadMs = 100
    rig.origin.commitMs = 20
    rig.read(rig.key, 0)
    rig.at(10, () => rig.write('second', rig.key, 1))
    rig.at(20, () => rig.read(rig.key, 1))
    rig.kernel.run(1000)
    expect(rig.store.entry(rig.key)?.version).toBe(2)
    for (const instance of [0, 1]) expect(rig.local(rig.key, instance)?.version ?? 2).toBe(2)
  })

  it('takes the copies of all instances away', () => {
    const rig = served(policy, { instances: 2 })
    rig.read(rig.key, 0)
    rig.read(rig.key, 1)
    rig.kernel.run(100)
    rig.write('second', rig.key, 0)
    rig.kernel.run(200)
    expect([rig.local(rig.key, 0), rig.local(rig.key, 1)]).toEqual([null, null])
  })
})

describe('write-behind', () => {
  const FLUSH_MS = 500
  const behind = (more: PolicyChange = {}, bufferLimit = 100): PolicyChange => ({
    pattern: 'write-behind',
    writeBehind: { flushMs: FLUSH_MS, bufferLimit },
    ...more,
  })
  const named = (n: number) => makeKey('product', `product:${n}`)

  it('acknowledges before the commit, serves the write at once, and commits at the next flush', () => {
    const rig = served(behind(), { instances: 2 })
    const writer = rig.write('second', rig.key, 0)
    rig.kernel.run(10)
    expect(writer.result()).toBeGreaterThan(FIRST_PENDING_VERSION)
    expect(rig.origin.committed).toEqual([])
    const reader = rig.read(rig.key, 1)
    rig.kernel.run(FLUSH_MS - 1)
    expect(answerOf(reader).entry.value).toBe('second')
    expect(rig.origin.committed).toEqual([])
    rig.kernel.run(FLUSH_MS + 10)
    expect(rig.origin.committed.map(({ value }) => value)).toEqual(['second'])
  })

  it('gives the cache’s entry the version under which it was committed', () => {
    const rig = served(behind())
    rig.write('second')
    rig.kernel.run(FLUSH_MS + 50)
    expect(rig.store.entry(rig.key)).toMatchObject({ value: 'second', version: 2 })
  })

  it('commits of several writes of a key only the last, and counts all', () => {
    const rig = served(behind())
    for (const value of ['a', 'b', 'c']) rig.write(value)
    rig.kernel.run(FLUSH_MS + 50)
    expect(rig.origin.committed.map(({ value }) => value)).toEqual(['c'])
    expect(rig.witness.flushedWrites).toBe(3)
    expect(rig.store.entry(rig.key)).toMatchObject({ value: 'c', version: 2 })
  })

  it('refuses a write for which the buffer has no room, also when many come at once', () => {
    const rig = served(behind({}, 2))
    const writers = [1, 2, 3, 4].map(n => rig.tryWrite(n, named(n)))
    rig.kernel.run(10)
    const results = writers.map(writer => writer.result())
    expect(results.filter(result => typeof result === 'number')).toHaveLength(2)
    expect(results.filter(result => result instanceof BufferFull)).toHaveLength(2)
    for (const n of [3, 4]) expect(rig.store.entry(named(n))).toBeNull()
    const again = rig.tryWrite('again', named(1))
    rig.kernel.run(20)
    expect(again.result()).toBeGreaterThan(FIRST_PENDING_VERSION)
    rig.kernel.run(FLUSH_MS + 50)
    const later = rig.tryWrite(3, named(3))
    rig.kernel.run(FLUSH_MS + 60)
    expect(later.result()).toBeGreaterThan(FIRST_PENDING_VERSION)
  })

  it('gives the room back of a write that the cache did not take', () => {
    const rig = served(behind({}, 1))
    rig.store.isDown = true
    const lost = rig.tryWrite('a')
    rig.kernel.run(10)
    expect(lost.result()).toBeInstanceOf(CacheFailed)
    rig.store.isDown = false
    const next = rig.tryWrite('b', named(2))
    rig.kernel.run(20)
    expect(next.result()).toBeGreaterThan(FIRST_PENDING_VERSION)
    expect(rig.service!.owed).toBe(1)
  })

  it('loses with a shard what that shard owed, and counts it exactly', () => {
    const rig = served(behind(), { shards: 2 })
    const keys = Array.from({ length: 20 }, (_, n) => named(n))
    const writers = [...keys, keys[0]!].map((key, n) => rig.write(n, key))
    rig.kernel.run(10)
    rig.service!.shardLost(0)
    const { lostWrites } = rig.witness
    expect(lostWrites).toBeGreaterThan(0)
    expect(lostWrites + rig.service!.owed).toBe(writers.length)
    rig.kernel.run(FLUSH_MS + 200)
    expect(rig.witness.flushedWrites + rig.witness.lostWrites).toBe(writers.length)
    expect(rig.service!.owed).toBe(0)
  })

  it('has every acknowledged write flushed, lost or owed at every moment, also while it is being committed', () => {
    const rig = served(behind(), { shards: 2 })
    rig.origin.commitMs = 30
    let acknowledged = 0
    for (let n = 0; n < 60; n++)
      rig.at(n * 40, () => {
        const writer = rig.tryWrite(n, named(n % 7))
        rig.at(n * 40 + 5, () => {
          if (typeof writer.result() === 'number') acknowledged++
        })
      })
    rig.at(1200, () => rig.service!.shardLost(1))
    for (let atMs = 6; atMs < 4000; atMs += 10)
      rig.at(atMs + 0.5, () => {
        const { flushedWrites, lostWrites } = rig.witness
        expect(flushedWrites + lostWrites + rig.service!.owed).toBe(acknowledged)
      })
    rig.kernel.run(6000)
    expect(rig.witness.lostWrites).toBeGreaterThan(0)
    expect(rig.service!.owed).toBe(0)
  })

  it('owes again what the origin refuses, and commits it later', () => {
    const rig = served(behind())
    rig.origin.commitFailure = refused
    rig.write('second')
    rig.kernel.run(FLUSH_MS + 100)
    expect(rig.service!.owed).toBe(1)
    expect(rig.witness.flushedWrites).toBe(0)
    rig.origin.commitFailure = undefined
    rig.kernel.run(2 * FLUSH_MS + 100)
    expect(rig.origin.committed.map(({ value }) => value)).toEqual(['second'])
    expect(rig.service!.owed).toBe(0)
  })

  it('does not drain a shard that is down, and loses nothing by it', () => {
    const rig = served(behind())
    rig.write('second')
    rig.kernel.run(100)
    rig.store.isDown = true
    rig.kernel.run(3 * FLUSH_MS)
    expect(rig.origin.committed).toEqual([])
    expect(rig.service!.owed).toBe(1)
    rig.store.isDown = false
    rig.kernel.run(4 * FLUSH_MS + 100)
    expect(rig.origin.committed.map(({ value }) => value)).toEqual(['second'])
  })

  it('commits the writes of a key in their order, however slow the origin', () => {
    const rig = served(behind())
    rig.origin.commitMs = 300
    // The first flush takes 900 ms; meanwhile the last of its keys is written again.
    for (const n of [1, 2, 3]) rig.write(`old ${n}`, named(n))
    rig.at(FLUSH_MS + 100, () => rig.write('new', named(3)))
    rig.kernel.run(10 * FLUSH_MS)
    const ofThird = rig.origin.committed.filter(({ key }) => key.name === 'product:3')
    expect(ofThird.at(-1)!.value).toBe('new')
    expect(rig.store.entry(named(3))?.value ?? 'new').toBe('new')
  })

  it('puts right a reader who meanwhile cached the old row', () => {
    const rig = served(behind({ l1 }), { instances: 2 })
    rig.write('second', rig.key, 0)
    rig.kernel.run(50)
    // Redis forgets the entry, and a reader brings the old row back.
    rig.kernel.start(rig.store.delete(rig.key, rig.call()), 'forget')
    rig.kernel.run(60)
    rig.read(rig.key, 1)
    rig.kernel.run(200)
    expect(rig.store.entry(rig.key)?.version).toBe(1)
    rig.kernel.run(FLUSH_MS + 100)
    expect(rig.store.entry(rig.key)?.version ?? 2).toBe(2)
  })

  it('puts right a reader whose load of the old row ends after the commit', () => {
    const rig = served(behind())
    rig.write('second')
    rig.kernel.run(50)
    rig.kernel.start(rig.store.delete(rig.key, rig.call()), 'forget')
    rig.origin.loadMs = 100
    rig.at(FLUSH_MS - 50, () => rig.read())
    rig.kernel.run(2 * FLUSH_MS)
    expect(rig.origin.committed).toHaveLength(1)
    expect(rig.store.entry(rig.key)?.version ?? 2).toBe(2)
  })

  it('does not acknowledge a write that the cache does not take', () => {
    const rig = served(behind())
    rig.store.isDown = true
    const writer = rig.tryWrite('second')
    rig.kernel.run(3 * FLUSH_MS)
    expect(writer.result()).toBeInstanceOf(CacheFailed)
    expect(rig.service!.owed).toBe(0)
    expect(rig.origin.committed).toEqual([])
  })
})

describe('no caching', () => {
  it('touches no tier, neither reading nor writing', () => {
    const rig = served({
      pattern: 'none',
      l1,
      invalidation: { deleteOnWrite: true, publishToL1: true },
      hotKeys: { ratePerSecond: 1, localCopyMs: 1000, known: ['product:1'] },
    })
    const readers = [rig.read(), rig.read()]
    rig.kernel.run(100)
    rig.write('second')
    rig.kernel.run(200)
    const late = rig.read()
    rig.kernel.run(300)
    for (const reader of readers) expect(answerOf(reader).source).toBe('load')
    expect(answerOf(late).entry.version).toBe(2)
    expect(rig.origin.loads).toBe(3)
    expect([rig.store.asked, rig.store.fillsTried, rig.store.deletes]).toEqual([[], 0, 0])
    expect(rig.bus.published).toEqual([])
    expect(rig.local()).toBeNull()
  })

  it('is what a type gets that the design does not name', () => {
    const rig = served({})
    const key = makeKey('stranger', 'stranger:1')
    const reader = rig.read(key)
    rig.kernel.run(100)
    expect(answerOf(reader).source).toBe('load')
    expect(rig.store.asked).toEqual([])
  })
})

describe('cache-aside', () => {
  it('is filled by the reader and emptied by the writer, and each instance loads for itself', () => {
    const rig = served({ invalidation: { deleteOnWrite: true } }, { instances: 2 })
    rig.origin.loadMs = 50
    const readers = [rig.read(rig.key, 0), rig.read(rig.key, 1)]
    rig.kernel.run(100)
    expect(rig.origin.loads).toBe(2)
    for (const reader of readers) expect(answerOf(reader).source).toBe('load')
    expect(rig.store.entry(rig.key)?.version).toBe(1)
    rig.write('second')
    rig.kernel.run(200)
    expect(rig.store.entry(rig.key)).toBeNull()
  })

  it('is read past while Redis does not answer, and filled with nothing', () => {
    const rig = served({})
    rig.store.isDown = true
    const reader = rig.read()
    rig.kernel.run(100)
    expect(answerOf(reader).source).toBe('load')
    expect(rig.store.fillsTried).toBe(0)
  })
})

describe('a writer who does not invalidate', () => {
  const stranger = (rig: Rig) =>
    rig.kernel.start(rig.caches[0]!.write(rig.key, 'second', false, rig.call()), 'stranger')

  it('leaves every copy where it is, whatever the pattern', () => {
    for (const pattern of ['cache-aside', 'read-through', 'write-through', 'write-behind'] as const) {
      const rig = served({
        pattern,
        l1,
        cdn: { ttlMs: 1000, purgeOnWrite: true },
        invalidation: { deleteOnWrite: true, publishToL1: true },
      })
      rig.read()
      rig.kernel.run(100)
      const writer = stranger(rig)
      rig.kernel.run(200)
      expect(writer.result()).toBe(2)
      expect(rig.store.entry(rig.key)?.version).toBe(1)
      expect(rig.local()?.version).toBe(1)
      expect(rig.store.deletes).toBe(0)
      expect(rig.bus.published).toEqual([])
    }
  })

  it('is heard of when the entry ends', () => {
    const rig = served({ l2: { ttlMs: 1000, jitter: 0 } })
    rig.read()
    rig.kernel.run(100)
    stranger(rig)
    rig.kernel.run(1100)
    const reader = rig.read()
    rig.kernel.run(1200)
    expect(answerOf(reader).entry.version).toBe(2)
  })
})
