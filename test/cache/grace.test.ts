import { describe, expect, it } from 'vitest'
import { CacheFailed, OriginRefused } from '#cache/ports.ts'
import { answerOf, errorOf, type PolicyChange, Rig } from './fakes.ts'

const TTL_MS = 1000
const refused = new OriginRefused('no room')

/** A rig whose key was loaded at 0 and has ended at `TTL_MS`. */
function ended(policy: PolicyChange, extra: { readonly instances?: number } = {}): Rig {
  const rig = new Rig({ policy: { l2: { ttlMs: TTL_MS, jitter: 0 }, ...policy }, ...extra })
  rig.read()
  rig.kernel.run(TTL_MS + 100)
  return rig
}

describe('stale while revalidating', () => {
  const policy: PolicyChange = { staleWhileRevalidateMs: 500 }

  it('serves the ended copy at once, to everybody, and loads once', () => {
    const rig = ended(policy)
    rig.origin.commitNow(rig.key, 'second')
    rig.origin.loadMs = 50
    const readers = [rig.read(), rig.read(), rig.read()]
    rig.kernel.run(TTL_MS + 110)
    for (const reader of readers) expect(answerOf(reader).entry.version).toBe(1)
    rig.kernel.run(TTL_MS + 200)
    expect(rig.origin.loads).toBe(2)
    const next = rig.read()
    rig.kernel.run(TTL_MS + 210)
    expect(answerOf(next).entry.version).toBe(2)
  })

  it('serves no copy that has ended longer ago', () => {
    const rig = ended(policy)
    rig.kernel.run(TTL_MS + 500)
    const reader = rig.read()
    rig.kernel.run(TTL_MS + 600)
    expect(answerOf(reader).source).toBe('load')
    expect(rig.witness.count('stale-while-revalidate')).toBe(0)
  })

  it('serves an ended copy of the process without leaving it', () => {
    const rig = ended({ ...policy, l1: { ttlMs: TTL_MS, maxEntries: 10 } })
    rig.store.isDown = true
    rig.origin.failure = refused
    const reader = rig.read()
    rig.kernel.run(TTL_MS + 150)
    expect(answerOf(reader)).toMatchObject({ source: 'l1', entry: { version: 1 } })
  })

  it('does not serve what was invalidated', () => {
    const rig = ended({
      ...policy,
      l1: { ttlMs: TTL_MS, maxEntries: 10 },
      invalidation: { deleteOnWrite: true },
    })
    rig.write('second')
    rig.kernel.run(TTL_MS + 150)
    const reader = rig.read()
    rig.kernel.run(TTL_MS + 250)
    expect(answerOf(reader).entry.version).toBe(2)
  })

  it('tries again at the next read when the reload has failed', () => {
    const rig = ended(policy)
    rig.origin.failure = refused
    rig.read()
    rig.kernel.run(TTL_MS + 200)
    rig.origin.failure = undefined
    const reader = rig.read()
    rig.kernel.run(TTL_MS + 300)
    expect(answerOf(reader).entry.version).toBe(1)
    expect(rig.witness.count('revalidation')).toBe(2)
    expect(rig.store.entry(rig.key)).not.toBeNull()
  })
})

describe('stale if the load fails', () => {
  it('serves the ended copy, until it is too old', () => {
    const rig = ended({ staleIfErrorMs: 500 })
    rig.origin.failure = refused
    const reader = rig.read()
    rig.kernel.run(TTL_MS + 450)
    expect(answerOf(reader)).toMatchObject({ source: 'l2', entry: { version: 1 } })
    rig.kernel.run(TTL_MS + 495)
    // It is young enough when it is asked for, and too old when the load has failed.
    const late = rig.read()
    rig.kernel.run(TTL_MS + 700)
    expect(errorOf(late)).toBe(refused)
  })

  it.each(['fall-through-then-error', 'fail-explicit'] as const)('never with %s', kind => {
    const rig = ended({ staleIfErrorMs: 60_000, onCacheFailure: { kind } })
    rig.origin.failure = refused
    const reader = rig.read()
    rig.kernel.run(TTL_MS + 450)
    expect(errorOf(reader)).toBe(refused)
  })

  it('serves those who joined the load and have a copy of their own, and fails the others', () => {
    const rig = ended({ staleIfErrorMs: 60_000, l1: { ttlMs: 500, maxEntries: 10 } }, { instances: 2 })
    rig.store.isDown = true
    rig.origin.failure = refused
    const withCopy = [rig.read(rig.key, 0), rig.read(rig.key, 0)]
    const without = rig.read(rig.key, 1)
    rig.kernel.run(TTL_MS + 300)
    for (const reader of withCopy) expect(answerOf(reader).source).toBe('l1')
    expect(errorOf(without)).toBe(refused)
  })
})

