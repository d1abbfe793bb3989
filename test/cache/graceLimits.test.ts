import { describe, expect, it } from 'vitest'
import { graceMs } from '#cache/grace.ts'
import type { Fiber } from '#kernel/fiber.ts'
import { answerOf, errorOf, type Outcome, type PolicyChange, policyWith, Rig } from './fakes.ts'
import { ended, inL1, refused, TTL_MS } from './graceRig.ts'

describe('no grace', () => {
  it('means that nothing is served past its end, whatever fails', () => {
    const rig = ended({ l1: inL1 }, 50)
    rig.origin.failure = refused
    expect(rig.store.kept(rig.key)).toMatchObject({ freshUntilMs: TTL_MS, keptUntilMs: TTL_MS })
    rig.kernel.run(TTL_MS)
    const withRedis = rig.read()
    rig.kernel.run(TTL_MS + 50)
    rig.store.isDown = true
    const without = rig.read()
    rig.kernel.run(TTL_MS + 100)
    expect([errorOf(withRedis), errorOf(without)]).toEqual([refused, refused])
  })

  it('means that a reader waits for a slow load as long as the cap allows, soft timeout or not', () => {
    const rig = ended({ l1: inL1, softTimeoutMs: 20 })
    rig.origin.loadMs = 500
    const reader = rig.read()
    rig.kernel.run(3000)
    expect(answerOf(reader).source).toBe('load')
    expect(reader.result().atMs).toBe(TTL_MS + 600)
  })

  it('keeps an entry past its end for as long as the longest grace that can be used, and no longer', () => {
    const failing = { kind: 'serve-stale' as const, maxAgeMs: 700 }
    const of = (change: PolicyChange) => graceMs(policyWith(change))
    expect(of({})).toBe(0)
    expect(of({ staleWhileRevalidateMs: 100, staleIfErrorMs: 500, onCacheFailure: failing })).toBe(700)
    expect(of({ staleWhileRevalidateMs: 900, staleIfErrorMs: 500, onCacheFailure: failing })).toBe(900)
    expect(of({ staleWhileRevalidateMs: 100, staleIfErrorMs: 500 })).toBe(500)
    expect(
      of({
        staleWhileRevalidateMs: 100,
        staleIfErrorMs: 500,
        onCacheFailure: { kind: 'fall-through-then-error' },
      }),
    ).toBe(100)
    expect(
      of({
        staleWhileRevalidateMs: 100,
        staleIfErrorMs: 500,
        onCacheFailure: { kind: 'fail-explicit' },
      }),
    ).toBe(0)
    const rig = ended({ staleIfErrorMs: 500 }, 50)
    expect(rig.store.kept(rig.key)?.keptUntilMs).toBe(TTL_MS + 500)
  })
})

describe('the age of what is served while it is loaded again', () => {
  it.each([
    ['from the process', inL1],
    ['from Redis', null],
  ])('is capped to the instant, %s', (_, l1) => {
    const rig = ended({ l1, staleWhileRevalidateMs: 500 })
    rig.origin.failure = refused
    const readers: Fiber<Outcome>[] = []
    for (const atMs of [1499, 1499.9, 1500, 1501]) rig.at(atMs, () => readers.push(rig.read()))
    rig.kernel.run(2000)
    expect(readers.map(reader => 'answer' in reader.result())).toEqual([true, true, false, false])
  })

  it('is capped to the instant also where another grace keeps the copy longer', () => {
    for (const l1 of [inL1, null]) {
      for (const [askedMs, isServed] of [
        [1499.9, true],
        [1500, false],
      ] as const) {
        const rig = ended({ l1, staleWhileRevalidateMs: 500, staleIfErrorMs: 60_000 }, askedMs)
        const reader = rig.read()
        rig.kernel.run(2000)
        expect(rig.witness.count('stale-while-revalidate')).toBe(isServed ? 1 : 0)
        expect(answerOf(reader).source === 'load').toBe(!isServed)
      }
    }
  })

  it('does not begin anew because it was served: nothing keeps it longer, in Redis or in the process', () => {
    const rig = ended({ l1: inL1, l2: { ttlMs: TTL_MS, jitter: 0.5 }, staleWhileRevalidateMs: 500 }, 50)
    const before = rig.store.kept(rig.key)!
    rig.origin.failure = refused
    for (let atMs = 400; atMs < 2000; atMs += 5) rig.at(atMs, () => rig.read())
    rig.kernel.run(before.freshUntilMs + 499)
    expect(rig.store.kept(rig.key)).toBe(before)
    expect(rig.store.fillsTried).toBe(1)
    rig.kernel.run(before.freshUntilMs + 500)
    const late = rig.read()
    rig.kernel.run(2500)
    expect(errorOf(late)).toBe(refused)
  })

  it('is that of a copy in the process from the end of that copy, where it ends before its entry', () => {
    const rig = ended({ l1: { ttlMs: 300, maxEntries: 10 }, staleWhileRevalidateMs: 500 }, 790)
    rig.store.isDown = true
    const young = rig.read()
    rig.kernel.run(790)
    expect(answerOf(young).source).toBe('l1')
    rig.kernel.run(799)
    // What the revalidation brought would hide it.
    rig.caches[0]!.evict(rig.key)
    const gone = rig.read()
    rig.kernel.run(900)
    expect(answerOf(gone).source).toBe('load')
  })
})

