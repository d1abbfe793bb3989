import { describe, expect, it } from 'vitest'
import { makeKey } from '#cache/key.ts'
import { answerOf, type PolicyChange, Rig, type RigParts } from './fakes.ts'

const l1 = { ttlMs: 30_000, maxEntries: 100 }
const MARKER_MS = 1000
const members = [1, 2, 3].map(n => makeKey('product', `product:${n}`, 'shoes'))
const [first, second] = members as [(typeof members)[0], (typeof members)[0]]
const outsider = makeKey('product', 'product:9', 'hats')
const loner = makeKey('product', 'product:10')
const all = [...members, outsider, loner]

function grouped(policy: PolicyChange = {}, more: Omit<RigParts, 'policy'> = {}): Rig {
  const invalidation = {
    deleteOnWrite: true,
    publishToL1: true,
    groupMarkerMs: MARKER_MS,
    ...policy.invalidation,
  }
  return new Rig({ policy: { l1, ...policy, invalidation }, instances: 2, ...more })
}

/** Every member is committed, then the group is invalidated. */
function rewrite(rig: Rig, value: string, instance = 0): void {
  for (const key of members) rig.origin.commitNow(key, value)
  rig.kernel.start(rig.caches[instance]!.invalidateGroup('shoes', members, rig.call()), 'group')
}

function readAll(rig: Rig, keys = all): ReturnType<Rig['read']>[] {
  return [0, 1].flatMap(instance => keys.map(key => rig.read(key, instance)))
}

const versionsOf = (readers: readonly ReturnType<Rig['read']>[]) =>
  readers.map(reader => answerOf(reader).entry.version)

