import { describe, expect, it } from 'vitest'
import { makeKey } from '#cache/key.ts'
import { mustSeeOwnWrite, RecentWrites } from '#cache/readYourWrites.ts'
import { answerOf, type PolicyChange, policyWith, Rig } from './fakes.ts'

const WINDOW_MS = 1000
const l1 = { ttlMs: 30_000, maxEntries: 10 }

/** Two instances that know nothing of each other’s writes. */
function rigWith(policy: PolicyChange = {}): Rig {
  return new Rig({ policy: { l1, readYourWritesMs: WINDOW_MS, ...policy }, instances: 2 })
}

describe('reading one’s own writes', () => {
  it('is possible in any instance, whatever its caches hold', () => {
    const rig = rigWith()
    rig.read(rig.key, 0)
    rig.read(rig.key, 1)
    rig.kernel.run(100)
    const session = new RecentWrites()
    rig.write('second', rig.key, 0, { session })
    rig.kernel.run(200)
    const own = [rig.read(rig.key, 0, { session }), rig.read(rig.key, 1, { session })]
    const others = [rig.read(rig.key, 0), rig.read(rig.key, 1, { session: new RecentWrites() })]
    rig.kernel.run(300)
    for (const reader of own)
      expect(answerOf(reader)).toMatchObject({ source: 'load', entry: { version: 2 } })
    for (const reader of others) expect(answerOf(reader).entry.version).toBe(1)
    expect(rig.witness.count('read-your-write')).toBe(2)
  })

  it('lasts for the window', () => {
    const rig = rigWith()
    rig.read()
    rig.kernel.run(100)
    const session = new RecentWrites()
    rig.write('second', rig.key, 1, { session })
    const readers: ReturnType<Rig['read']>[] = []
    for (const atMs of [1099, 1100]) rig.at(atMs, () => readers.push(rig.read(rig.key, 0, { session })))
    rig.kernel.run(2000)
    expect(readers.map(reader => answerOf(reader).entry.version)).toEqual([2, 1])
  })

  it('goes to the primary where others read a replica', () => {
    const rig = rigWith({ readFrom: 'replica', l1: null, l2: null })
    rig.origin.replicaLagMs = 500
    const session = new RecentWrites()
    rig.kernel.run(1000)
    rig.write('second', rig.key, 0, { session })
    rig.kernel.run(1010)
    const [own, other] = [rig.read(rig.key, 1, { session }), rig.read(rig.key, 1)]
    rig.kernel.run(1200)
    expect([answerOf(own).entry.version, answerOf(other).entry.version]).toEqual([2, 1])
  })

  it('concerns the items that were written, and no others', () => {
    const session = new RecentWrites()
    session.wrote('a', 100)
    const policy = policyWith({ readYourWritesMs: WINDOW_MS })
    const call = { id: 1, session, waits: () => {}, spent: () => {} }
    expect(mustSeeOwnWrite(policy, 'a', call, 200)).toBe(true)
    expect(mustSeeOwnWrite(policy, 'b', call, 200)).toBe(false)
  })

  it('does not join a flight that set out before the write', () => {
    const rig = rigWith({ l1: null })
    rig.origin.loadMs = 100
    rig.read()
    const session = new RecentWrites()
    rig.at(50, () => rig.write('second', rig.key, 1, { session }))
    const own: ReturnType<Rig['read']>[] = []
    rig.at(60, () => own.push(rig.read(rig.key, 0, { session })))
    rig.kernel.run(1000)
    expect(answerOf(own[0]!).entry.version).toBe(2)
  })

  it('is not asked for where the window is 0', () => {
    const rig = rigWith({ readYourWritesMs: 0 })
    rig.read(rig.key, 1)
    rig.kernel.run(100)
    const session = new RecentWrites()
    rig.write('second', rig.key, 0, { session })
    rig.kernel.run(200)
    const reader = rig.read(rig.key, 1, { session })
    rig.kernel.run(300)
    expect(answerOf(reader).entry.version).toBe(1)
  })

  it('finds with write-behind what the origin does not have yet', () => {
    const rig = rigWith({ pattern: 'write-behind', writeBehind: { flushMs: 5000 } })
    rig.read(rig.key, 1)
    rig.kernel.run(100)
    const session = new RecentWrites()
    rig.write('second', rig.key, 0, { session })
    rig.kernel.run(200)
    const own = [rig.read(rig.key, 0, { session }), rig.read(rig.key, 1, { session })]
    rig.kernel.run(300)
    for (const reader of own) expect(answerOf(reader).entry.value).toBe('second')
  })

  it('finds with write-behind what has just been committed, though others read a replica that lags', () => {
    const rig = rigWith({
      pattern: 'write-behind',
      writeBehind: { flushMs: 50 },
      l2: { ttlMs: 60_000, replicaReads: 'all' },
    })
    rig.service!.start()
    rig.read(rig.key, 1)
    rig.kernel.run(100)
    rig.store.replicaLagMs = 5000
    const session = new RecentWrites()
    rig.write('second', rig.key, 0, { session })
    rig.kernel.run(400)
    expect(rig.origin.committed).toHaveLength(1)
    const [own, other] = [rig.read(rig.key, 0, { session }), rig.read(rig.key, 1)]
    rig.kernel.run(500)
    expect(answerOf(own).entry.value).toBe('second')
    expect(answerOf(other).entry.value).toBe('first')
  })

  it('finds with write-behind at the origin what has changed since with its whole group', () => {
    const rig = rigWith({
      pattern: 'write-behind',
      writeBehind: { flushMs: 50 },
      readYourWritesMs: 60_000,
      invalidation: { deleteOnWrite: true, groupMarkerMs: 100 },
    })
    rig.service!.start()
    const key = makeKey('product', 'product:1', 'shoes')
    const session = new RecentWrites()
    rig.write('own', key, 0, { session })
    rig.kernel.run(400)
    rig.origin.commitNow(key, 'of the group')
    rig.kernel.start(rig.caches[0]!.invalidateGroup('shoes', [key], rig.call()), 'group')
    rig.kernel.run(1000)
    const own = rig.read(key, 1, { session })
    rig.kernel.run(1100)
    expect(answerOf(own).entry.value).toBe('of the group')
  })

  it('finds with write-behind what waits, whether its group has been invalidated since or not', () => {
    for (const isForgotten of [false, true]) {
      const rig = rigWith({
        pattern: 'write-behind',
        writeBehind: { flushMs: 5000 },
        invalidation: { deleteOnWrite: true, groupMarkerMs: 100 },
      })
      const key = makeKey('product', 'product:1', 'shoes')
      rig.write('own', key)
      rig.kernel.run(100)
      if (isForgotten) rig.kernel.start(rig.store.delete(key, rig.call()), 'forget')
      rig.origin.commitNow(key, 'of the group')
      rig.kernel.start(rig.caches[0]!.invalidateGroup('shoes', [key], rig.call()), 'group')
      rig.kernel.run(500)
      const reader = rig.read(key, 1)
      rig.kernel.run(600)
      expect(answerOf(reader).entry.value).toBe('own')
      expect(rig.origin.loads).toBe(0)
    }
  })

  it('finds with write-behind at the origin what Redis shows an older row of, which a load from a replica has brought', () => {
    const rig = rigWith({ pattern: 'write-behind', writeBehind: { flushMs: 50 } })
    rig.service!.start()
    rig.read(rig.key, 1)
    rig.kernel.run(10)
    const older = rig.store.entry(rig.key)!
    const session = new RecentWrites()
    rig.write('second', rig.key, 0, { session })
    rig.kernel.run(400)
    rig.kernel.start(rig.store.fill(rig.key, older, null, rig.call()), 'older')
    rig.kernel.run(500)
    const own = rig.read(rig.key, 0, { session })
    rig.kernel.run(600)
    expect(answerOf(own)).toMatchObject({ source: 'load', entry: { value: 'second' } })
  })

  it('finds with write-behind what waits, though the way there takes longer than an entry lasts', () => {
    const rig = rigWith({
      pattern: 'write-behind',
      writeBehind: { flushMs: 5000 },
      l1: null,
      l2: { ttlMs: 1, jitter: 0 },
      invalidation: { groupMarkerMs: 1 },
    })
    rig.store.delayMs = 2
    const key = makeKey('product', 'product:1', 'shoes')
    const session = new RecentWrites()
    rig.write('own', key, 0, { session })
    rig.kernel.run(100)
    const own = rig.read(key, 1, { session })
    rig.kernel.run(200)
    expect(answerOf(own).entry).toMatchObject({ value: 'own', freshUntilMs: Number.POSITIVE_INFINITY })
  })

  it('finds with write-behind at the origin what Redis no longer has', () => {
    const rig = rigWith({ pattern: 'write-behind', writeBehind: { flushMs: 50 } })
    rig.service!.start()
    const session = new RecentWrites()
    rig.write('second', rig.key, 0, { session })
    rig.kernel.run(400)
    rig.kernel.start(rig.store.delete(rig.key, rig.call()), 'forget')
    rig.kernel.run(500)
    const own = rig.read(rig.key, 0, { session })
    rig.kernel.run(600)
    expect(answerOf(own)).toMatchObject({ source: 'load', entry: { value: 'second' } })
  })

  it('is seen for as long as promised, however far the clocks of two instances are apart', () => {
    const rig = new Rig({ policy: { readYourWritesMs: 1000 }, instances: 2, skewsMs: [0, 5000] })
    const session = new RecentWrites()
    rig.read(rig.key, 1)
    rig.kernel.run(100)
    rig.write('second', rig.key, 0, { session })
    const authors: ReturnType<Rig['read']>[] = []
    rig.at(200, () => authors.push(rig.read(rig.key, 1, { session })))
    rig.kernel.run(300)
    expect(answerOf(authors[0]!).entry.version).toBe(2)
    expect(rig.witness.count('read-your-write')).toBe(1)
  })

  it('is remembered only when the write was made', () => {
    const rig = rigWith()
    rig.origin.commitFailure = new Error('no')
    const session = new RecentWrites()
    const call = rig.call({ session })
    const { caches, key } = rig
    function* attempt() {
      try {
        yield* caches[0]!.write(key, 'second', true, call)
      } catch {}
    }
    rig.kernel.start(attempt(), 'writer')
    rig.kernel.run(100)
    expect(session.wroteAtMs(rig.key.item)).toBeUndefined()
  })

  it('is remembered of the latest items, the latest write of each', () => {
    const session = new RecentWrites()
    session.wrote('first', 1)
    for (let n = 0; n < 31; n++) session.wrote(`item ${n}`, n)
    session.wrote('first', 50)
    session.wrote('one more', 60)
    expect(session.wroteAtMs('first')).toBe(50)
    expect(session.wroteAtMs('item 0')).toBeUndefined()
    expect(session.wroteAtMs('item 1')).toBe(1)
    expect(session.wroteAtMs('one more')).toBe(60)
  })
})
