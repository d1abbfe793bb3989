import { describe, expect, it } from 'vitest'
import { answerOf } from './fakes.ts'
import { askedBy, breaker, opened, readOthers } from './redisBreakerRig.ts'

describe('the half-open breaker on Redis', () => {
  it('admits exactly its probes, and skips all others', () => {
    const rig = opened()
    rig.store.isDown = false
    rig.store.delayMs = 10
    rig.kernel.run(499)
    expect(askedBy(rig, 0.5, () => readOthers(rig, 10))).toBe(0)
    rig.kernel.run(500)
    expect(askedBy(rig, 15, () => readOthers(rig, 10))).toBe(2)
  })

  it('closes when they have succeeded: Redis is used again', () => {
    const rig = opened()
    rig.store.isDown = false
    rig.kernel.run(500)
    readOthers(rig, 2)
    rig.kernel.run(600)
    const skipped = rig.witness.count('redis-skipped')
    const reader = rig.read()
    rig.kernel.run(700)
    const again = rig.read()
    rig.kernel.run(800)
    expect([answerOf(reader).source, answerOf(again).source]).toEqual(['load', 'l2'])
    expect(rig.witness.count('redis-skipped')).toBe(skipped)
  })

  it('opens again when one fails', () => {
    const rig = opened()
    rig.kernel.run(500)
    expect(askedBy(rig, 0, () => readOthers(rig, 1))).toBe(1)
    rig.store.isDown = false
    expect(askedBy(rig, 499, () => readOthers(rig, 5))).toBe(0)
    expect(askedBy(rig, 1, () => {})).toBe(0)
    expect(askedBy(rig, 1, () => readOthers(rig, 1))).toBe(1)
  })

  it('takes commands of every kind as probes: a fill, a lease, a delete', () => {
    const rig = opened({ probes: 1 }, { invalidation: { deleteOnWrite: true } })
    rig.store.isDown = false
    rig.kernel.run(500)
    rig.write('second')
    rig.kernel.run(510)
    expect(rig.store.deletes).toBe(1)
    expect(askedBy(rig, 0, () => readOthers(rig, 5))).toBe(5)
  })

  it('is not left without probes by one whose caller is cancelled', () => {
    const rig = opened()
    rig.store.isDown = false
    rig.store.delayMs = 10
    rig.kernel.run(500)
    const probes = readOthers(rig, 2)
    rig.at(505, () => {
      for (const probe of probes) probe.cancel()
    })
    rig.kernel.run(520)
    // What a cancelled reader had set out for goes on, so these may be probes by now; but places come free.
    rig.kernel.run(1000)
    readOthers(rig, 2)
    rig.kernel.run(1100)
    expect(askedBy(rig, 100, () => readOthers(rig, 5))).toBe(5)
  })
})

describe('the back-off of the breaker on Redis', () => {
  it('grows each time the probes fail, up to its end, and begins anew once it has closed', () => {
    const rig = opened({ probes: 1, backoffFactor: 3, longestOpenMs: 2000 })
    const triedMs: number[] = []
    const probe = () => {
      const before = rig.store.lookUps
      readOthers(rig, 1)
      rig.at(rig.kernel.nowMs, () => {
        if (rig.store.lookUps > before) triedMs.push(rig.kernel.nowMs)
      })
    }
    for (let atMs = 100; atMs <= 8000; atMs += 100) rig.at(atMs, probe)
    rig.kernel.run(8000)
    // Open for 500, then 1500, then 2000 and 2000 again.
    expect(triedMs).toEqual([500, 2000, 4000, 6000, 8000])
    rig.store.isDown = false
    rig.kernel.run(10_000)
    readOthers(rig, 1)
    rig.kernel.run(11_500)
    rig.store.isDown = true
    readOthers(rig, breaker.minimumLoads)
    rig.kernel.run(11_600)
    rig.store.isDown = false
    rig.kernel.run(11_999)
    expect(askedBy(rig, 0, () => readOthers(rig, 1))).toBe(0)
    rig.kernel.run(12_000)
    expect(askedBy(rig, 0, () => readOthers(rig, 1))).toBe(1)
  })
})
