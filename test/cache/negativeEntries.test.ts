import { describe, expect, it } from 'vitest'
import { makeKey } from '#cache/key.ts'
import { CacheFailed } from '#cache/ports.ts'
import { answerOf, errorOf, type PolicyChange, Rig } from './fakes.ts'

const l1 = { ttlMs: 30_000, maxEntries: 10_000 }

function without(policy: PolicyChange, keys = 1): Rig {
  const rig = new Rig({ policy, instances: 2 })
  for (let n = 1; n <= keys; n++) rig.origin.absent.add(`product:${n}`)
  return rig
}

describe('what does not exist', () => {
  it('is answered as such', () => {
    const rig = without({})
    const reader = rig.read()
    rig.kernel.run(100)
    expect(answerOf(reader).entry).toMatchObject({ exists: false, value: null, version: 0 })
  })

  it('is remembered for so long, by every tier', () => {
    const rig = without({ negativeTtlMs: 500, l1 })
    rig.read(rig.key, 0)
    rig.kernel.run(100)
    const readers = [rig.read(rig.key, 0), rig.read(rig.key, 1)]
    rig.kernel.run(499)
    expect(readers.map(reader => answerOf(reader).source)).toEqual(['l1', 'l2'])
    expect(rig.origin.loads).toBe(1)
    expect(rig.witness.count('negative-hit')).toBe(2)
    rig.kernel.run(501)
    rig.read(rig.key, 0)
    rig.kernel.run(600)
    expect(rig.origin.loads).toBe(2)
  })

  it('is asked for each time where it is not remembered, and kept nowhere', () => {
    const rig = without({ l1 })
    for (const atMs of [0, 100, 200]) rig.at(atMs, () => rig.read())
    rig.kernel.run(300)
    expect(rig.origin.loads).toBe(3)
    expect(rig.store.entry(rig.key)).toBeNull()
    expect(rig.local()).toBeNull()
  })

  it('is told apart from a value that is null', () => {
    const rig = new Rig({ policy: { negativeTtlMs: 500 } })
    rig.origin.commitNow(rig.key, null)
    rig.read()
    rig.kernel.run(600)
    const reader = rig.read()
    rig.kernel.run(700)
    expect(answerOf(reader)).toMatchObject({ source: 'l2', entry: { exists: true, value: null } })
    expect(rig.witness.count('negative-hit')).toBe(0)
  })

  it('can be asked for in a flood of keys without one load more than there are keys', () => {
    const flood = (negativeTtlMs: number | null) => {
      const rig = without({ negativeTtlMs, l1 }, 300)
      for (let wave = 0; wave < 5; wave++)
        for (let n = 1; n <= 300; n++)
          rig.at(wave * 100 + n / 10, () => rig.read(makeKey('product', `product:${n}`), n % 2))
      rig.kernel.run(1000)
      return rig.origin.loads
    }
    expect(flood(10_000)).toBe(300)
    expect(flood(null)).toBe(1500)
  })

  it('in a flood does not drive what exists from L1 beyond its size', () => {
    const rig = without({ negativeTtlMs: 10_000, l1: { ttlMs: 30_000, maxEntries: 5 } }, 300)
    for (let n = 1; n <= 300; n++) rig.read(makeKey('product', `product:${n}`))
    rig.kernel.run(1000)
    const remembered = Array.from({ length: 300 }, (_, n) =>
      rig.local(makeKey('product', `product:${n + 1}`)),
    )
    expect(remembered.filter(entry => entry !== null)).toHaveLength(5)
  })

  it('is forgotten when it is created by a writer who invalidates', () => {
    const rig = without({
      negativeTtlMs: 60_000,
      l1,
      invalidation: { deleteOnWrite: true, publishToL1: true },
    })
    rig.read(rig.key, 0)
    rig.read(rig.key, 1)
    rig.kernel.run(100)
    rig.write('made', rig.key, 0)
    rig.kernel.run(200)
    const readers = [rig.read(rig.key, 0), rig.read(rig.key, 1)]
    rig.kernel.run(300)
    for (const reader of readers)
      expect(answerOf(reader).entry).toMatchObject({ exists: true, value: 'made' })
  })

  it('does not come back with a load that its creation has overtaken', () => {
    const rig = without({ negativeTtlMs: 60_000, l1, invalidation: { deleteOnWrite: true } })
    rig.origin.loadMs = 100
    rig.read()
    rig.at(50, () => rig.write('made'))
    rig.kernel.run(1000)
    expect(rig.store.entry(rig.key)).toBeNull()
    expect(rig.local()).toBeNull()
  })

  it('is found to exist when its memory ends, if the writer did not say', () => {
    const rig = without({ negativeTtlMs: 500 })
    rig.read()
    rig.kernel.run(100)
    rig.origin.commitNow(rig.key, 'made')
    const readers: ReturnType<Rig['read']>[] = []
    for (const atMs of [499, 501]) rig.at(atMs, () => readers.push(rig.read()))
    rig.kernel.run(1000)
    expect(readers.map(reader => answerOf(reader).entry.exists)).toEqual([false, true])
  })

  it('is not served past its end: not to exist is nothing worth holding on to', () => {
    const rig = without({
      negativeTtlMs: 500,
      l1,
      staleWhileRevalidateMs: 10_000,
      staleIfErrorMs: 10_000,
      onCacheFailure: { kind: 'serve-stale', maxAgeMs: 10_000 },
    })
    rig.read()
    rig.kernel.run(600)
    rig.origin.commitNow(rig.key, 'made')
    const reader = rig.read()
    rig.kernel.run(700)
    expect(answerOf(reader).entry.exists).toBe(true)
  })

  it('does not stand in the way of an error when Redis does not answer', () => {
    const rig = without({ negativeTtlMs: 500, l1, onCacheFailure: { kind: 'fail-explicit' } })
    rig.read()
    rig.kernel.run(600)
    rig.store.isDown = true
    const reader = rig.read()
    rig.kernel.run(700)
    expect(errorOf(reader)).toBeInstanceOf(CacheFailed)
  })
})