describe('what is served while it is loaded again', () => {
  it('keeps nobody waiting: not for Redis from the process, not for the origin from Redis', () => {
    for (const l1 of [inL1, null]) {
      const rig = ended({ l1, staleWhileRevalidateMs: 500 })
      rig.store.delayMs = 5
      rig.origin.loadMs = 100
      const reader = rig.read()
      rig.kernel.run(2000)
      expect(reader.result().atMs - reader.result().askedMs).toBe(l1 === null ? 10 : 0)
    }
  })

  it('is loaded once by each instance, and once for the fleet under a lease', () => {
    for (const coalescing of ['instance', 'fleet'] as const) {
      const rig = ended({ coalescing, staleWhileRevalidateMs: 500 }, 50, { instances: 3 })
      rig.kernel.run(TTL_MS + 100)
      rig.origin.loadMs = 100
      for (let n = 0; n < 30; n++) rig.at(TTL_MS + 100 + n, () => rig.read(rig.key, n % 3))
      rig.kernel.run(TTL_MS + 400)
      expect(rig.origin.loads - 1).toBe(coalescing === 'fleet' ? 1 : 3)
      expect(rig.witness.count('stale-while-revalidate')).toBe(30)
    }
  })

  it('does not bring the old value back over a write that overtook its loading', () => {
    const rig = ended({
      l1: inL1,
      staleWhileRevalidateMs: 500,
      invalidation: { deleteOnWrite: true, publishToL1: true },
    })
    rig.origin.loadMs = 200
    rig.read()
    rig.at(TTL_MS + 150, () => {
      rig.origin.loadMs = 10
      rig.write('second')
    })
    rig.at(TTL_MS + 160, () => rig.read())
    rig.kernel.run(2000 - 100)
    expect(rig.local()?.version).toBe(2)
    expect(rig.store.entry(rig.key)?.version).toBe(2)
  })
})

describe('an ended copy that was invalidated', () => {
  it.each([
    ['while it would be loaded again', { staleWhileRevalidateMs: 60_000 }, 'origin'],
    ['when the load fails', { staleIfErrorMs: 60_000 }, 'origin'],
    ['when the load is slow', { staleIfErrorMs: 60_000, softTimeoutMs: 20 }, 'slow'],
    [
      'when Redis does not answer',
      { onCacheFailure: { kind: 'serve-stale' as const, maxAgeMs: 60_000 } },
      'redis',
    ],
  ])('is not served %s, in the writer’s instance or in others', (_, change, trouble) => {
    const rig = new Rig({
      policy: {
        ...change,
        l1: inL1,
        l2: { ttlMs: TTL_MS, jitter: 0 },
        invalidation: { deleteOnWrite: true, publishToL1: true },
      },
      instances: 2,
    })
    rig.read(rig.key, 0)
    rig.at(20, () => rig.read(rig.key, 1))
    rig.kernel.run(TTL_MS + 100)
    rig.write('second', rig.key, 0)
    rig.kernel.run(TTL_MS + 110)
    if (trouble === 'origin') rig.origin.failure = refused
    if (trouble === 'slow') rig.origin.loadMs = 500
    if (trouble === 'redis') rig.store.isDown = true
    const readers = [rig.read(rig.key, 0), rig.read(rig.key, 1)]
    rig.kernel.run(3000)
    for (const reader of readers) {
      if (trouble === 'origin') expect(errorOf(reader)).toBe(refused)
      else expect(answerOf(reader).entry.version).toBe(2)
    }
  })
})

describe('of two ended copies', () => {
  it('the newer is served, wherever it is', () => {
    for (const newer of ['l1', 'l2'] as const) {
      const rig = ended({ l1: inL1, staleIfErrorMs: 60_000 }, 50)
      const times = { createdAtMs: 0, freshUntilMs: TTL_MS, keptUntilMs: 60_000, loadMs: 1, exists: true }
      rig.store.put(rig.key, { value: 'other', version: newer === 'l2' ? 2 : 0.5, ...times })
      rig.origin.failure = refused
      rig.kernel.run(TTL_MS + 100)
      const reader = rig.read()
      rig.kernel.run(TTL_MS + 200)
      expect(answerOf(reader)).toMatchObject({ source: newer, entry: { version: newer === 'l2' ? 2 : 1 } })
    }
  })
})
