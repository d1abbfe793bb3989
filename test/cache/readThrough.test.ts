import { describe, expect, it } from 'vitest'
import { makeKey } from '#cache/key.ts'
import { CacheFailed } from '#cache/ports.ts'
import { answerOf, errorOf, type PolicyChange, type Rig } from './fakes.ts'
import { l1, refused, served } from './servedRig.ts'

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

  it('answers from L1 also where groups are invalidated by markers: the belief is asked for on the way', () => {
    const rig = served({ ...policy, l1, invalidation: { deleteOnWrite: true, groupMarkerMs: 1000 } })
    const key = makeKey('product', 'product:1', 'shoes')
    const readers: ReturnType<typeof rig.read>[] = []
    for (const atMs of [0, 100, 200]) rig.at(atMs, () => readers.push(rig.read(key)))
    rig.kernel.run(500)
    expect(readers.map(reader => answerOf(reader).source).slice(1)).toEqual(['l1', 'l1'])
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
