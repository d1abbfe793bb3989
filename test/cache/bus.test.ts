import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { cdcBackstop } from '#cache/cdcBackstop.ts'
import type { Fiber } from '#kernel/fiber.ts'
import { answerOf, type Outcome, type PolicyChange, Rig, type RigParts } from './fakes.ts'

// Hundreds of runs in one test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

const published: PolicyChange = {
  l1: { ttlMs: 30_000, maxEntries: 10 },
  invalidation: { deleteOnWrite: true, publishToL1: true },
}

/** Three instances that all hold version 1, in L1 and in Redis, at 100. */
function warm(policy: PolicyChange = published, parts: RigParts = {}): Rig {
  const rig = new Rig({ instances: 3, ...parts, policy })
  for (const instance of [0, 1, 2]) rig.at(instance * 20, () => rig.read(rig.key, instance))
  rig.kernel.run(100)
  return rig
}

/** A change feed that hears of every commit, 100 ms late. */
function withFeed(rig: Rig): Rig {
  const { kernel, feed, store, bus, design, origin } = rig
  feed.lagMs = 100
  origin.onCommit(key => feed.committed(key))
  kernel.serve(cdcBackstop(feed, store, bus, design, kernel), 'backstop')
  return rig
}

function locals(rig: Rig): (number | null)[] {
  return rig.caches.map((_, instance) => rig.local(rig.key, instance)?.version ?? null)
}

/** What a reader of each instance is told, once all have been answered. */
function told(rig: Rig): number[] {
  const readers = rig.caches.map((_, instance) => rig.read(rig.key, instance))
  rig.kernel.run(rig.kernel.nowMs + 500)
  return readers.map(reader => answerOf(reader).entry.version)
}

describe('a message that is dropped', () => {
  it('leaves old the instance that it should have reached, and no other', () => {
    const rig = warm()
    rig.bus.arrivals = (_, instance) => (instance === 2 ? [] : [1])
    rig.write('second', rig.key, 0)
    rig.kernel.run(200)
    expect(locals(rig)).toEqual([null, null, 1])
    expect(told(rig)).toEqual([2, 2, 1])
  })

  it('is made up for by that of the next write', () => {
    const rig = warm()
    rig.bus.arrivals = message => (message === 0 ? [] : [1])
    rig.write('second', rig.key, 0)
    rig.at(200, () => rig.write('third', rig.key, 1))
    rig.kernel.run(300)
    expect(told(rig)).toEqual([3, 3, 3])
  })

  it('is made up for by that of the change feed', () => {
    const rig = withFeed(
      warm({ ...published, invalidation: { ...published.invalidation, cdcBackstop: true } }),
    )
    rig.bus.arrivals = message => (message === 0 ? [] : [1])
    rig.write('second', rig.key, 0)
    rig.kernel.run(199)
    expect(locals(rig)).toEqual([null, 1, 1])
    rig.kernel.run(205)
    expect(locals(rig)).toEqual([null, null, null])
  })
})

describe('a message that comes again', () => {
  it('costs nobody a load: what was fetched meanwhile is fetched again, from Redis', () => {
    const rig = warm()
    rig.bus.arrivals = () => [1, 30, 60]
    rig.write('second', rig.key, 0)
    for (const [n, atMs] of [110, 120, 135, 145, 165, 175].entries())
      rig.at(atMs, () => rig.read(rig.key, n % 3))
    rig.kernel.run(300)
    expect(told(rig)).toEqual([2, 2, 2])
    expect(rig.origin.loads).toBe(2)
  })

  it('during the load of the new value keeps that out of the process, not out of Redis', () => {
    const rig = warm()
    rig.bus.arrivals = () => [1, 30]
    rig.origin.loadMs = 50
    rig.write('second', rig.key, 0)
    const readers: Fiber<Outcome>[] = []
    rig.at(110, () => readers.push(rig.read(rig.key, 1)))
    rig.kernel.run(200)
    expect(answerOf(readers[0]!).entry.version).toBe(2)
    expect(rig.local(rig.key, 1)).toBeNull()
    expect(rig.store.entry(rig.key)?.version).toBe(2)
  })
})

describe('messages that overtake one another', () => {
  it('end with the newest value everywhere', () => {
    const rig = warm()
    rig.bus.arrivals = message => (message === 0 ? [200] : [1])
    rig.write('second', rig.key, 0)
    rig.at(110, () => rig.write('third', rig.key, 1))
    for (let atMs = 115; atMs < 320; atMs += 5) rig.at(atMs, () => rig.read(rig.key, atMs % 3))
    rig.kernel.run(400)
    expect(told(rig)).toEqual([3, 3, 3])
    expect(rig.store.entry(rig.key)?.version).toBe(3)
  })
})