describe('invalidating a group by a marker', () => {
  it('makes all of it invalid in every instance and in Redis, with one write and no DEL', () => {
    const rig = grouped()
    readAll(rig)
    rig.kernel.run(100)
    rewrite(rig, 'second')
    rig.kernel.run(200)
    expect(rig.store.deletes).toBe(0)
    const readers = readAll(rig, members)
    rig.kernel.run(300)
    expect(new Set(versionsOf(readers))).toEqual(new Set([2]))
    expect(rig.witness.count('group-invalidated')).toBe(1)
    expect(rig.witness.invalidations).toHaveLength(1)
  })

  it('tells how long after the last commit it was in force, at once or by a repair', () => {
    for (const downForMs of [0, 300]) {
      const retries = { attempts: 10, delayMs: 100, queueLimit: 10 }
      const rig = grouped({ invalidation: { retries } })
      rig.store.delayMs = 2
      rig.kernel.run(1000)
      rig.store.isDown = downForMs > 0
      rewrite(rig, 'second')
      rig.at(1000 + downForMs, () => {
        rig.store.isDown = false
      })
      rig.kernel.run(5000)
      expect(rig.witness.invalidations).toHaveLength(1)
      const { lagMs } = rig.witness.invalidations[0]!
      expect(lagMs).toBeGreaterThanOrEqual(Math.max(8, downForMs))
      expect(lagMs).toBeLessThan(1000)
    }
  })

  it('leaves other groups, and what is in none, where they are', () => {
    const rig = grouped()
    readAll(rig)
    rig.kernel.run(100)
    rewrite(rig, 'second')
    rig.kernel.run(200)
    const { loads } = rig.origin
    const readers = readAll(rig, [outsider, loner])
    rig.kernel.run(300)
    for (const reader of readers) expect(answerOf(reader).source).not.toBe('load')
    expect(rig.origin.loads).toBe(loads)
  })

  it('makes what Redis holds invalid also to who asks for the right to load it for the fleet', () => {
    for (const isHeard of [true, false]) {
      const rig = grouped({ coalescing: 'fleet', lease: { leaseMs: 300, pollMs: 10, waitMs: 2000 } })
      rig.origin.loadMs = 50
      readAll(rig)
      rig.kernel.run(100)
      rig.bus.losesAll = !isHeard
      rewrite(rig, 'second')
      const { loads } = rig.origin
      rig.kernel.run(2 * MARKER_MS)
      const readers = readAll(rig, members)
      rig.kernel.run(3 * MARKER_MS)
      expect(new Set(versionsOf(readers))).toEqual(new Set([2]))
      expect(rig.origin.loads).toBe(loads + members.length)
    }
  })

  it('lets what is loaded afterwards be found, by all', () => {
    const rig = grouped()
    rewrite(rig, 'second')
    rig.kernel.run(100)
    rig.read(first, 0)
    rig.kernel.run(200)
    const { loads } = rig.origin
    const readers = [rig.read(first, 0), rig.read(first, 1)]
    rig.kernel.run(300)
    expect(versionsOf(readers)).toEqual([2, 2])
    expect(rig.origin.loads).toBe(loads)
  })

  it('is healed where the message was missed, when the belief has run out', () => {
    const rig = grouped()
    // Both have asked for the marker at 0 or soon after, and believe that there is none.
    readAll(rig)
    rig.kernel.run(100)
    readAll(rig)
    rig.kernel.run(300)
    rig.bus.losesAll = true
    rewrite(rig, 'second', 0)
    rig.kernel.run(400)
    const [here, missed] = [rig.read(first, 0), rig.read(first, 1)]
    rig.kernel.run(500)
    expect(versionsOf([here, missed])).toEqual([2, 1])
    const healed: ReturnType<Rig['read']>[] = []
    rig.at(300 + MARKER_MS, () => healed.push(rig.read(second, 1), rig.read(first, 1)))
    rig.kernel.run(2000)
    expect(versionsOf(healed)).toEqual([2, 2])
  })

  it('makes a load invalid that it has overtaken, wherever it is filled', () => {
    const rig = grouped()
    rig.origin.loadMs = 100
    rig.read(first, 0)
    rig.read(first, 1)
    rig.at(50, () => rewrite(rig, 'second'))
    rig.kernel.run(200)
    const readers = [rig.read(first, 0), rig.read(first, 1)]
    rig.kernel.run(500)
    expect(versionsOf(readers)).toEqual([2, 2])
  })

  it('is not joined by a caller that comes after it', () => {
    const rig = grouped()
    rig.origin.loadMs = 100
    rig.read(first, 0)
    rig.read(first, 1)
    const late: ReturnType<Rig['read']>[] = []
    rig.at(50, () => rewrite(rig, 'second'))
    rig.at(60, () => late.push(rig.read(first, 0), rig.read(first, 1)))
    rig.kernel.run(500)
    expect(versionsOf(late)).toEqual([2, 2])
  })

  it('by two writers is in force as of the later clearing, however the two arrive', () => {
    const rig = grouped({ invalidation: { retries: { attempts: 10, delayMs: 500, queueLimit: 10 } } })
    // The first clearing does not reach Redis, and is repaired at 600, after the second has at 300.
    rig.kernel.run(100)
    rig.bus.losesAll = true
    rig.store.isDown = true
    rewrite(rig, 'second', 0)
    rig.kernel.run(150)
    rig.store.isDown = false
    const between = rig.read(first, 1)
    rig.at(300, () => rewrite(rig, 'third', 0))
    rig.kernel.run(2500)
    expect(answerOf(between).entry.version).toBe(2)
    expect(rig.witness.count('delete-retried')).toBe(1)
    // Instance 1 has heard of nothing and asks Redis: what it loaded in between is no longer valid.
    const reader = rig.read(first, 1)
    rig.kernel.run(2600)
    expect(answerOf(reader).entry.version).toBe(3)
  })

  it('that Redis does not take is tried again, and then holds', () => {
    const rig = grouped({ invalidation: { retries: { attempts: 10, delayMs: 100, queueLimit: 10 } } })
    readAll(rig)
    rig.kernel.run(100)
    rig.bus.losesAll = true
    rig.store.isDown = true
    rewrite(rig, 'second')
    rig.at(350, () => {
      rig.store.isDown = false
    })
    rig.kernel.run(2000)
    expect(rig.witness.count('delete-retried')).toBe(2)
    expect(rig.witness.invalidations.at(-1)!.lagMs).toBe(300)
    const readers = readAll(rig, members)
    rig.kernel.run(2100)
    expect(new Set(versionsOf(readers))).toEqual(new Set([2]))
  })

  it('that Redis never takes is given up, with its lag told', () => {
    const rig = grouped({ invalidation: { retries: { attempts: 3, delayMs: 100, queueLimit: 10 } } })
    rig.store.isDown = true
    rewrite(rig, 'second')
    rig.kernel.run(5000)
    expect(rig.witness.count('delete-retried')).toBe(3)
    expect(rig.witness.count('delete-given-up')).toBe(1)
    expect(rig.witness.invalidations.map(({ lagMs }) => lagMs)).toEqual([700])
  })

  it('that Redis does not take is known to the writer’s own instance, and by message to others', () => {
    const rig = grouped()
    readAll(rig)
    rig.kernel.run(100)
    rig.store.isDown = true
    rewrite(rig, 'second')
    rig.kernel.run(200)
    expect([rig.local(first, 0), rig.local(first, 1)]).toEqual([null, null])
  })

  it('keeps ended copies of it from being served when there is nothing better', () => {
    const rig = grouped({
      l1: { ttlMs: 200, maxEntries: 100 },
      l2: { ttlMs: 200, jitter: 0 },
      staleWhileRevalidateMs: 10_000,
    })
    readAll(rig)
    rig.kernel.run(250)
    rewrite(rig, 'second')
    rig.kernel.run(300)
    const readers = readAll(rig, members)
    rig.kernel.run(400)
    expect(new Set(versionsOf(readers))).toEqual(new Set([2]))
  })
})

