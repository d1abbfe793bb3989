import { describe, expect, it } from 'vitest'
import { makeKey } from '#cache/key.ts'
import { answerOf, type PolicyChange, Rig, type RigParts } from './fakes.ts'

const inL1 = { ttlMs: 30_000, maxEntries: 10 }

interface Retries {
  readonly attempts: number
  readonly delayMs: number
  readonly queueLimit: number
}

/** Two instances whose failed DELs are tried again, and which hold version 1 in both tiers. */
function repairing(retries: Partial<Retries> = {}, policy: PolicyChange = {}, parts: RigParts = {}): Rig {
  const all = { attempts: 5, delayMs: 100, queueLimit: 10, ...retries }
  const rig = new Rig({
    instances: 2,
    ...parts,
    policy: {
      l1: inL1,
      ...policy,
      invalidation: { deleteOnWrite: true, publishToL1: true, retries: all },
    },
  })
  rig.read(rig.key, 0)
  rig.at(20, () => rig.read(rig.key, 1))
  rig.kernel.run(100)
  return rig
}

/** When Redis was asked to delete something, from now on. */
function deletesOf(rig: Rig): number[] {
  const timesMs: number[] = []
  const original = rig.store.delete.bind(rig.store)
  rig.store.delete = (key, call) => {
    timesMs.push(rig.kernel.nowMs)
    return original(key, call)
  }
  return timesMs
}

describe('a DEL that failed', () => {
  it('does not keep the writer waiting, and is made again when its delay has passed', () => {
    const rig = repairing()
    rig.store.refusesDeletes = true
    const write = rig.write('second')
    rig.kernel.run(100)
    expect(write.result()).toBe(2)
    rig.store.refusesDeletes = false
    rig.kernel.run(199)
    expect(rig.store.entry(rig.key)?.version).toBe(1)
    rig.kernel.run(200)
    expect(rig.store.entry(rig.key)).toBeNull()
    expect(rig.witness.count('delete-retried')).toBe(1)
    expect(rig.witness.invalidations).toEqual([{ key: rig.key, lagMs: 100 }])
  })

  it('is tried again at doubling distances, of two seconds at most, so many times; then it is given up', () => {
    const rig = repairing({ attempts: 8 })
    rig.store.refusesDeletes = true
    const timesMs = deletesOf(rig)
    rig.write('second')
    rig.kernel.run(60_000)
    const waits = [0, 100, 200, 400, 800, 1600, 2000, 2000, 2000]
    expect(timesMs).toEqual(waits.map((_, n) => waits.slice(0, n + 1).reduce((sum, ms) => sum + ms, 100)))
    expect(rig.witness.count('delete-retried')).toBe(8)
    expect(rig.witness.count('delete-given-up')).toBe(1)
    expect(rig.witness.invalidations).toEqual([{ key: rig.key, lagMs: 9100 }])
  })

  it('is forgotten where the policy does not repair', () => {
    const rig = new Rig({ policy: { invalidation: { deleteOnWrite: true } } })
    rig.read()
    rig.kernel.run(100)
    rig.store.refusesDeletes = true
    const timesMs = deletesOf(rig)
    rig.write('second')
    rig.kernel.run(20_000)
    expect(timesMs).toHaveLength(1)
    expect(rig.witness.invalidations).toEqual([])
  })
})

describe('a repair that succeeds', () => {
  it('takes away what was fetched meanwhile, here, and by a second message elsewhere', () => {
    const rig = repairing()
    rig.store.refusesDeletes = true
    rig.write('second', rig.key, 0)
    // The message is through and the old value still in Redis: both fetch it again.
    rig.at(120, () => {
      for (const instance of [0, 1]) rig.read(rig.key, instance)
    })
    rig.kernel.run(150)
    expect([rig.local(rig.key, 0)?.version, rig.local(rig.key, 1)?.version]).toEqual([1, 1])
    rig.store.refusesDeletes = false
    rig.kernel.run(205)
    expect([rig.local(rig.key, 0), rig.local(rig.key, 1)]).toEqual([null, null])
    expect(rig.bus.published.map(({ atMs, sender }) => [atMs, sender])).toEqual([
      [100, 0],
      [200, 0],
    ])
    const readers = [rig.read(rig.key, 0), rig.read(rig.key, 1)]
    rig.kernel.run(300)
    expect(readers.map(reader => answerOf(reader).entry.version)).toEqual([2, 2])
  })

  it('refuses the load that it overtakes', () => {
    const rig = repairing()
    rig.store.refusesDeletes = true
    rig.write('second')
    rig.at(150, () => {
      rig.store.refusesDeletes = false
      rig.caches[0]!.evict(rig.key)
    })
    // Redis still has the old value; it is taken from there just before the DEL, and heard of just after.
    rig.store.answerDelayMs = 20
    rig.at(190, () => rig.read(rig.key, 0))
    rig.kernel.run(500)
    expect([rig.local(rig.key, 0), rig.store.entry(rig.key)]).toEqual([null, null])
  })
})