describe('timeouts', () => {
  it('soft: with an ended copy a reader waits no longer, and one load goes on', () => {
    const rig = ended({ staleIfErrorMs: 60_000, softTimeoutMs: 100 })
    rig.origin.commitNow(rig.key, 'second')
    rig.origin.loadMs = 400
    const readers = [rig.read(), rig.read()]
    rig.kernel.run(TTL_MS + 250)
    for (const reader of readers) expect(reader.result()).toMatchObject({ atMs: TTL_MS + 200 })
    rig.kernel.run(TTL_MS + 600)
    expect(rig.origin.loads).toBe(2)
    expect(rig.store.entry(rig.key)?.version).toBe(2)
  })

  it('soft: without a copy it means nothing', () => {
    const rig = new Rig({ policy: { staleIfErrorMs: 60_000, softTimeoutMs: 100 } })
    rig.origin.loadMs = 400
    const reader = rig.read()
    rig.kernel.run(1000)
    expect(answerOf(reader).source).toBe('load')
  })

  it('hard: the readers fail, and the load still fills', () => {
    const rig = new Rig({ policy: { loadCapMs: 100 } })
    rig.origin.loadMs = 400
    const reader = rig.read()
    rig.kernel.run(150)
    expect(errorOf(reader)).toMatchObject({ name: 'LoadTooSlow' })
    rig.kernel.run(1000)
    expect(rig.store.entry(rig.key)?.version).toBe(1)
  })
})

describe('when Redis does not answer', () => {
  function without(policy: PolicyChange): Rig {
    const rig = ended({ l1: { ttlMs: 500, maxEntries: 10 }, ...policy })
    rig.store.isDown = true
    return rig
  }

  it('serve stale: an ended copy of the process that is young enough, and a new one is loaded behind', () => {
    const rig = without({ onCacheFailure: { kind: 'serve-stale', maxAgeMs: 10_000 } })
    rig.origin.commitNow(rig.key, 'second')
    const readers = [rig.read(), rig.read()]
    rig.kernel.run(TTL_MS + 105)
    for (const reader of readers) expect(answerOf(reader).entry.version).toBe(1)
    rig.kernel.run(TTL_MS + 300)
    expect(rig.origin.loads).toBe(2)
    expect(rig.local()?.version).toBe(2)
  })

  it('serve stale: beyond its maximum age, the origin', () => {
    const rig = without({ onCacheFailure: { kind: 'serve-stale', maxAgeMs: 300 } })
    const reader = rig.read()
    rig.kernel.run(TTL_MS + 300)
    expect(answerOf(reader).source).toBe('load')
  })

  it('fail explicitly: an error at once, for all who wait, and the origin is not asked', () => {
    const rig = without({ onCacheFailure: { kind: 'fail-explicit' } })
    const readers = [rig.read(), rig.read()]
    rig.kernel.run(TTL_MS + 300)
    for (const reader of readers) expect(errorOf(reader)).toBeInstanceOf(CacheFailed)
    expect(rig.origin.loads).toBe(1)
    expect(rig.witness.count('refused-without-cache')).toBeGreaterThan(0)
  })

  it.each(['fall-through', 'fall-through-then-error'] as const)('%s: the origin', kind => {
    const rig = without({ onCacheFailure: { kind } })
    const reader = rig.read()
    rig.kernel.run(TTL_MS + 300)
    expect(answerOf(reader).source).toBe('load')
  })
})
