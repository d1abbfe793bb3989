import { describe, expect, it } from 'vitest'
import { cdcBackstop } from '#cache/cdcBackstop.ts'
import { type Key, makeKey, nodeOf, slotOf } from '#cache/key.ts'
import { copiesOf } from '#cache/replicatedKey.ts'
import { answerOf, type PolicyChange, Rig } from './fakes.ts'

describe('copies of a hot key on several shards', () => {
  const shardsOf = (copies: readonly Key[], shards: number) => copies.map(({ slot }) => nodeOf(slot, shards))
  const items = ['product:1', 'user:42', '{cart:7}:lines', 'a{}b', 'price:{eur}', 'ü', '{', '}{']

  it('are each on another of 12 shards, the key itself first', () => {
    for (const item of items) {
      const key = makeKey('product', item)
      const copies = copiesOf(key, 12, 12)
      expect(copies[0]).toBe(key)
      expect(new Set(shardsOf(copies, 12)).size).toBe(12)
      expect(copies).toHaveLength(12)
    }
  })

  it('are so for any number of copies and shards; there are no more of them than shards', () => {
    for (const shards of [1, 2, 3, 5, 6, 16, 40])
      for (const count of [1, 2, 3, 8, 100])
        for (const item of items) {
          const copies = copiesOf(makeKey('product', item), count, shards)
          expect(copies).toHaveLength(Math.min(count, shards))
          expect(new Set(shardsOf(copies, shards)).size).toBe(copies.length)
        }
  })

  it('are in the slots that their names have, and know whose copies they are', () => {
    const key = makeKey('product', '{cart:7}:lines', 'cart')
    for (const copy of copiesOf(key, 4, 12)) {
      expect(copy.slot).toBe(slotOf(copy.name))
      expect(copy).toMatchObject({ item: key.item, type: 'product', group: 'cart' })
    }
  })

  it('would all be on one shard if `{key}:shard_i` were taken literally, and on some only with plain suffixes', () => {
    const literal = Array.from({ length: 12 }, (_, n) => makeKey('product', `{product:1}:shard_${n}`))
    expect(new Set(shardsOf(literal, 12)).size).toBe(1)
    const plain = Array.from({ length: 12 }, (_, n) => makeKey('product', `product:1:shard_${n}`))
    expect(new Set(shardsOf(plain, 12)).size).toBeLessThan(12)
  })

  const SHARDS = 4
  const replicated: PolicyChange = {
    hotKeys: { ratePerSecond: 5, copies: SHARDS, known: ['product:1'] },
    invalidation: { deleteOnWrite: true },
    coalescing: 'none',
  }
  const copiesIn = (rig: Rig) => copiesOf(rig.key, SHARDS, SHARDS)
  const held = (rig: Rig) => copiesIn(rig).map(copy => rig.store.entry(copy)?.version ?? null)
  const readMany = (rig: Rig, count: number, fromMs: number) => {
    const readers: ReturnType<Rig['read']>[] = []
    for (let n = 0; n < count; n++) rig.at(fromMs + n, () => readers.push(rig.read()))
    return readers
  }

  it('are filled by the readers who miss them, with one load where the key’s own shard has it', () => {
    const rig = new Rig({ policy: replicated, shards: SHARDS })
    rig.read()
    rig.kernel.run(100)
    const readers = readMany(rig, 60, 100)
    rig.kernel.run(1000)
    expect(held(rig)).toEqual([1, 1, 1, 1])
    for (const reader of readers) expect(answerOf(reader).source).toBe('l2')
    expect(rig.origin.loads).toBe(1)
  })

  it('are filled by a reader who missed in a copy and had to load, if its token still holds', () => {
    for (const isOvertaken of [false, true]) {
      const rig = new Rig({ policy: replicated, shards: SHARDS })
      rig.origin.loadMs = 50
      const reader = rig.read()
      rig.kernel.run(10)
      const [asked] = rig.store.asked
      const copy = copiesIn(rig).find(({ name }) => name === asked)!
      expect(copy).not.toBe(rig.key)
      if (isOvertaken) rig.kernel.start(rig.store.delete(copy, rig.call()), 'overtakes')
      rig.kernel.run(200)
      expect(answerOf(reader).source).toBe('load')
      expect(rig.store.entry(rig.key)?.version).toBe(1)
      expect(rig.store.entry(copy)?.version ?? null).toBe(isOvertaken ? null : 1)
      expect(rig.witness.count('fill-refused')).toBe(isOvertaken ? 1 : 0)
    }
  })

  it('are not filled by a load whose fill of the key itself was refused', () => {
    const rig = new Rig({ policy: replicated, shards: SHARDS })
    rig.origin.loadMs = 50
    rig.read()
    rig.kernel.run(10)
    const copy = copiesIn(rig).find(({ name }) => name === rig.store.asked[0])!
    expect(copy).not.toBe(rig.key)
    rig.kernel.start(rig.store.delete(rig.key, rig.call()), 'overtakes')
    rig.kernel.run(200)
    expect([rig.store.entry(rig.key), rig.store.entry(copy)]).toEqual([null, null])
  })

  it('have their entry refreshed ahead of its end, and that of the key itself, whichever of them was read', () => {
    const policy: PolicyChange = {
      ...replicated,
      coalescing: 'instance',
      l2: { ttlMs: 10_000, jitter: 0 },
      earlyExpiry: { kind: 'window', windowMs: 5000 },
    }
    const rig = new Rig({ policy, shards: SHARDS })
    rig.origin.loadMs = 5
    readMany(rig, 60, 0)
    rig.kernel.run(1000)
    readMany(rig, 400, 9000)
    rig.kernel.run(9800)
    expect(rig.witness.count('early-refresh')).toBeGreaterThan(0)
    expect(rig.witness.count('fill-refused')).toBe(0)
    for (const copy of copiesIn(rig)) expect(rig.store.entry(copy)!.createdAtMs).toBeGreaterThanOrEqual(9000)
    // One load for all of them: the others find what it brought.
    expect(rig.origin.loads).toBeLessThanOrEqual(2 + SHARDS)
  })

  it('that are of a group which was invalidated answer nobody, and do not keep the key from being loaded', () => {
    const key = makeKey('product', 'product:1', 'shoes')
    const rig = new Rig({
      policy: {
        ...replicated,
        coalescing: 'instance',
        invalidation: { deleteOnWrite: true, groupMarkerMs: 1000 },
      },
      shards: SHARDS,
    })
    for (let n = 0; n < 60; n++) rig.at(n, () => rig.read(key))
    rig.kernel.run(100)
    rig.origin.commitNow(key, 'second')
    rig.kernel.start(rig.caches[0]!.invalidateGroup('shoes', [key], rig.call()), 'group')
    rig.kernel.run(200)
    const { loads } = rig.origin
    const readers: ReturnType<Rig['read']>[] = []
    for (let n = 0; n < 60; n++) rig.at(200 + n, () => readers.push(rig.read(key)))
    rig.kernel.run(500)
    for (const reader of readers) expect(answerOf(reader).entry.value).toBe('second')
    expect(rig.origin.loads).toBe(loads + 1)
    expect(rig.witness.count('fill-refused')).toBe(0)
  })

  it('are read by chance, each about as often as the others', () => {
    const rig = new Rig({ policy: replicated, shards: SHARDS })
    readMany(rig, 60, 0)
    rig.kernel.run(200)
    rig.store.asked.length = 0
    readMany(rig, 400, 200)
    rig.kernel.run(1000)
    for (const copy of copiesIn(rig)) {
      const times = rig.store.asked.filter(name => name === copy.name).length
      // Binomial with mean 100 and standard deviation 8.7: five of them either way.
      expect(times).toBeGreaterThan(56)
      expect(times).toBeLessThan(144)
    }
    expect(rig.witness.count('hot-copy-read')).toBeGreaterThan(0)
  })

  it('are not asked for a key that is not hot', () => {
    const rig = new Rig({
      policy: { ...replicated, hotKeys: { ratePerSecond: 1000, copies: SHARDS } },
      shards: SHARDS,
    })
    readMany(rig, 30, 0)
    rig.kernel.run(200)
    expect(new Set(rig.store.asked)).toEqual(new Set(['product:1']))
  })

  it('are all deleted by a write', () => {
    const rig = new Rig({ policy: replicated, shards: SHARDS })
    readMany(rig, 60, 0)
    rig.kernel.run(200)
    expect(held(rig)).toEqual([1, 1, 1, 1])
    rig.write('second')
    rig.kernel.run(300)
    expect(held(rig)).toEqual([null, null, null, null])
    const readers = readMany(rig, 60, 300)
    rig.kernel.run(1000)
    for (const reader of readers) expect(answerOf(reader).entry.version).toBe(2)
  })

  it('are deleted after the key itself, so that nobody brings its old value back to a copy', () => {
    const rig = new Rig({ policy: replicated, shards: SHARDS })
    rig.store.delayMs = 5
    readMany(rig, 60, 0)
    rig.kernel.run(300)
    rig.write('second')
    // Readers all the while: between the delete of the key and those of the copies, and after.
    readMany(rig, 100, 300)
    rig.kernel.run(1000)
    for (const version of held(rig)) expect(version ?? 2).toBe(2)
  })

  it('are deleted where it can be done when one shard is down, and there when it is back', () => {
    for (const down of [0, 2]) {
      const rig = new Rig({
        policy: {
          ...replicated,
          invalidation: { deleteOnWrite: true, retries: { attempts: 10, delayMs: 100, queueLimit: 10 } },
        },
        shards: SHARDS,
      })
      readMany(rig, 60, 0)
      rig.kernel.run(200)
      rig.store.unreachable.add(copiesIn(rig)[down]!.name)
      rig.write('second')
      rig.kernel.run(250)
      for (const [index, version] of held(rig).entries()) expect(version).toBe(index === down ? 1 : null)
      rig.store.unreachable.clear()
      rig.kernel.run(1000)
      expect(held(rig)).toEqual([null, null, null, null])
      expect(rig.witness.invalidations).toHaveLength(1)
      expect(rig.witness.invalidations[0]!.lagMs).toBeGreaterThan(50)
    }
  })

  it('are all deleted by the change feed, too', () => {
    const rig = new Rig({
      policy: { ...replicated, invalidation: { deleteOnWrite: false, cdcBackstop: true } },
      shards: SHARDS,
    })
    rig.origin.onCommit(key => rig.feed.committed(key))
    rig.kernel.serve(cdcBackstop(rig.feed, rig.store, rig.bus, rig.design, rig.kernel), 'backstop')
    readMany(rig, 60, 0)
    rig.kernel.run(200)
    rig.origin.commitNow(rig.key, 'second')
    rig.kernel.run(300)
    expect(held(rig)).toEqual([null, null, null, null])
  })

  it('that do not answer are gone round', () => {
    const rig = new Rig({ policy: replicated, shards: SHARDS })
    readMany(rig, 60, 0)
    rig.kernel.run(200)
    const { loads } = rig.origin
    for (const copy of copiesIn(rig).slice(1)) rig.store.unreachable.add(copy.name)
    const readers = readMany(rig, 30, 200)
    rig.kernel.run(300)
    for (const reader of readers) expect(answerOf(reader).source).toBe('l2')
    expect(rig.origin.loads).toBe(loads)
  })

  it('do not get a load that an invalidation has overtaken', () => {
    const rig = new Rig({ policy: replicated, shards: SHARDS })
    rig.origin.loadMs = 100
    readMany(rig, 40, 0)
    rig.at(50, () => rig.write('second'))
    rig.kernel.run(1000)
    for (const version of held(rig)) expect(version ?? 2).toBe(2)
  })
})
