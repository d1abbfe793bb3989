import { describe, expect, it } from 'vitest'
import { TierUnavailable } from '#cache/ports.ts'
import { answerOf, Rig, type RigParts } from './fakes.ts'

const inL1 = { ttlMs: 30_000, maxEntries: 10 }

/** Instances that all hold version 1, in L1 and in Redis. */
function warm(policy: NonNullable<RigParts['policy']>): Rig {
  const rig = new Rig({ policy: { l1: inL1, ...policy }, instances: 3 })
  for (const instance of [0, 1, 2]) rig.at(instance * 20, () => rig.read(rig.key, instance))
  rig.kernel.run(100)
  return rig
}

function locals(rig: Rig): (number | null)[] {
  return rig.caches.map((_, instance) => rig.local(rig.key, instance)?.version ?? null)
}

describe('a write', () => {
  it('returns the version that was committed', () => {
    const rig = new Rig()
    const writes = [rig.write('second'), rig.write('third')]
    rig.kernel.run(100)
    expect(writes.map(write => write.result())).toEqual([2, 3])
  })

  it('deletes from Redis and from its own L1, and tells the other instances, when the policy says all that', () => {
    const rig = warm({ invalidation: { deleteOnWrite: true, publishToL1: true } })
    rig.write('second', rig.key, 1)
    rig.kernel.run(110)
    expect(rig.store.entry(rig.key)).toBeNull()
    expect(locals(rig)).toEqual([null, null, null])
    expect(rig.bus.published).toHaveLength(1)
    expect(rig.bus.published[0]).toMatchObject({ key: rig.key, sender: 1 })
  })

  it('without publishing deletes from Redis and its own L1; other instances keep their copies', () => {
    const rig = warm({ invalidation: { deleteOnWrite: true } })
    rig.write('second', rig.key, 1)
    rig.kernel.run(110)
    expect(rig.store.entry(rig.key)).toBeNull()
    expect(locals(rig)).toEqual([1, null, 1])
    expect(rig.bus.published).toEqual([])
  })

  it('without delete-on-write touches nothing, though the policy would publish', () => {
    const rig = warm({ invalidation: { publishToL1: true } })
    rig.write('second')
    rig.kernel.run(110)
    expect(rig.store.entry(rig.key)?.version).toBe(1)
    expect(locals(rig)).toEqual([1, 1, 1])
    expect([rig.store.deletes, rig.bus.published.length]).toEqual([0, 0])
  })

  it('by a writer that does not invalidate touches nothing', () => {
    const rig = warm({ invalidation: { deleteOnWrite: true, publishToL1: true } })
    rig.kernel.start(rig.caches[0]!.write(rig.key, 'second', false, rig.call()), 'writer')
    rig.kernel.run(110)
    expect(rig.store.entry(rig.key)?.version).toBe(1)
    expect(locals(rig)).toEqual([1, 1, 1])
    expect([rig.store.deletes, rig.bus.published.length]).toEqual([0, 0])
  })

  it('deletes after the commit, and publishes after the delete', () => {
    const rig = warm({ invalidation: { deleteOnWrite: true, publishToL1: true } })
    rig.origin.commitMs = 50
    rig.store.deleteDelayMs = 20
    rig.write('second')
    rig.kernel.run(149)
    expect(locals(rig)).toEqual([1, 1, 1])
    expect(rig.store.deletes).toBe(0)
    rig.kernel.run(169)
    expect(rig.store.entry(rig.key)?.version).toBe(1)
    expect(rig.bus.published).toEqual([])
    rig.kernel.run(200)
    expect(rig.store.entry(rig.key)).toBeNull()
    expect(rig.bus.published[0]!.atMs).toBeGreaterThanOrEqual(170)
  })

  it('does not fail when the delete does, still tells the instances, and says what it committed', () => {
    const rig = warm({ invalidation: { deleteOnWrite: true, publishToL1: true } })
    rig.store.refusesDeletes = true
    const write = rig.write('second', rig.key, 1)
    rig.kernel.run(110)
    expect(write.result()).toBe(2)
    expect(rig.store.entry(rig.key)?.version).toBe(1)
    expect(locals(rig)).toEqual([null, null, null])
  })

  it('fails when the commit does, and then invalidates nothing', () => {
    const rig = warm({ invalidation: { deleteOnWrite: true, publishToL1: true } })
    const error = new TierUnavailable('no commits today')
    rig.origin.commit = () => {
      throw error
    }
    const heard: unknown[] = []
    function* write() {
      try {
        yield* rig.caches[0]!.write(rig.key, 'second', true, rig.call())
      } catch (caught) {
        heard.push(caught)
      }
    }
    rig.kernel.start(write(), 'writer')
    rig.kernel.run(110)
    expect(heard).toEqual([error])
    expect(locals(rig)).toEqual([1, 1, 1])
    expect(rig.store.entry(rig.key)?.version).toBe(1)
  })

  it('of a type without Redis deletes nothing there, but publishes', () => {
    const rig = warm({ l2: null, invalidation: { deleteOnWrite: true, publishToL1: true } })
    rig.write('second')
    rig.kernel.run(110)
    expect(locals(rig)).toEqual([null, null, null])
    expect(rig.store.deletes).toBe(0)
  })

  it('is seen by every reader who comes when its messages have arrived', () => {
    const rig = warm({ invalidation: { deleteOnWrite: true, publishToL1: true } })
    rig.write('second')
    rig.kernel.run(110)
    const readers = [0, 1, 2].map(instance => rig.read(rig.key, instance))
    rig.kernel.run(200)
    expect(readers.map(reader => answerOf(reader).entry.value)).toEqual(['second', 'second', 'second'])
  })
})

