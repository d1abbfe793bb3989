import { describe, expect, it } from 'vitest'
import { OriginRefused } from '#cache/ports.ts'
import type { Fiber } from '#kernel/fiber.ts'
import { answerOf, errorOf, type Outcome, type PolicyChange, Rig, type RigParts } from './fakes.ts'

const TTL_MS = 1000
const AHEAD_MS = 200
const refused = new OriginRefused('no room')

/** Entries live 1000 ms from the start of their load, and are refreshed 200 ms before their end. */
function refreshed(policy: PolicyChange = {}, parts: RigParts = {}): Rig {
  return new Rig({
    ...parts,
    policy: { l2: { ttlMs: TTL_MS, jitter: 0 }, backgroundRefresh: { aheadMs: AHEAD_MS }, ...policy },
  })
}

describe('a background refresh', () => {
  /** A rig whose refresh begins at 800, of an entry that ends at 1000, and takes so long. */
  function refreshing(loadMs: number, policy: PolicyChange = {}, parts: RigParts = {}): Rig {
    const rig = refreshed(policy, parts)
    rig.read()
    rig.at(500, () => rig.read())
    rig.kernel.run(700)
    rig.origin.loadMs = loadMs
    return rig
  }

  it('keeps no reader waiting: they get the entry that is there', () => {
    const rig = refreshing(150)
    const readers: Fiber<Outcome>[] = []
    for (let atMs = 801; atMs < 950; atMs += 10) rig.at(atMs, () => readers.push(rig.read()))
    rig.kernel.run(999)
    for (const reader of readers) {
      expect(answerOf(reader)).toMatchObject({ source: 'l2', entry: { createdAtMs: 0 } })
      expect(reader.result().atMs).toBe(reader.result().askedMs)
    }
    expect(rig.origin.loads).toBe(2)
  })

  it('is joined by a miss, who does not load again', () => {
    const rig = refreshing(400)
    const readers: Fiber<Outcome>[] = []
    for (const atMs of [1000, 1050, 1100]) rig.at(atMs, () => readers.push(rig.read()))
    rig.kernel.run(2000)
    expect(rig.origin.beganMs.filter(beganMs => beganMs < 1250)).toEqual([0, 800])
    for (const reader of readers) {
      expect(answerOf(reader)).toMatchObject({ source: 'flight', entry: { createdAtMs: 800 } })
      expect(reader.result().atMs).toBe(1200)
    }
  })

  it('that fails harms nobody, is unhandled nowhere, and leaves the key to the next miss', () => {
    const rig = refreshing(50, {}, { missLimit: 1 })
    rig.origin.failure = refused
    const before: Fiber<Outcome>[] = []
    rig.at(900, () => before.push(rig.read()))
    expect(() => rig.kernel.run(1000)).not.toThrow()
    expect(rig.origin.loads).toBe(2)
    expect(answerOf(before[0]!).source).toBe('l2')
    rig.origin.failure = undefined
    const next = rig.read()
    rig.kernel.run(1100)
    // The only place for loads has come free again, too.
    expect(answerOf(next).source).toBe('load')
    rig.read()
    rig.kernel.run(1000 + TTL_MS - 1)
    expect(rig.witness.count('background-refresh')).toBe(2)
  })

  it('that fails tells a miss who has joined it, and the next miss loads', () => {
    const rig = refreshing(400)
    rig.origin.failure = refused
    const joined: Fiber<Outcome>[] = []
    rig.at(1100, () => joined.push(rig.read()))
    rig.kernel.run(1300)
    expect(errorOf(joined[0]!)).toBe(refused)
    rig.origin.failure = undefined
    const next = rig.read()
    rig.kernel.run(2000)
    expect(answerOf(next).source).toBe('load')
  })

  it('that an invalidation overtakes leaves the old value in neither tier', () => {
    const rig = refreshing(400, {
      l1: { ttlMs: 10_000, maxEntries: 10 },
      invalidation: { deleteOnWrite: true, publishToL1: true },
    })
    rig.at(900, () => rig.write('second'))
    rig.kernel.run(1500)
    expect(rig.origin.loads).toBe(2)
    expect([rig.local(), rig.store.entry(rig.key)]).toEqual([null, null])
  })

  it('that ends after a newer load does not replace it', () => {
    const rig = refreshing(400, {
      l1: { ttlMs: 10_000, maxEntries: 10 },
      invalidation: { deleteOnWrite: true, publishToL1: true },
    })
    rig.at(900, () => {
      rig.origin.loadMs = 10
      rig.write('second')
    })
    rig.at(910, () => rig.read())
    rig.kernel.run(1500)
    expect(rig.local()?.version).toBe(2)
    expect(rig.store.entry(rig.key)?.version).toBe(2)
  })

  it('is none for an entry that was invalidated before its time', () => {
    const rig = refreshing(10, { invalidation: { deleteOnWrite: true } })
    rig.at(750, () => rig.write('second'))
    rig.kernel.run(2000)
    expect(rig.origin.loads).toBe(1)
    expect(rig.store.entry(rig.key)).toBeNull()
  })

  it('is not made beside an early refresh that is under way', () => {
    const rig = refreshing(150, { earlyExpiry: { kind: 'window', windowMs: 300 } })
    for (let n = 0; n < 40; n++) rig.at(760 + n / 2, () => rig.read())
    rig.kernel.run(900)
    expect(rig.witness.count('early-refresh')).toBe(1)
    expect(rig.witness.count('background-refresh')).toBe(0)
    expect(rig.origin.loads).toBe(2)
  })

  it('takes what another instance has filled meanwhile, instead of loading', () => {
    const rig = refreshing(10)
    const times = { createdAtMs: 790, freshUntilMs: 1790, keptUntilMs: 1790, loadMs: 1 }
    rig.at(799, () => rig.store.put(rig.key, { value: 'theirs', version: 2, exists: true, ...times }))
    rig.kernel.run(1700)
    expect(rig.origin.loads).toBe(1)
    expect(rig.store.entry(rig.key)?.version).toBe(2)
  })

  it('under leases is one load for the fleet', () => {
    const rig = refreshing(100, { coalescing: 'fleet' }, { instances: 2 })
    rig.at(805, () => rig.caches[1]!.evict(rig.key))
    const readers: Fiber<Outcome>[] = []
    rig.at(1001, () => readers.push(rig.read(rig.key, 1)))
    rig.kernel.run(1100)
    expect(answerOf(readers[0]!).entry.createdAtMs).toBe(800)
    expect(rig.origin.loads).toBe(2)
  })

  it('goes on when Redis does not answer: it loads, and nothing is lost but the fill', () => {
    const rig = refreshing(50, { l1: { ttlMs: 10_000, maxEntries: 10 } })
    rig.at(750, () => {
      rig.store.isDown = true
    })
    rig.kernel.run(999)
    expect(rig.origin.loads).toBe(2)
    expect(rig.local()?.createdAtMs).toBe(800)
  })
})
