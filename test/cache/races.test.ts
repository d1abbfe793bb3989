import { describe, expect, it } from 'vitest'
import { answerOf, Rig, type RigParts } from './fakes.ts'

const both: RigParts['policy'] = {
  l1: { ttlMs: 30_000, maxEntries: 10 },
  invalidation: { deleteOnWrite: true, publishToL1: true },
}

/** What every instance's L1 and L2 hold, by version; null for nothing. */
function versions(rig: Rig): (number | null)[] {
  const locals = rig.caches.map((_, instance) => rig.local(rig.key, instance)?.version ?? null)
  return [...locals, rig.store.entry(rig.key)?.version ?? null]
}

describe('an invalidation while a load is under way', () => {
  it('by a write of the same instance: the waiters are served, the old value is in neither tier', () => {
    const rig = new Rig({ policy: both })
    rig.store.delayMs = 1
    rig.origin.loadMs = 100
    const readers = [rig.read(), rig.read()]
    rig.at(50, () => rig.write('second'))
    rig.kernel.run(1000)
    expect(readers.map(reader => answerOf(reader).entry.version)).toEqual([1, 1])
    expect(versions(rig)).toEqual([null, null])
    expect(rig.store.fillsTried).toBe(1)
    expect(rig.store.fillsKept).toBe(0)
  })

  it('by a write of another instance: the old value is in no instance’s L1, nor in L2', () => {
    const rig = new Rig({ policy: both, instances: 3 })
    rig.store.delayMs = 1
    rig.origin.loadMs = 100
    const readers = [rig.read(rig.key, 0), rig.read(rig.key, 1)]
    rig.at(50, () => rig.write('second', rig.key, 2))
    rig.kernel.run(1000)
    expect(readers.map(reader => answerOf(reader).entry.version)).toEqual([1, 1])
    expect(versions(rig)).toEqual([null, null, null, null])
  })

  it('without coalescing: just so', () => {
    const rig = new Rig({ policy: { ...both, coalescing: 'none' }, instances: 2 })
    rig.store.delayMs = 1
    rig.origin.loadMs = 100
    for (const instance of [0, 0, 1]) rig.read(rig.key, instance)
    rig.at(50, () => rig.write('second'))
    rig.kernel.run(1000)
    expect(versions(rig)).toEqual([null, null, null])
  })

  it('without miss tokens: the run shows the race, and the old value stays in L2 for its TTL', () => {
    const rig = new Rig({
      policy: { l2: { ttlMs: 5000, jitter: 0 }, invalidation: { deleteOnWrite: true, missTokens: false } },
    })
    rig.origin.loadMs = 100
    rig.read()
    rig.at(50, () => rig.write('second'))
    rig.kernel.run(1000)
    expect(rig.store.entry(rig.key)?.version).toBe(1)
    const late = rig.read()
    rig.kernel.run(2000)
    expect(answerOf(late).entry.version).toBe(1)
    rig.kernel.run(5000)
    expect(rig.store.entry(rig.key)).toBeNull()
  })

  it('is not joined by a caller that arrives after it, who gets the new value', () => {
    const rig = new Rig({ policy: both, instances: 2 })
    rig.store.delayMs = 1
    rig.origin.loadMs = 100
    rig.read(rig.key, 0)
    rig.read(rig.key, 1)
    rig.at(50, () => rig.write('second', rig.key, 0))
    const late: ReturnType<Rig['read']>[] = []
    rig.at(60, () => late.push(rig.read(rig.key, 0), rig.read(rig.key, 1)))
    rig.kernel.run(1000)
    expect(late.map(reader => answerOf(reader).entry.version)).toEqual([2, 2])
    expect(versions(rig)).toEqual([2, 2, 2])
  })

  it('then a newer load that fills first: the older one does not replace it, in L1 or L2', () => {
    const rig = new Rig({ policy: both })
    rig.origin.loadMs = 300
    rig.read()
    rig.at(50, () => {
      rig.origin.loadMs = 10
      rig.write('second')
    })
    rig.at(60, () => rig.read())
    rig.kernel.run(100)
    expect(versions(rig)).toEqual([2, 2])
    rig.kernel.run(1000)
    expect(versions(rig)).toEqual([2, 2])
  })

  it('by two writes that put the old value back: the version tells them apart', () => {
    const rig = new Rig({ policy: both })
    rig.origin.loadMs = 300
    rig.read()
    rig.at(50, () => {
      rig.origin.loadMs = 10
      rig.write('second')
    })
    rig.at(60, () => rig.write('first'))
    rig.at(70, () => rig.read())
    rig.kernel.run(1000)
    expect(versions(rig)).toEqual([3, 3])
  })

  it('by the change feed alone: the old value is in neither tier', () => {
    const rig = new Rig({ policy: { ...both, coalescing: 'none' }, instances: 2 })
    rig.origin.loadMs = 100
    rig.read(rig.key, 0)
    rig.read(rig.key, 1)
    // What the backstop does when a commit by a stranger reaches it.
    rig.at(50, () => {
      rig.origin.commitNow(rig.key, 'second')
      rig.kernel.start(rig.store.delete(rig.key, rig.call()), 'delete')
      rig.bus.publish(rig.key, -1)
    })
    rig.kernel.run(1000)
    expect(versions(rig)).toEqual([null, null, null])
  })
})

