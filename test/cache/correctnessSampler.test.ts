import { describe, expect, it } from 'vitest'
import { OriginRefused } from '#cache/ports.ts'
import { answerOf, type PolicyChange, Rig } from './fakes.ts'

const l1 = { ttlMs: 30_000, maxEntries: 10 }

/** A rig whose key is cached, and so many hits on it, a millisecond apart, beginning at 100. */
function hits(policy: PolicyChange, count: number): Rig {
  const rig = new Rig({ policy })
  rig.read()
  rig.kernel.run(99)
  for (let n = 0; n < count; n++) rig.at(100 + n, () => rig.read())
  return rig
}

describe('correctness sampling', () => {
  it('compares the share of cached answers that the policy asks for', () => {
    const rig = hits({ samplingShare: 0.25 }, 1000)
    rig.kernel.run(3000)
    // Binomial with mean 250 and standard deviation 13.7: five of them either way.
    expect(rig.witness.samples.length).toBeGreaterThan(181)
    expect(rig.witness.samples.length).toBeLessThan(319)
    expect(rig.witness.count('sampled')).toBe(rig.witness.samples.length)
  })

  it('compares none with a share of 0, and all with 1, from Redis and from the process alike', () => {
    for (const [samplingShare, samples] of [
      [0, 0],
      [1, 50],
    ] as const)
      for (const policy of [{}, { l1 }]) {
        const rig = hits({ ...policy, samplingShare }, 50)
        rig.kernel.run(1000)
        expect(rig.witness.samples).toHaveLength(samples)
      }
  })

  it('does not compare what was just loaded', () => {
    const rig = new Rig({ policy: { samplingShare: 1, pattern: 'none' } })
    rig.read()
    const cached = new Rig({ policy: { samplingShare: 1 } })
    cached.read()
    for (const each of [rig, cached]) {
      each.kernel.run(100)
      expect(each.witness.samples).toEqual([])
    }
  })

  it('finds what diverges from the origin, and says so of nothing else', () => {
    const rig = hits({ samplingShare: 1 }, 20)
    rig.at(109.5, () => rig.origin.commitNow(rig.key, 'second'))
    rig.kernel.run(1000)
    expect(rig.witness.samples).toEqual(Array.from({ length: 20 }, (_, n) => n >= 10))
    expect(rig.witness.count('diverged')).toBe(10)
  })

  it('asks the primary, even where loads read a replica', () => {
    const rig = hits({ samplingShare: 1, readFrom: 'replica' }, 1)
    rig.origin.replicaLagMs = 60_000
    rig.origin.commitNow(rig.key, 'second')
    rig.kernel.run(1000)
    expect(rig.witness.samples).toEqual([true])
  })

  it('compares also a copy that is served past its end', () => {
    const rig = new Rig({
      policy: { samplingShare: 1, l2: { ttlMs: 1000, jitter: 0 }, staleWhileRevalidateMs: 500 },
    })
    rig.read()
    rig.kernel.run(1100)
    rig.origin.commitNow(rig.key, 'second')
    rig.read()
    rig.kernel.run(1200)
    expect(rig.witness.samples).toEqual([true])
  })

  it('keeps no reader waiting, and loads no row', () => {
    const rig = hits({ samplingShare: 1 }, 0)
    rig.origin.versionMs = 500
    const { loads } = rig.origin
    const reader = rig.read()
    rig.kernel.run(110)
    expect(answerOf(reader).source).toBe('l2')
    rig.kernel.run(1000)
    expect(rig.witness.samples).toEqual([false])
    expect(rig.origin.loads).toBe(loads)
  })

  it('takes no sample for which the origin has no room, and nothing comes of it', () => {
    const rig = hits({ samplingShare: 1 }, 10)
    rig.origin.failure = new OriginRefused('no room')
    rig.kernel.run(1000)
    expect(rig.witness.samples).toEqual([])
    expect(rig.witness.count('sampled')).toBe(0)
  })

  it('puts nothing right by itself', () => {
    const rig = hits({ samplingShare: 1 }, 5)
    rig.origin.commitNow(rig.key, 'second')
    rig.kernel.run(1000)
    expect(rig.witness.count('diverged')).toBe(5)
    expect(rig.store.entry(rig.key)?.version).toBe(1)
  })
})