describe('the queue of repairs', () => {
  const keyOf = (n: number) => makeKey('product', `product:${n}`)

  it('is bounded: one more is given up at once, but the instances are told', () => {
    const rig = repairing({ queueLimit: 3 })
    rig.store.refusesDeletes = true
    for (let n = 10; n < 15; n++) rig.write('second', keyOf(n))
    rig.kernel.run(110)
    expect(rig.witness.count('delete-given-up')).toBe(2)
    expect(rig.witness.invalidations.map(({ key }) => key.name)).toEqual(['product:13', 'product:14'])
    expect(rig.bus.published).toHaveLength(5)
    rig.store.refusesDeletes = false
    rig.kernel.run(1000)
    expect(rig.witness.count('delete-retried')).toBe(3)
    expect(rig.witness.invalidations).toHaveLength(5)
  })

  it('has room again when a repair has succeeded, and when one was given up', () => {
    for (const isBack of [true, false]) {
      const rig = repairing({ queueLimit: 1, attempts: 1 })
      rig.store.refusesDeletes = true
      rig.write('second', keyOf(1))
      rig.at(150, () => {
        rig.store.refusesDeletes = !isBack
      })
      rig.kernel.run(250)
      const givenUp = rig.witness.count('delete-given-up')
      expect(givenUp).toBe(isBack ? 0 : 1)
      rig.store.refusesDeletes = true
      rig.write('second', keyOf(2))
      rig.kernel.run(260)
      expect(rig.witness.count('delete-given-up')).toBe(givenUp)
    }
  })

  it('has one place for a key, however often it is written', () => {
    const rig = repairing({ queueLimit: 1 })
    rig.store.refusesDeletes = true
    for (let n = 0; n < 5; n++) rig.at(100 + n, () => rig.write(n))
    rig.at(150, () => {
      rig.store.refusesDeletes = false
    })
    rig.kernel.run(2000)
    expect(rig.witness.count('delete-given-up')).toBe(0)
    expect(rig.store.entry(rig.key)).toBeNull()
  })
})

describe('a write during a repair', () => {
  it('is not lost though its own DEL fails while the repair’s is on its way back', () => {
    for (const attempts of [1, 5]) {
      const rig = repairing({ attempts })
      rig.store.refusesDeletes = true
      rig.write('second')
      // The repair sets out at 200, deletes at 220, and hears back at 240.
      rig.at(199, () => {
        rig.store.refusesDeletes = false
        rig.store.deleteDelayMs = 20
      })
      // A reader fills version 2, then version 3 is committed, and its DEL fails.
      rig.at(221, () => rig.read(rig.key, 1))
      rig.at(232, () => {
        expect(rig.store.entry(rig.key)?.version).toBe(2)
        rig.store.refusesDeletes = true
        rig.store.deleteDelayMs = 0
        rig.write('third')
      })
      rig.at(235, () => {
        rig.store.refusesDeletes = false
      })
      rig.kernel.run(5000)
      expect(rig.store.entry(rig.key)).toBeNull()
      expect(rig.witness.count('delete-given-up')).toBe(0)
      const lags = rig.witness.invalidations.map(({ lagMs }) => lagMs)
      expect(lags[0]).toBe(140)
      expect(lags[1]).toBeLessThanOrEqual(240)
    }
  })

  it('has as many attempts of its own as the first, though that one’s are used up', () => {
    const rig = repairing({ attempts: 3 })
    rig.store.refusesDeletes = true
    rig.write('second')
    // The first is tried again at 200, 400 and 800; this one fails at 790.
    rig.at(790, () => rig.write('third'))
    rig.at(810, () => {
      rig.store.refusesDeletes = false
    })
    rig.kernel.run(10_000)
    expect(rig.store.entry(rig.key)).toBeNull()
    expect(rig.witness.count('delete-given-up')).toBe(0)
  })
})
