import { describe, expect, it } from 'vitest'
import type { Fiber } from '#kernel/fiber.ts'
import { answerOf, errorOf, type Outcome, type PolicyChange, type Rig } from './fakes.ts'
import { ended, inL1, refused } from './graceRig.ts'

describe('a Redis that does not answer', () => {
  const servingStale = { onCacheFailure: { kind: 'serve-stale' as const, maxAgeMs: 500 } }

  /** Its copy in the process has ended at 300, that in Redis at 1000; Redis is down from 600 on. */
  function without(policy: PolicyChange, nowMs = 600): Rig {
    const rig = ended({ l1: { ttlMs: 300, maxEntries: 10 }, ...policy }, nowMs)
    rig.store.isDown = true
    return rig
  }

  it('leaves the ended copy of the process to all who come together, while one load is made behind', () => {
    const rig = without(servingStale)
    rig.origin.commitNow(rig.key, 'second')
    rig.origin.loadMs = 100
    // Redis is asked, and does not answer for so long.
    rig.store.delayMs = 10
    const readers = Array.from({ length: 10 }, () => rig.read())
    rig.at(650, () => readers.push(rig.read()))
    rig.kernel.run(700)
    for (const reader of readers) {
      expect(answerOf(reader).entry.version).toBe(1)
      expect(reader.result().atMs - reader.result().askedMs).toBe(10)
    }
    rig.kernel.run(800)
    expect(rig.origin.loads).toBe(2)
    expect(rig.witness.count('revalidation')).toBe(1)
    expect(rig.local()?.version).toBe(2)
  })

  it('does so while the load behind fails, until the copy is too old, to the instant', () => {
    const rig = without(servingStale)
    rig.origin.failure = refused
    const readers: Fiber<Outcome>[] = []
    for (const atMs of [650, 799, 799.9, 800, 900]) rig.at(atMs, () => readers.push(rig.read()))
    rig.kernel.run(1000)
    expect(readers.map(reader => 'answer' in reader.result())).toEqual([true, true, true, false, false])
    expect(rig.witness.count('stale-on-cache-failure')).toBe(3)
  })

  it('does so no longer than that, to the instant, where another grace keeps the copy longer', () => {
    for (const [askedMs, isServed] of [
      [799.9, true],
      [800, false],
    ] as const) {
      const rig = without({ ...servingStale, staleIfErrorMs: 60_000 }, askedMs)
      rig.read()
      rig.kernel.run(900)
      expect(rig.witness.count('stale-on-cache-failure')).toBe(isServed ? 1 : 0)
    }
  })

  it('leads to the origin where the process holds no copy, or a type keeps none there', () => {
    for (const l1 of [inL1, null]) {
      const rig = ended({ ...servingStale, l1 }, 1100, { instances: 2 })
      rig.store.isDown = true
      const reader = rig.read(rig.key, 1)
      rig.kernel.run(1500)
      expect(answerOf(reader).source).toBe('load')
      expect(rig.witness.count('stale-on-cache-failure')).toBe(0)
    }
  })

  it('and an origin that fails leave what may be served on errors, beyond the age for the former', () => {
    for (const onCacheFailure of [{ kind: 'fall-through' as const }, servingStale.onCacheFailure]) {
      const rig = without({ onCacheFailure, staleIfErrorMs: 60_000 }, 1500)
      rig.origin.failure = refused
      const readers = [rig.read(), rig.read()]
      rig.kernel.run(2000)
      for (const reader of readers)
        expect(answerOf(reader)).toMatchObject({ source: 'l1', entry: { version: 1 } })
      expect(rig.witness.count('stale-on-error')).toBe(2)
    }
  })

  it('and an origin that fails are an error with ‘fall through, then error’, whatever copies there are', () => {
    const rig = without({
      onCacheFailure: { kind: 'fall-through-then-error' },
      staleIfErrorMs: 60_000,
      softTimeoutMs: 5,
    })
    rig.origin.failure = refused
    const readers = [rig.read(), rig.read()]
    rig.kernel.run(1000)
    for (const reader of readers) expect(errorOf(reader)).toBe(refused)
  })

  it('is waited for by a fresh copy of the process no more than ever', () => {
    const rig = without(servingStale, 200)
    rig.store.delayMs = 100
    const reader = rig.read()
    rig.kernel.run(250)
    expect(reader.result()).toMatchObject({ atMs: 200 })
  })
})
