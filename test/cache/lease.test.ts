import { describe, expect, it } from 'vitest'
import { makeKey } from '#cache/key.ts'
import { Leases, type Turn } from '#cache/lease.ts'
import { LoadTooSlow, unseen } from '#cache/ports.ts'
import { answerOf, errorOf, type PolicyChange, type Rig } from './fakes.ts'
import { fleet, LEASE_MS } from './leaseRig.ts'

describe('coalescing across instances', () => {
  it('lets a hundred instances cause one load', () => {
    const rig = fleet({}, {}, { instances: 100 })
    rig.origin.loadMs = 100
    const readers = rig.caches.map((_, instance) => rig.read(rig.key, instance))
    rig.kernel.run(1000)
    expect(rig.origin.loads).toBe(1)
    expect(rig.store.leasesTaken).toBe(1)
    for (const reader of readers) expect(answerOf(reader).entry.version).toBe(1)
    expect(rig.witness.count('lease-waited')).toBe(99)
  })

  it('replaces a holder that has crashed when its lease ends, and by one instance', () => {
    const rig = fleet()
    rig.store.lease(rig.key, 'crashed:1', LEASE_MS)
    const readers = rig.caches.map((_, instance) => rig.read(rig.key, instance))
    rig.kernel.run(1000)
    expect(rig.origin.loads).toBe(1)
    expect(rig.origin.beganMs[0]).toBeGreaterThanOrEqual(LEASE_MS)
    expect(rig.origin.beganMs[0]).toBeLessThan(LEASE_MS + 20)
    for (const reader of readers) expect(answerOf(reader).entry.version).toBe(1)
  })

  it('refuses the late write of a holder that has outlived its lease', () => {
    const rig = fleet({}, { invalidation: { missTokens: false } })
    rig.origin.loadMs = 2 * LEASE_MS
    const late = rig.read(rig.key, 0)
    rig.at(100, () => {
      rig.origin.loadMs = 20
    })
    rig.at(LEASE_MS - 20, () => rig.read(rig.key, 1))
    rig.kernel.run(3000)
    expect(answerOf(late).entry.version).toBe(1)
    expect(rig.origin.loads).toBe(2)
    expect(rig.witness.count('lease-lost')).toBe(1)
  })

  it('keeps the lease of a slow holder that renews it', () => {
    const rig = fleet({ renews: true })
    rig.origin.loadMs = 4 * LEASE_MS
    const readers = rig.caches.map((_, instance) => rig.read(rig.key, instance))
    rig.kernel.run(3000)
    expect(rig.origin.loads).toBe(1)
    expect(rig.witness.count('lease-lost')).toBe(0)
    for (const reader of readers) expect(answerOf(reader).entry.version).toBe(1)
  })

  it('stops renewing when the load has ended: the lease is given back', () => {
    const rig = fleet({ renews: true })
    rig.read()
    rig.kernel.run(50)
    expect(rig.store.holderOf(rig.key)).toBeNull()
  })

  it('gives the lease back after a load that failed, so that the next reader need not wait', () => {
    const rig = fleet()
    rig.origin.failure = new LoadTooSlow('the origin is tired')
    const failed = rig.read(rig.key, 0)
    rig.kernel.run(50)
    expect(errorOf(failed)).toBe(rig.origin.failure)
    expect(rig.store.holderOf(rig.key)).toBeNull()
    rig.origin.failure = undefined
    const next = rig.read(rig.key, 1)
    rig.kernel.run(100)
    expect(answerOf(next).source).toBe('load')
  })

  it('looks into Redis again once it has the lease: the last holder may just have filled', () => {
    const rig = fleet()
    rig.store.delayMs = 5
    rig.store.answerDelayMs = 12
    rig.origin.loadMs = 3
    const first = rig.read(rig.key, 0)
    // The first one fills at 52 and gives the lease back at 62. This one misses at 51 and takes the lease at 68.
    const second: ReturnType<Rig['read']>[] = []
    rig.at(46, () => second.push(rig.read(rig.key, 1)))
    rig.kernel.run(500)
    expect(answerOf(first).source).toBe('load')
    expect(answerOf(second[0]!).entry.version).toBe(1)
    expect(rig.store.leasesTaken).toBe(2)
    expect(rig.witness.count('lease-waited')).toBe(0)
    expect(rig.origin.loads).toBe(1)
    expect(rig.store.holderOf(rig.key)).toBeNull()
  })

  it.each([
    ['loads by itself', 'load', 1],
    ['fails', 'error', 0],
  ] as const)('waits until its deadline, and then %s', (_, afterWait, loads) => {
    const rig = fleet({ waitMs: 100, afterWait })
    rig.store.lease(rig.key, 'stranger:1', 10_000)
    const reader = rig.read()
    rig.kernel.run(1000)
    expect(rig.origin.loads).toBe(loads)
    expect(rig.witness.count('lease-wait-ended')).toBe(1)
    if (afterWait === 'error') expect(errorOf(reader)).toBeInstanceOf(LoadTooSlow)
    else expect(answerOf(reader).source).toBe('load')
  })

  it('after the wait serves an ended copy where there is one, and loads where there is none', () => {
    const rig = fleet(
      { waitMs: 100, afterWait: 'stale' },
      {
        l2: { ttlMs: 1000, jitter: 0 },
        staleIfErrorMs: 60_000,
      },
    )
    rig.read()
    rig.kernel.run(1500)
    rig.store.lease(rig.key, 'stranger:1', 60_000)
    const withCopy = rig.read()
    rig.kernel.run(2500)
    expect(answerOf(withCopy).source).toBe('l2')
    expect(rig.witness.count('stale-on-error')).toBe(1)
    expect(rig.origin.loads).toBe(1)
  })

  it('loads in each instance while Redis is down: there is no lease to be had', () => {
    const rig = fleet()
    rig.store.isDown = true
    const readers = rig.caches.map((_, instance) => rig.read(rig.key, instance))
    rig.kernel.run(1000)
    expect(rig.origin.loads).toBe(3)
    for (const reader of readers) expect(answerOf(reader).source).toBe('load')
  })

  it('refreshes ahead of the expiry with one load for all', () => {
    const rig = fleet(
      {},
      {
        l2: { ttlMs: 1000, jitter: 0 },
        earlyExpiry: { kind: 'window', windowMs: 1000 },
      },
    )
    rig.origin.loadMs = 30
    rig.read()
    rig.kernel.run(900)
    for (let n = 0; n < 30; n++) rig.at(900 + n / 10, () => rig.read(rig.key, n % 3))
    rig.kernel.run(990)
    expect(rig.origin.loads).toBe(2)
  })

  it('works between instances whose clocks differ', () => {
    const rig = fleet({}, {}, { skewsMs: [-500, 0, 500] })
    rig.origin.loadMs = 50
    const readers = rig.caches.map((_, instance) => rig.read(rig.key, instance))
    rig.kernel.run(1000)
    expect(rig.origin.loads).toBe(1)
    for (const reader of readers) expect(answerOf(reader).entry.version).toBe(1)
  })

  it('counts the length of a lease by Redis’s clock, whatever those of the instances say', () => {
    const rig = fleet({}, {}, { skewsMs: [-100_000, 0, 100_000] })
    rig.store.lease(rig.key, 'crashed:1', LEASE_MS)
    const readers = rig.caches.map((_, instance) => rig.read(rig.key, instance))
    rig.kernel.run(1000)
    expect(rig.origin.beganMs[0]).toBe(LEASE_MS)
    for (const reader of readers) expect(answerOf(reader).entry.version).toBe(1)
  })

  it('ends also for an instance by whose clock every entry of the others has ended: it loads by itself', () => {
    const rig = fleet({}, { l2: { ttlMs: 400, jitter: 0 } }, { instances: 2, skewsMs: [0, 500] })
    rig.origin.loadMs = 50
    const readers = [rig.read(rig.key, 0), rig.read(rig.key, 1)]
    rig.kernel.run(1000)
    expect(rig.origin.loads).toBe(2)
    expect(rig.origin.mostRunning).toBe(1)
    for (const reader of readers) expect(reader.result().atMs).toBeLessThan(150)
    expect(rig.store.holderOf(rig.key)).toBeNull()
  })

  it('refreshes ahead of the expiry when the clock of who refreshed last is behind', () => {
    const early: PolicyChange = {
      l2: { ttlMs: 1000, jitter: 0 },
      earlyExpiry: { kind: 'window', windowMs: 1000 },
    }
    const rig = fleet({}, early, { instances: 2, skewsMs: [0, -300] })
    rig.origin.loadMs = 30
    rig.read(rig.key, 0)
    rig.kernel.run(900)
    const readers = Array.from({ length: 400 }, (_, n) => n)
    for (const n of readers) rig.at(900 + 5 * n, () => rig.read(rig.key, n % 2))
    rig.kernel.run(2900)
    expect(rig.origin.mostRunning).toBe(1)
    expect(rig.store.entry(rig.key)?.createdAtMs).toBeGreaterThan(1500)
  })

  it('keeps the leases of different keys apart', () => {
    const rig = fleet()
    rig.origin.loadMs = 100
    const keys = Array.from({ length: 10 }, (_, n) => makeKey('product', `product:${n}`))
    const readers = keys.flatMap(key => [rig.read(key, 0), rig.read(key, 1)])
    rig.kernel.run(1000)
    expect(rig.origin.loads).toBe(10)
    expect(rig.origin.mostRunning).toBe(10)
    for (const reader of readers) expect(reader.result().atMs).toBeLessThan(120)
  })

  it('is coalescing in each instance where a type is not in Redis: there is nowhere to keep a lease', () => {
    const rig = fleet({}, { l1: { ttlMs: 1000, maxEntries: 10 }, l2: null })
    for (const instance of [0, 0, 1, 1, 2, 2]) rig.read(rig.key, instance)
    rig.kernel.run(100)
    expect(rig.origin.loads).toBe(3)
    expect([rig.store.leasesTaken, rig.store.lookUps]).toEqual([0, 0])
  })

  it('gives an instance that was restarted no right to what it took in its life before', () => {
    const rig = fleet()
    const settings = rig.design.policies.product!.lease
    const turns: Turn[] = []
    // biome-ignore lint/correctness/useYield: a program that need not wait
    const anything = function* () {
      return true
    }
    function* take(life: number) {
      const { store, kernel, witness } = rig
      const parts = { instance: 0, life, store, scheduler: kernel, watcher: witness }
      turns.push(yield* new Leases(parts).turn(rig.key, settings, true, anything, unseen(1)))
    }
    rig.kernel.start(take(0), 'before')
    rig.kernel.run(100)
    const before = rig.store.holderOf(rig.key)
    rig.kernel.start(take(1), 'after')
    rig.kernel.run(LEASE_MS - 1)
    expect(turns).toHaveLength(1)
    rig.kernel.run(1000)
    expect(turns.map(({ kind }) => kind)).toEqual(['lead', 'lead'])
    const holders = turns.map(turn => (turn.kind === 'lead' ? turn.held.holder : null))
    expect(holders[0]).toBe(before)
    expect(holders[1]).not.toBe(holders[0])
  })
})
