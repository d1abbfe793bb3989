import { describe, expect, it } from 'vitest'
import { makeKey } from '#cache/key.ts'
import { BufferFull, CacheFailed } from '#cache/ports.ts'
import { FIRST_PENDING_VERSION } from '#cache/writeBehind.ts'
import { answerOf, type PolicyChange } from './fakes.ts'
import { l1, refused, served } from './servedRig.ts'

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
    rig.service!.shardLost(0, Number.NEGATIVE_INFINITY)
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
    rig.at(1200, () => rig.service!.shardLost(1, Number.NEGATIVE_INFINITY))
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

  it('shows what it owes to every reader, whatever becomes of the entry in Redis, and lets no load take its place', () => {
    const rig = served(behind({ l1 }), { instances: 2 })
    rig.write('second', rig.key, 0)
    rig.kernel.run(50)
    // A DEL by somebody who wrote past the cache, or an eviction.
    rig.kernel.start(rig.store.delete(rig.key, rig.call()), 'forget')
    rig.kernel.run(60)
    const readers = [0, 1].map(instance => rig.read(rig.key, instance))
    rig.kernel.run(200)
    expect(readers.map(reader => answerOf(reader).entry.value)).toEqual(['second', 'second'])
    expect(rig.origin.loads).toBe(0)
    rig.kernel.run(FLUSH_MS + 100)
    expect(rig.origin.committed).toHaveLength(1)
    expect(rig.store.entry(rig.key)?.version ?? 2).toBe(2)
  })

  it('is not pushed out by a refresh ahead of the end of its entry', () => {
    const rig = served(behind({ earlyExpiry: { kind: 'window', windowMs: 86_400_000 } }))
    rig.write('second')
    rig.kernel.run(50)
    const first = rig.read()
    rig.kernel.run(100)
    const second = rig.read()
    rig.kernel.run(150)
    expect(rig.witness.count('early-refresh')).toBeGreaterThan(0)
    for (const reader of [first, second]) expect(answerOf(reader).entry.value).toBe('second')
    expect(rig.store.entry(rig.key)?.value).toBe('second')
  })

  it('is shown also while the origin takes it, and longer than an entry would last', () => {
    const rig = served(behind({ l2: { ttlMs: 200, jitter: 0 } }))
    rig.origin.commitMs = 1000
    rig.write('second')
    for (const atMs of [150, FLUSH_MS + 500]) {
      rig.kernel.run(atMs)
      const reader = rig.read()
      rig.kernel.run(atMs + 20)
      expect(answerOf(reader).entry.value).toBe('second')
    }
    expect(rig.origin.loads).toBe(0)
  })

  it('that was never acknowledged is served to nobody, though Redis has carried out its fill', () => {
    const rig = served(behind())
    rig.store.losesAnswers = true
    const writer = rig.tryWrite('second')
    rig.kernel.run(50)
    rig.store.losesAnswers = false
    expect(writer.result()).toBeInstanceOf(CacheFailed)
    expect(rig.store.entry(rig.key)?.value).toBe('second')
    const reader = rig.read()
    rig.kernel.run(100)
    expect(answerOf(reader).entry.version).toBe(1)
    expect(rig.store.entry(rig.key)?.version).toBe(1)
  })

  it('that was lost with its buffer is served to nobody, though a copy of it has come back', () => {
    const rig = served(behind())
    rig.write('second')
    rig.kernel.run(50)
    rig.service!.shardLost(0, Number.NEGATIVE_INFINITY)
    const reader = rig.read()
    rig.kernel.run(100)
    expect(answerOf(reader).entry.version).toBe(1)
  })

  it('that Redis did not answer about once it was committed is loaded from the origin', () => {
    const rig = served(behind())
    rig.write('second')
    rig.at(FLUSH_MS + 10, () => {
      rig.store.isDown = true
    })
    rig.at(FLUSH_MS - 1, () => {
      rig.origin.commitMs = 50
    })
    rig.kernel.run(FLUSH_MS + 200)
    rig.store.isDown = false
    expect(rig.store.entry(rig.key)!.version).toBeGreaterThan(FIRST_PENDING_VERSION)
    const reader = rig.read()
    rig.kernel.run(FLUSH_MS + 300)
    expect(answerOf(reader).entry).toMatchObject({ value: 'second', version: 2 })
  })

  it('is flushed at the interval of its own type', () => {
    const rig = served(behind(), {
      policies: {
        search: { pattern: 'write-behind', writeBehind: { flushMs: 4 * FLUSH_MS, bufferLimit: 10 } },
      },
    })
    rig.write('slow', makeKey('search', 'search:1'))
    rig.write('quick')
    rig.kernel.run(2 * FLUSH_MS)
    expect(rig.origin.committed.map(({ value }) => value)).toEqual(['quick'])
    rig.kernel.run(5 * FLUSH_MS)
    expect(rig.origin.committed.map(({ value }) => value)).toEqual(['quick', 'slow'])
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
