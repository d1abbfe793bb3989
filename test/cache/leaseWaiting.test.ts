import { describe, expect, it } from 'vitest'
import { type CacheStage, LoadTooSlow } from '#cache/ports.ts'
import { answerOf, errorOf } from './fakes.ts'
import { fleet } from './leaseRig.ts'

describe('who waits for another instance’s load', () => {
  it('loads by itself when Redis goes down meanwhile, and each instance once', () => {
    const rig = fleet()
    rig.store.lease(rig.key, 'stranger:1', 10_000)
    const readers = [0, 0, 1, 1, 2, 2].map(instance => rig.read(rig.key, instance))
    rig.at(55, () => {
      rig.store.isDown = true
    })
    rig.kernel.run(200)
    for (const reader of readers) {
      expect(answerOf(reader).entry.version).toBe(1)
      expect(reader.result().atMs).toBeLessThan(100)
    }
    expect(rig.origin.loads).toBe(3)
  })

  it('waits exactly so long, however rarely it looks', () => {
    for (const pollMs of [7, 50, 1000]) {
      const rig = fleet({ waitMs: 100, pollMs, afterWait: 'error' })
      rig.store.lease(rig.key, 'stranger:1', 10_000)
      const readers = [rig.read(), rig.read()]
      rig.kernel.run(1000)
      for (const reader of readers) {
        expect(errorOf(reader)).toBeInstanceOf(LoadTooSlow)
        expect(reader.result().atMs).toBe(100)
      }
      expect(rig.witness.count('lease-wait-ended')).toBe(1)
    }
  })

  it('waits no longer than the cap on loads, though its instance goes on waiting and keeps what comes', () => {
    const rig = fleet({ waitMs: 5000 }, { loadCapMs: 200, l1: { ttlMs: 10_000, maxEntries: 10 } })
    rig.store.lease(rig.key, 'stranger:1', 400)
    const reader = rig.read()
    rig.kernel.run(1000)
    expect(errorOf(reader)).toBeInstanceOf(LoadTooSlow)
    expect(reader.result().atMs).toBe(200)
    expect(rig.local()?.version).toBe(1)
    expect(rig.origin.loads).toBe(1)
  })

  it('gets what the holder has filled at the next look, without a load', () => {
    const rig = fleet()
    rig.store.lease(rig.key, 'stranger:1', 10_000)
    const reader = rig.read()
    const times = { createdAtMs: 40, freshUntilMs: 5000, keptUntilMs: 5000, loadMs: 1 }
    rig.at(45, () => rig.store.put(rig.key, { value: 'theirs', version: 7, exists: true, ...times }))
    rig.kernel.run(1000)
    expect(answerOf(reader).entry.value).toBe('theirs')
    expect(reader.result().atMs).toBe(50)
    expect(rig.origin.loads).toBe(0)
  })

  it('with ‘stale’ loads after the wait where there is no ended copy', () => {
    const rig = fleet({ waitMs: 100, afterWait: 'stale' }, { staleIfErrorMs: 60_000 })
    rig.store.lease(rig.key, 'stranger:1', 10_000)
    const reader = rig.read()
    rig.kernel.run(1000)
    expect(answerOf(reader).source).toBe('load')
  })

  it.each([
    ['is too old', { staleIfErrorMs: 500, staleWhileRevalidateMs: 100 }, 1450],
    ['grows too old during the wait', { staleIfErrorMs: 500 }, 1450],
    ['is for another need', { onCacheFailure: { kind: 'serve-stale' as const, maxAgeMs: 60_000 } }, 1200],
  ])('with ‘stale’ loads after the wait also where the ended copy %s', (_, change, askedMs) => {
    const rig = fleet({ waitMs: 100, afterWait: 'stale' }, { l2: { ttlMs: 1000, jitter: 0 }, ...change })
    rig.read()
    rig.kernel.run(askedMs)
    rig.store.lease(rig.key, 'stranger:1', 60_000)
    const reader = rig.read()
    rig.kernel.run(3000)
    expect(answerOf(reader).source).toBe('load')
    expect(reader.result().atMs).toBe(askedMs + 110)
  })

  it('tells its call how long it waited for the others, without a gap', () => {
    const rig = fleet()
    rig.store.lease(rig.key, 'stranger:1', 95)
    let open: CacheStage | null = null
    let waitedMs = 0
    const call = {
      id: 99,
      waits: (stage: CacheStage) => {
        open = stage
      },
      spent: (stage: CacheStage, fromMs: number, toMs: number) => {
        if (stage !== 'lease') return
        expect(open).toBe('lease')
        open = null
        waitedMs += toMs - fromMs
      },
    }
    rig.kernel.start(rig.caches[0]!.fetch(rig.key, call), 'reader')
    rig.kernel.run(1000)
    expect(waitedMs).toBe(100)
    expect(open).toBeNull()
  })
})
