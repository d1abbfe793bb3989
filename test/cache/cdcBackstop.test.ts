import { describe, expect, it } from 'vitest'
import { cdcBackstop } from '#cache/cdcBackstop.ts'
import { makeKey } from '#cache/key.ts'
import { Rig, type RigParts } from './fakes.ts'

const inL1 = { ttlMs: 30_000, maxEntries: 10 }

/** Two instances that hold version 1 in L1 and L2, and a backstop behind a feed that lags 100 ms. */
function withBackstop(parts: RigParts): Rig {
  const rig = new Rig({ instances: 2, ...parts })
  const { kernel, feed, store, bus, design, origin } = rig
  feed.lagMs = 100
  origin.onCommit(key => feed.committed(key))
  kernel.serve(cdcBackstop(feed, store, bus, design, kernel), 'backstop')
  rig.read(rig.key, 0)
  rig.at(20, () => rig.read(rig.key, 1))
  kernel.run(200)
  return rig
}

const everything: RigParts['policy'] = { l1: inL1, invalidation: { cdcBackstop: true, publishToL1: true } }

describe('the backstop on the change feed', () => {
  it('deletes from Redis and tells every instance, after the lag of the feed, whoever wrote', () => {
    const rig = withBackstop({ policy: everything })
    rig.origin.commitNow(rig.key, 'second')
    rig.kernel.run(299)
    expect(rig.store.entry(rig.key)?.version).toBe(1)
    rig.kernel.run(310)
    expect(rig.store.entry(rig.key)).toBeNull()
    expect([rig.local(rig.key, 0), rig.local(rig.key, 1)]).toEqual([null, null])
  })

  it('tells how long after the commit the key was deleted', () => {
    const rig = new Rig({ policy: { invalidation: { cdcBackstop: true } } })
    const { kernel, feed, store, bus, design, witness } = rig
    feed.lagMs = 100
    store.delayMs = 3
    kernel.serve(cdcBackstop(feed, store, bus, design, kernel, witness), 'backstop')
    rig.at(500, () => feed.committed(rig.key))
    kernel.run(1000)
    expect(witness.invalidations).toEqual([{ key: rig.key, lagMs: 106 }])
  })

  it('tells the instances of every change, also while a delete of the key waits for Redis', () => {
    const rig = withBackstop({ policy: everything })
    rig.store.isDown = true
    const before = rig.bus.published.length
    for (const [n, value] of ['second', 'third', 'fourth'].entries())
      rig.at(210 + 5 * n, () => rig.origin.commitNow(rig.key, value))
    rig.kernel.run(330)
    expect(rig.bus.published.length - before).toBe(3)
  })

  it('covers a writer whose delete was lost', () => {
    const rig = withBackstop({
      policy: { l1: inL1, invalidation: { cdcBackstop: true, publishToL1: true, deleteOnWrite: true } },
    })
    rig.store.refusesDeletes = true
    rig.write('second')
    rig.kernel.run(250)
    expect(rig.store.entry(rig.key)?.version).toBe(1)
    rig.store.refusesDeletes = false
    rig.kernel.run(310)
    expect(rig.store.entry(rig.key)).toBeNull()
  })

  it('refuses the fill of a load that a stranger’s commit has overtaken', () => {
    const rig = withBackstop({ policy: everything })
    rig.store.put(rig.key, {
      value: 'first',
      version: 1,
      createdAtMs: 0,
      exists: true,
      freshUntilMs: 201,
      keptUntilMs: 201,
      loadMs: 10,
    })
    for (const cache of rig.caches) cache.expire(rig.key)
    rig.kernel.run(202)
    rig.origin.loadMs = 300
    rig.read(rig.key, 0)
    rig.at(210, () => rig.origin.commitNow(rig.key, 'second'))
    rig.kernel.run(1000)
    expect(rig.store.entry(rig.key)).toBeNull()
    expect(rig.local(rig.key, 0)).toBeNull()
  })

  it('only deletes when the policy does not publish', () => {
    const rig = withBackstop({ policy: { l1: inL1, invalidation: { cdcBackstop: true } } })
    rig.origin.commitNow(rig.key, 'second')
    rig.kernel.run(400)
    expect(rig.store.entry(rig.key)).toBeNull()
    expect(rig.bus.published).toEqual([])
    expect(rig.local(rig.key, 1)?.version).toBe(1)
  })

  it('only publishes when the type is not in Redis', () => {
    const rig = withBackstop({ policy: { ...everything, l2: null } })
    rig.origin.commitNow(rig.key, 'second')
    rig.kernel.run(400)
    expect(rig.store.deletes).toBe(0)
    expect([rig.local(rig.key, 0), rig.local(rig.key, 1)]).toEqual([null, null])
  })

  it('passes over types that do without it, and types nobody has named', () => {
    const rig = withBackstop({
      policy: { l1: inL1, invalidation: { publishToL1: true, deleteOnWrite: true } },
    })
    rig.origin.commitNow(rig.key, 'second')
    rig.origin.commitNow(makeKey('audit', 'audit:1'), 'second')
    rig.kernel.run(400)
    expect([rig.store.deletes, rig.bus.published.length]).toEqual([0, 0])
    expect(rig.store.entry(rig.key)?.version).toBe(1)
  })

  it('passes over a type nobody has named also when it is called like something every object has', () => {
    const rig = withBackstop({ policy: everything })
    rig.origin.commitNow(makeKey('toString', 'toString:1'), 'second')
    rig.kernel.run(400)
    expect([rig.store.deletes, rig.bus.published.length]).toEqual([0, 0])
  })

  it('survives a Redis that does not answer: it tells the instances at once, and deletes as soon as it can', () => {
    const rig = withBackstop({ policy: everything })
    rig.store.isDown = true
    rig.origin.commitNow(rig.key, 'second')
    rig.kernel.run(310)
    expect(rig.bus.published).toHaveLength(1)
    expect(rig.local(rig.key, 1)).toBeNull()
    rig.kernel.run(1000)
    rig.store.isDown = false
    expect(rig.store.entry(rig.key)?.version).toBe(1)
    rig.kernel.run(4000)
    expect(rig.store.entry(rig.key)).toBeNull()
    expect(rig.bus.published).toHaveLength(2)
  })

  it('handles each of many commits once', () => {
    const rig = withBackstop({ policy: everything })
    for (let n = 0; n < 50; n++)
      rig.at(200 + n / 10, () => rig.origin.commitNow(makeKey('product', `product:${n}`), 'second'))
    rig.kernel.run(1000)
    expect([rig.store.deletes, rig.bus.published.length]).toEqual([50, 50])
  })
})
