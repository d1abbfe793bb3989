import { describe, expect, it } from 'vitest'
import { type Key, makeKey } from '#cache/key.ts'
import { copiesOf } from '#cache/replicatedKey.ts'
import { answerOf, type PolicyChange, Rig } from './fakes.ts'

describe('reads of replicas', () => {
  const policy = (replicaReads: 'none' | 'hot' | 'all'): PolicyChange => ({
    l2: { ttlMs: 60_000, replicaReads },
    invalidation: { deleteOnWrite: true },
    hotKeys: { ratePerSecond: 5, known: ['product:1'] },
    coalescing: 'none',
  })
  const cold = makeKey('product', 'product:2')
  const asked = (rig: Rig, key: Key) =>
    rig.store.asked.filter(name => name === `${key.name} (replica)`).length

  it('are made for all keys, for hot ones, or for none', () => {
    for (const [kind, ofHot, ofCold] of [
      ['all', 1, 1],
      ['hot', 1, 0],
      ['none', 0, 0],
    ] as const) {
      const rig = new Rig({ policy: policy(kind) })
      rig.read()
      rig.read(cold)
      rig.kernel.run(100)
      rig.store.asked.length = 0
      rig.read()
      rig.read(cold)
      rig.kernel.run(200)
      expect([asked(rig, rig.key), asked(rig, cold)]).toEqual([ofHot, ofCold])
      expect(rig.witness.count('replica-read')).toBe(ofHot + ofCold)
    }
  })

  it('go on to the primary when the replica lacks the key, and only then load', () => {
    const rig = new Rig({ policy: policy('all') })
    rig.read()
    rig.kernel.run(100)
    rig.store.lagging.set('product:1', null)
    const reader = rig.read()
    rig.kernel.run(200)
    expect(answerOf(reader).source).toBe('l2')
    expect(rig.origin.loads).toBe(1)
  })

  it('may be old by the lag of the replica', () => {
    const rig = new Rig({ policy: policy('all') })
    rig.store.replicaLagMs = 50
    rig.read()
    rig.kernel.run(100)
    rig.write('second')
    const readers: ReturnType<Rig['read']>[] = []
    rig.at(140, () => readers.push(rig.read()))
    rig.at(151, () => readers.push(rig.read()))
    rig.kernel.run(300)
    expect(readers.map(reader => answerOf(reader).entry.version)).toEqual([1, 2])
  })

  it('never pass for a token: a load that goes by what the primary lacks fills as ever', () => {
    const rig = new Rig({ policy: policy('all') })
    rig.store.lagging.set('product:1', null)
    rig.origin.loadMs = 100
    rig.read()
    rig.at(50, () => rig.write('second'))
    rig.kernel.run(1000)
    expect(rig.store.entry(rig.key)).toBeNull()
    rig.read()
    rig.kernel.run(2000)
    expect(rig.store.entry(rig.key)?.version).toBe(2)
  })

  it('never bring an old value to a copy of a hot key', () => {
    const rig = new Rig({
      policy: { ...policy('all'), hotKeys: { ratePerSecond: 5, known: ['product:1'], copies: 3 } },
      shards: 3,
    })
    rig.store.replicaLagMs = 100
    for (let n = 0; n < 30; n++) rig.at(n, () => rig.read())
    rig.at(200, () => rig.write('second'))
    for (let n = 0; n < 60; n++) rig.at(201 + n, () => rig.read())
    rig.kernel.run(262)
    expect(rig.witness.count('replica-read')).toBeGreaterThan(0)
    for (const copy of copiesOf(rig.key, 3, 3)) expect(rig.store.entry(copy)?.version ?? 2).toBe(2)
  })

  it('that refresh ahead of the end do not take what the replica holds for what the primary holds', () => {
    const rig = new Rig({
      policy: {
        ...policy('all'),
        l2: { ttlMs: 1000, replicaReads: 'all' },
        earlyExpiry: { kind: 'window', windowMs: 1000 },
      },
    })
    rig.read()
    rig.kernel.run(900)
    rig.origin.loadMs = 50
    for (let n = 0; n < 30; n++) rig.at(960 + n / 10, () => rig.read())
    rig.at(980, () => rig.write('second'))
    rig.kernel.run(970)
    expect(rig.witness.count('early-refresh')).toBeGreaterThan(0)
    rig.kernel.run(3000)
    expect(rig.store.entry(rig.key)?.version ?? 2).toBe(2)
  })
})
