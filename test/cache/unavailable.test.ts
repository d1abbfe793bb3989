import { describe, expect, it } from 'vitest'
import { answerOf, Rig } from './fakes.ts'

const inL1 = { ttlMs: 300, maxEntries: 10 }

describe('while Redis does not answer', () => {
  it('readers fall through to the origin, with one load for all who come together', () => {
    const rig = new Rig()
    rig.store.isDown = true
    const readers = Array.from({ length: 100 }, () => rig.read())
    rig.kernel.run(100)
    expect(new Set(readers.map(reader => answerOf(reader).entry.version))).toEqual(new Set([1]))
    expect(rig.origin.loads).toBe(1)
  })

  it('copies in L1 are served and kept', () => {
    const rig = new Rig({ policy: { l1: inL1 } })
    rig.store.isDown = true
    rig.read()
    rig.kernel.run(100)
    const reader = rig.read()
    rig.kernel.run(200)
    expect(answerOf(reader).source).toBe('l1')
    expect(rig.origin.loads).toBe(1)
  })

  it('with miss tokens nothing is filled, also when Redis is back before the load has ended', () => {
    const rig = new Rig()
    rig.store.isDown = true
    rig.read()
    rig.at(5, () => {
      rig.store.isDown = false
    })
    rig.kernel.run(100)
    expect(rig.store.fillsTried).toBe(0)
    expect(rig.store.entry(rig.key)).toBeNull()
  })

  it('without miss tokens what was loaded is filled once Redis is back', () => {
    const rig = new Rig({ policy: { invalidation: { missTokens: false } } })
    rig.store.isDown = true
    rig.read()
    rig.at(5, () => {
      rig.store.isDown = false
    })
    rig.kernel.run(100)
    expect(rig.store.entry(rig.key)?.version).toBe(1)
  })

  it('a fill that fails harms nobody', () => {
    const rig = new Rig()
    const readers = [rig.read(), rig.read()]
    rig.at(5, () => {
      rig.store.isDown = true
    })
    expect(() => rig.kernel.run(100)).not.toThrow()
    expect(readers.map(reader => answerOf(reader).entry.version)).toEqual([1, 1])
  })

  it('an early refresh loads from the origin and renews L1', () => {
    const rig = new Rig({
      policy: {
        l1: { ttlMs: 1000, maxEntries: 10 },
        l2: { ttlMs: 1000, jitter: 0 },
        earlyExpiry: { kind: 'window', windowMs: 100 },
      },
    })
    rig.read()
    rig.kernel.run(980)
    rig.store.isDown = true
    for (let n = 0; n < 20; n++) rig.at(985 + n / 10, () => rig.read())
    rig.kernel.run(999)
    expect(rig.origin.loads).toBe(2)
    expect(rig.local()?.createdAtMs).toBe(rig.origin.beganMs[1])
  })

  it('it is used again as soon as it answers', () => {
    const rig = new Rig()
    rig.read()
    rig.kernel.run(100)
    rig.store.isDown = true
    const during = rig.read()
    rig.kernel.run(200)
    rig.store.isDown = false
    const after = rig.read()
    rig.kernel.run(300)
    expect([answerOf(during).source, answerOf(after).source]).toEqual(['load', 'l2'])
  })
})