describe('a message from the bus', () => {
  it('is not published again by those it reaches', () => {
    const rig = warm({ invalidation: { deleteOnWrite: true, publishToL1: true } })
    rig.write('second')
    rig.kernel.run(10_000)
    expect(rig.bus.published).toHaveLength(1)
  })

  it('that comes twice or late costs at most a copy: the next reader gets the newest value', () => {
    const rig = warm({ invalidation: { deleteOnWrite: true, publishToL1: true } })
    rig.write('second')
    rig.kernel.run(110)
    rig.read(rig.key, 2)
    rig.kernel.run(200)
    rig.caches[2]!.evict(rig.key)
    rig.caches[2]!.evict(rig.key)
    expect(rig.local(rig.key, 2)).toBeNull()
    const reader = rig.read(rig.key, 2)
    rig.kernel.run(300)
    expect(answerOf(reader).entry.version).toBe(2)
    expect(rig.local(rig.key, 2)?.version).toBe(2)
  })

  it('that is lost leaves the copy until the end of its TTL', () => {
    const rig = warm({
      l1: { ttlMs: 1000, maxEntries: 10 },
      invalidation: { deleteOnWrite: true, publishToL1: true },
    })
    rig.bus.losesAll = true
    rig.write('second', rig.key, 0)
    rig.kernel.run(999)
    expect(locals(rig)).toEqual([null, 1, 1])
    rig.kernel.run(1100)
    expect(locals(rig)).toEqual([null, null, null])
  })

  it('while a load finds nothing is enough that what was loaded does not come back', () => {
    const rig = warm({ invalidation: { deleteOnWrite: true, publishToL1: true } })
    rig.caches[1]!.expire(rig.key)
    rig.store.delayMs = 10
    const reader = rig.read(rig.key, 1)
    rig.at(115, () => rig.caches[1]!.evict(rig.key))
    rig.kernel.run(200)
    expect(answerOf(reader).entry.version).toBe(1)
    expect(rig.local(rig.key, 1)).toBeNull()
  })
})

describe('an end of time that is injected', () => {
  it('drops the copy but not the load under way: later readers join it, and it is kept', () => {
    const rig = new Rig({ policy: { l1: inL1 } })
    rig.read()
    rig.at(5, () => rig.caches[0]!.expire(rig.key))
    const joiners: ReturnType<Rig['read']>[] = []
    rig.at(6, () => joiners.push(rig.read()))
    rig.kernel.run(50)
    expect(answerOf(joiners[0]!).source).toBe('flight')
    expect(rig.local()).not.toBeNull()
  })
})
