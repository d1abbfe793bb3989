import { describe, expect, it } from 'vitest'
import { makeKey } from '#cache/key.ts'
import { LoadShed } from '#cache/ports.ts'
import { answerOf, errorOf, type PolicyChange, Rig } from './fakes.ts'

const l1 = { ttlMs: 1000, maxEntries: 10 }
const member = makeKey('product', 'product:1', 'shoes')
const loner = makeKey('product', 'product:2')

/** Both keys are in the process, and in Redis. */
function filled(policy: PolicyChange, untilMs = 100): Rig {
  const rig = new Rig({ policy: { l1, ...policy } })
  for (const key of [member, loner]) rig.read(key)
  rig.kernel.run(untilMs)
  rig.witness.found.length = 0
  rig.store.lookUps = 0
  return rig
}

describe('a copy in the process', () => {
  it('answers without leaving it, whether its key is in a group or not, with markers of groups or without', () => {
    for (const groupMarkerMs of [null, 10_000]) {
      const rig = filled({ invalidation: { groupMarkerMs } })
      // The first read of a group asks for its marker; after that it is believed.
      rig.read(member)
      rig.kernel.run(200)
      rig.store.lookUps = 0
      rig.witness.found.length = 0
      for (const key of [member, loner]) expect(rig.caches[0]!.peek(key, rig.call())?.source).toBe('l1')
      expect(rig.store.lookUps).toBe(0)
      expect(rig.witness.found).toEqual(['l1', 'l1'])
    }
  })

  it('past its end does not answer at once, unless it may be served while it is refreshed', () => {
    const late = filled({}, 1050)
    expect(late.caches[0]!.peek(loner, late.call())).toBeNull()
    const revalidating = filled({ staleWhileRevalidateMs: 500 }, 1050)
    expect(revalidating.caches[0]!.peek(loner, revalidating.call())?.source).toBe('l1')
    // It was found nowhere fresh, and is refreshed behind the reader's back.
    expect(revalidating.witness.found).toEqual([null])
    expect(revalidating.witness.count('revalidation')).toBe(1)
  })

  it('past its end is served while it is refreshed if its group is known to be as it was, and only then', () => {
    const policy = { staleWhileRevalidateMs: 500, invalidation: { groupMarkerMs: 10_000 } }
    const good = filled(policy)
    good.read(member)
    good.kernel.run(1050)
    expect(good.caches[0]!.peek(member, good.call())?.source).toBe('l1')
    const unknown = filled({ ...policy, invalidation: { groupMarkerMs: 100 } }, 1050)
    expect(unknown.caches[0]!.peek(member, unknown.call())).toBeNull()
    const cleared = filled(policy)
    cleared.kernel.run(1050)
    cleared.caches[0]!.evictGroup('shoes', 500)
    expect(cleared.caches[0]!.peek(member, cleared.call())).toBeNull()
  })

  it('goes when its time is said to have ended, and a load under way is still good', () => {
    const rig = filled({})
    rig.caches[0]!.expire(loner)
    expect(rig.local(loner)).toBeNull()
    const again = rig.read(loner)
    rig.caches[0]!.expire(loner)
    rig.kernel.run(200)
    expect(answerOf(again).source).toBe('l2')
    expect(rig.local(loner)).not.toBeNull()
  })

  it('of a stamped type answers for the version in force, and counts as an answer from the process', () => {
    const rig = new Rig({ policy: { l1, invalidation: { versionStamps: { lookup: 'primary' } } } })
    rig.read()
    rig.kernel.run(100)
    rig.witness.found.length = 0
    const reader = rig.read()
    rig.kernel.run(200)
    expect(answerOf(reader).source).toBe('l1')
    expect(rig.witness.found).toEqual(['l1'])
  })
})

describe('an instance that is told of a change', () => {
  it('of a type it does not know, or of a group where there are none, goes on', () => {
    const rig = filled({})
    const [cache] = rig.caches
    cache!.evict(makeKey('unheard of', 'x'))
    cache!.expire(makeKey('unheard of', 'x'))
    cache!.evictGroup('shoes', 50)
    expect(rig.local(member)).toBeNull()
    expect(rig.local(loner)).not.toBeNull()
  })
})

describe('a type that is not cached', () => {
  it('loads with the priority that its policy says', () => {
    const rig = new Rig({
      policy: { pattern: 'none', priority: 'P2' },
      shedding: { normalLoadsPerSecond: 1, tripAtMultiple: 2 },
    })
    const readers = Array.from({ length: 5 }, () => rig.read())
    rig.kernel.run(100)
    expect(errorOf(readers.at(-1)!)).toBeInstanceOf(LoadShed)
  })

  it('says how long its load took', () => {
    const rig = new Rig({ policy: { pattern: 'none' } })
    rig.kernel.run(500)
    const reader = rig.read()
    rig.kernel.run(600)
    expect(answerOf(reader).entry).toMatchObject({ createdAtMs: 500, loadMs: 10 })
  })
})

describe('a write to a type with an edge, where nobody can purge it', () => {
  it('is made all the same', () => {
    const rig = new Rig({ policy: { cdn: { ttlMs: 1000, purgeOnWrite: true } } })
    const writer = rig.write('second')
    rig.kernel.run(10)
    expect(writer.result()).toBe(2)
    expect(rig.witness.count('cdn-purged')).toBe(0)
  })
})
