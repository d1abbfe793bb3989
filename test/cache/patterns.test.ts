import { describe, expect, it } from 'vitest'
import { makeKey } from '#cache/key.ts'
import { answerOf, type Rig } from './fakes.ts'
import { l1, served } from './servedRig.ts'

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