describe('invalidating a group without a marker', () => {
  it('deletes each of its keys, and tells of each', () => {
    const rig = grouped({ invalidation: { groupMarkerMs: null } })
    readAll(rig)
    rig.kernel.run(100)
    rewrite(rig, 'second')
    rig.kernel.run(200)
    expect(rig.store.deletes).toBe(members.length)
    expect(rig.bus.published.map(({ key }) => key.name)).toEqual(members.map(({ name }) => name))
    expect(members.map(key => rig.store.entry(key))).toEqual([null, null, null])
    expect(rig.store.entry(outsider)?.version).toBe(1)
    const readers = readAll(rig, members)
    rig.kernel.run(300)
    expect(new Set(versionsOf(readers))).toEqual(new Set([2]))
  })

  it('repairs the deletes that failed', () => {
    const rig = grouped({
      invalidation: { groupMarkerMs: null, retries: { attempts: 10, delayMs: 100, queueLimit: 10 } },
    })
    readAll(rig)
    rig.kernel.run(100)
    rig.store.unreachable.add(second.name)
    rewrite(rig, 'second')
    rig.kernel.run(150)
    expect(members.map(key => rig.store.entry(key)?.version ?? null)).toEqual([null, 1, null])
    rig.store.unreachable.clear()
    rig.kernel.run(1000)
    expect(rig.store.entry(second)).toBeNull()
  })
})

describe('a group nobody is to invalidate', () => {
  it('stays where it is', () => {
    for (const policy of [{ invalidation: { deleteOnWrite: false } }, { pattern: 'none' as const }]) {
      const rig = grouped(policy)
      readAll(rig)
      rig.kernel.run(100)
      rewrite(rig, 'second')
      rig.kernel.run(200)
      expect(rig.witness.count('group-invalidated')).toBe(0)
      expect(rig.store.deletes).toBe(0)
    }
  })

  it('may be empty', () => {
    const rig = grouped()
    rig.kernel.start(rig.caches[0]!.invalidateGroup('shoes', [], rig.call()), 'group')
    rig.kernel.run(100)
    expect(rig.witness.acts).toEqual([])
  })
})