describe('an invalidation while a reader waits for Redis', () => {
  it('keeps the copy that was on its way out of L1, in the writer’s instance and in others', () => {
    const rig = new Rig({ policy: both, instances: 2 })
    rig.read(rig.key, 0)
    rig.kernel.run(100)
    rig.caches[0]!.expire(rig.key)
    // Readers ask Redis before the DEL gets there, and hear back after it.
    rig.store.delayMs = 10
    rig.store.deleteDelayMs = 5
    rig.at(200, () => {
      rig.read(rig.key, 0)
      rig.read(rig.key, 1)
    })
    rig.at(206, () => rig.write('second', rig.key, 0))
    rig.kernel.run(1000)
    expect(versions(rig)).toEqual([null, null, null])
  })

  it('with a slow DEL: a reader of the writer’s own instance does not bring the old value back to L1', () => {
    const rig = new Rig({ policy: both, instances: 2 })
    rig.read(rig.key, 1)
    rig.kernel.run(100)
    rig.store.delayMs = 1
    rig.store.deleteDelayMs = 50
    rig.at(200, () => rig.write('second', rig.key, 0))
    // The commit is done and the DEL is on its way: both instances still find the old value in Redis.
    rig.at(220, () => {
      rig.read(rig.key, 0)
      rig.read(rig.key, 1)
    })
    rig.kernel.run(400)
    expect(versions(rig)).toEqual([null, null, null])
    const late = [rig.read(rig.key, 0), rig.read(rig.key, 1)]
    rig.kernel.run(500)
    expect(late.map(reader => answerOf(reader).entry.version)).toEqual([2, 2])
  })

  it('with a slow DEL: nobody who comes after the write joins a flight that asked Redis before the DEL', () => {
    const rig = new Rig({ policy: { invalidation: { deleteOnWrite: true } } })
    rig.read()
    rig.kernel.run(100)
    rig.store.deleteDelayMs = 30
    rig.store.answerDelayMs = 80
    // Commits at 200, deletes at 230, is acknowledged at 260. The first reader asks at 210 and hears back at 290.
    rig.at(200, () => rig.write('second'))
    rig.at(210, () => rig.read())
    const late: ReturnType<Rig['read']>[] = []
    rig.at(261, () => late.push(rig.read()))
    rig.kernel.run(1000)
    expect(answerOf(late[0]!).entry.version).toBe(2)
  })
})

describe('a refill between commit and DEL', () => {
  it('is harmless: the DEL removes it', () => {
    const rig = new Rig({ policy: { invalidation: { deleteOnWrite: true } } })
    rig.store.deleteDelayMs = 50
    rig.origin.loadMs = 10
    rig.at(10, () => rig.write('second'))
    rig.at(20, () => rig.read())
    rig.kernel.run(40)
    expect(rig.store.entry(rig.key)?.version).toBe(2)
    rig.kernel.run(1000)
    expect(rig.store.entry(rig.key)).toBeNull()
  })
})

describe('an early refresh', () => {
  const early: RigParts['policy'] = {
    ...both,
    l1: { ttlMs: 1000, maxEntries: 10 },
    l2: { ttlMs: 1000, jitter: 0 },
    earlyExpiry: { kind: 'window', windowMs: 1000 },
  }

  it('that an invalidation overtakes leaves the old value in neither tier', () => {
    const rig = new Rig({ policy: early })
    rig.read()
    rig.kernel.run(900)
    rig.origin.loadMs = 60
    for (let n = 0; n < 20; n++) rig.at(990 + n / 10, () => rig.read())
    rig.at(1020, () => rig.write('second'))
    rig.kernel.run(1015)
    expect(rig.origin.loads).toBe(2)
    rig.kernel.run(2500)
    expect(versions(rig)).toEqual([null, null])
  })

  it('that ends after a newer load does not replace it', () => {
    const rig = new Rig({ policy: early })
    rig.read()
    rig.kernel.run(900)
    rig.origin.loadMs = 100
    for (let n = 0; n < 20; n++) rig.at(990 + n / 10, () => rig.read())
    rig.at(1020, () => {
      rig.origin.loadMs = 10
      rig.write('second')
    })
    rig.at(1030, () => rig.read())
    rig.kernel.run(1200)
    expect(rig.origin.loads).toBe(3)
    expect(versions(rig)).toEqual([2, 2])
  })
})
