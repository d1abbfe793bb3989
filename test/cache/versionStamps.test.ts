import { describe, expect, it } from 'vitest'
import { bounds } from '#cache/bounds.ts'
import { cdcBackstop } from '#cache/cdcBackstop.ts'
import { LoadTooSlow, OriginRefused } from '#cache/ports.ts'
import { versionKey } from '#cache/versionStamp.ts'
import { answerOf, errorOf, type PolicyChange, Rig, type RigParts } from './fakes.ts'

function stamped(
  lookup: 'primary' | 'replica',
  policy: PolicyChange = {},
  more: Omit<RigParts, 'policy'> = {},
) {
  const invalidation = {
    deleteOnWrite: true,
    publishToL1: true,
    ...policy.invalidation,
    versionStamps: { lookup },
  }
  return new Rig({ policy: { ...policy, invalidation }, ...more })
}

describe('version stamps', () => {
  it('make an older copy unreachable: it stays, and nobody finds it', () => {
    const rig = stamped('primary')
    rig.read()
    rig.kernel.run(100)
    rig.origin.commitNow(rig.key, 'second')
    const reader = rig.read()
    rig.kernel.run(200)
    expect(answerOf(reader)).toMatchObject({ source: 'load', entry: { version: 2 } })
    expect(rig.store.entry(versionKey(rig.key, 1))?.version).toBe(1)
    expect(rig.store.entry(versionKey(rig.key, 2))?.version).toBe(2)
    expect(rig.store.entry(rig.key)).toBeNull()
  })

  it('let a copy of the version in force answer, from Redis or from the process', () => {
    const rig = stamped('primary', { l1: { ttlMs: 1000, maxEntries: 10 } }, { instances: 2 })
    rig.read(rig.key, 0)
    rig.kernel.run(100)
    const readers = [rig.read(rig.key, 0), rig.read(rig.key, 1)]
    rig.kernel.run(200)
    expect(readers.map(reader => answerOf(reader).source)).toEqual(['l1', 'l2'])
    expect(rig.origin.loads).toBe(1)
    expect(rig.origin.versions).toBe(3)
    expect(rig.witness.count('version-looked-up')).toBe(3)
  })

  it('let no copy of the process answer for an older version', () => {
    const rig = stamped('primary', { l1: { ttlMs: 1000, maxEntries: 10 } })
    rig.read()
    rig.kernel.run(100)
    rig.origin.commitNow(rig.key, 'second')
    const reader = rig.read()
    rig.kernel.run(200)
    expect(answerOf(reader).entry.version).toBe(2)
  })

  it('need no DEL: none is sent, neither by the writer nor by the change feed', () => {
    const rig = stamped('primary', { invalidation: { cdcBackstop: true } })
    rig.origin.onCommit(key => rig.feed.committed(key))
    rig.kernel.serve(cdcBackstop(rig.feed, rig.store, rig.bus, rig.design, rig.kernel), 'backstop')
    rig.read()
    rig.kernel.run(100)
    rig.write('second')
    rig.kernel.run(1000)
    expect(rig.store.deletes).toBe(0)
  })

  it('share one load among readers of one version, and none across versions', () => {
    const rig = stamped('primary')
    rig.origin.loadMs = 100
    const readers = [rig.read(), rig.read()]
    rig.at(50, () => rig.origin.commitNow(rig.key, 'second'))
    rig.at(60, () => readers.push(rig.read()))
    rig.kernel.run(1000)
    expect(readers.map(reader => answerOf(reader).entry.version)).toEqual([1, 1, 2])
    expect(rig.origin.loads).toBe(2)
  })

  it('looked up on a replica are as old as the replica is behind, and no older', () => {
    const rig = stamped('replica')
    rig.origin.replicaLagMs = 100
    rig.read()
    rig.kernel.run(200)
    rig.origin.commitNow(rig.key, 'second')
    const readers: ReturnType<Rig['read']>[] = []
    rig.at(290, () => readers.push(rig.read()))
    rig.at(301, () => readers.push(rig.read()))
    rig.kernel.run(500)
    expect(readers.map(reader => answerOf(reader).entry.version)).toEqual([1, 2])
  })

  it('do not help when rows are read from a replica: the new key is filled with the old value (D.4)', () => {
    const rig = stamped('primary', { readFrom: 'replica', l2: { ttlMs: 5000, jitter: 0 } })
    rig.origin.replicaLagMs = 100
    rig.kernel.run(200)
    rig.origin.commitNow(rig.key, 'second')
    rig.at(250, () => rig.read())
    rig.kernel.run(300)
    expect(rig.store.entry(versionKey(rig.key, 2))).toMatchObject({ version: 1, value: 'first' })
    // Long after the replica has caught up, until the entry ends.
    const readers: ReturnType<Rig['read']>[] = []
    rig.at(5240, () => readers.push(rig.read()))
    rig.at(5260, () => readers.push(rig.read()))
    rig.kernel.run(6000)
    expect(readers.map(reader => answerOf(reader).entry.version)).toEqual([1, 2])
    const delays = { deleteMs: 0, busMs: 0, feedMs: 0, everyWriterInvalidates: true, originReplicaLagMs: 100 }
    const ageMs = rig.origin.staleMs(rig.key, 1, 5240)
    expect(ageMs).toBe(5040)
    const { boundMs, worstBoundMs } = bounds(rig.design.policies.product!, delays)
    expect(boundMs).toBeGreaterThanOrEqual(ageMs)
    expect(worstBoundMs).toBe(5100)
  })

  it('fail the read when the version cannot be had, or not in time', () => {
    const rig = stamped('primary', { loadCapMs: 200 })
    rig.read()
    rig.kernel.run(100)
    const refused = new OriginRefused('no room')
    rig.origin.failure = refused
    const reader = rig.read()
    rig.kernel.run(200)
    expect(errorOf(reader)).toBe(refused)
    rig.origin.failure = undefined
    rig.origin.versionMs = 300
    const late = rig.read()
    rig.kernel.run(1000)
    expect(errorOf(late)).toBeInstanceOf(LoadTooSlow)
  })

  it('work without Redis answering: the version is looked up, then the row', () => {
    const rig = stamped('primary')
    rig.store.isDown = true
    const reader = rig.read()
    rig.kernel.run(100)
    expect(answerOf(reader)).toMatchObject({ source: 'load', entry: { version: 1 } })
  })

  it('give no answer that an edge would count from too late: neither look-up nor load nor Redis may take longer', () => {
    const rig = stamped('primary', { loadCapMs: 100, cdn: { ttlMs: 1000 } })
    rig.read()
    rig.kernel.run(500)
    // Redis hangs, and has the entry.
    rig.store.answerDelayMs = 5000
    const reader = rig.read()
    rig.kernel.run(10_000)
    expect(errorOf(reader)).toBeInstanceOf(LoadTooSlow)
  })

  it('give a late answer where there is no edge to count from it', () => {
    const rig = stamped('primary', { loadCapMs: 100 })
    rig.read()
    rig.kernel.run(500)
    rig.store.answerDelayMs = 5000
    const reader = rig.read()
    rig.kernel.run(10_000)
    expect(answerOf(reader)).toMatchObject({ source: 'l2', entry: { version: 1 } })
  })
})