describe('the writer’s own message', () => {
  it('does not take from it what it has read since, whenever it comes', () => {
    const rig = warm()
    rig.bus.delayMs = 50
    rig.write('second', rig.key, 1)
    rig.at(105, () => rig.read(rig.key, 1))
    rig.kernel.run(200)
    expect(rig.bus.published).toMatchObject([{ sender: 1 }])
    expect(rig.local(rig.key, 1)?.version).toBe(2)
  })

  it('is not that of the change feed, which is for all', () => {
    const rig = withFeed(warm({ ...published, invalidation: { cdcBackstop: true, publishToL1: true } }))
    rig.write('second', rig.key, 1)
    rig.kernel.run(250)
    expect(locals(rig)).toEqual([null, null, null])
    expect(rig.bus.published).toHaveLength(1)
  })
})

describe('an outage', () => {
  const guarded: PolicyChange = {
    l1: { ttlMs: 1000, maxEntries: 10 },
    invalidation: { deleteOnWrite: true, publishToL1: true, cdcBackstop: true },
  }

  it('of Redis and the bus together, with writes in it, ends with the newest value everywhere', () => {
    const rig = withFeed(warm(guarded))
    rig.store.isDown = true
    rig.bus.losesAll = true
    for (let n = 0; n < 10; n++) rig.at(150 + 50 * n, () => rig.write(n, rig.key, n % 3))
    rig.at(700, () => {
      rig.store.isDown = false
      rig.bus.losesAll = false
    })
    // Who reads while the deletes are still to come may see what Redis has kept.
    for (let atMs = 100; atMs < 1500; atMs += 10) rig.at(atMs, () => rig.read(rig.key, (atMs / 10) % 3))
    rig.kernel.run(3500)
    expect(told(rig)).toEqual([11, 11, 11])
  })

  it('of the bus alone ends with the TTL of the copies in the instances', () => {
    const rig = withFeed(warm(guarded))
    rig.bus.losesAll = true
    rig.write('second', rig.key, 0)
    rig.kernel.run(900)
    expect(told(rig)).toEqual([2, 1, 1])
    rig.kernel.run(1100)
    expect(told(rig)).toEqual([2, 2, 2])
  })

  const world = fc.record({
    retries: fc.constantFrom(null, { attempts: 3, delayMs: 50, queueLimit: 1 }),
    coalescing: fc.constantFrom('none' as const, 'instance' as const, 'fleet' as const),
    loadMs: fc.constantFrom(1, 20, 100),
    storeMs: fc.constantFrom(0, 3),
    delays: fc.array(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 3 }), {
      minLength: 1,
      maxLength: 6,
    }),
    outages: fc.array(fc.record({ fromMs: fc.nat({ max: 2000 }), forMs: fc.nat({ max: 800 }) }), {
      maxLength: 3,
    }),
    readMs: fc.array(fc.nat({ max: 3000 }), { minLength: 20, maxLength: 80 }),
    writeMs: fc.array(fc.nat({ max: 2500 }), { minLength: 1, maxLength: 8 }),
  })

  it('whatever is dropped, repeated, late or refused: with the change feed all converge to the newest', () => {
    fc.assert(
      fc.property(world, its => {
        const invalidation = { ...guarded.invalidation, retries: its.retries }
        const rig = withFeed(warm({ ...guarded, invalidation, coalescing: its.coalescing }))
        rig.origin.loadMs = its.loadMs
        rig.store.delayMs = its.storeMs
        rig.bus.arrivals = (message, instance) => its.delays[(message + instance) % its.delays.length]!
        for (const { fromMs, forMs } of its.outages) {
          rig.at(100 + fromMs, () => {
            rig.store.isDown = true
          })
          rig.at(100 + fromMs + forMs, () => {
            rig.store.isDown = false
          })
        }
        for (const [n, atMs] of its.readMs.entries()) rig.at(100 + atMs, () => rig.read(rig.key, n % 3))
        for (const [n, atMs] of its.writeMs.entries()) rig.at(100 + atMs, () => rig.write(n, rig.key, n % 3))
        // The last outage is over at 2900; the feed's deletes follow within two seconds, then the copies' TTL.
        rig.kernel.run(2900 + 2000 + 200 + 300 + 1000)
        expect(new Set(told(rig))).toEqual(new Set([1 + its.writeMs.length]))
      }),
      { seed: 8, numRuns: 600 },
    )
  })
})
