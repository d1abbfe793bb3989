import { describe, expect, it } from 'vitest'
import { makeKey } from '#cache/key.ts'
import { CacheFailed } from '#cache/ports.ts'
import { answerOf, type PolicyChange } from './fakes.ts'
import { l1, refused, served } from './servedRig.ts'

describe('write-through', () => {
  const policy: PolicyChange = { pattern: 'write-through', l1, invalidation: { publishToL1: true } }

  it('acknowledges when the origin holds the write, and the cache then holds it, too', () => {
    const rig = served(policy)
    rig.origin.commitMs = 50
    const writer = rig.write('second')
    rig.kernel.run(45)
    expect(writer.hasEnded).toBe(false)
    rig.kernel.run(1000)
    expect(writer.result()).toBe(2)
    expect(rig.origin.committed.map(({ value }) => value)).toEqual(['second'])
    expect(rig.store.entry(rig.key)).toMatchObject({ value: 'second', version: 2 })
    const reader = rig.read()
    rig.kernel.run(1100)
    expect(answerOf(reader)).toMatchObject({ source: 'l2', entry: { value: 'second' } })
    expect(rig.origin.loads).toBe(0)
  })

  it('does not acknowledge what the origin refuses, and does not cache it', () => {
    const rig = served(policy)
    rig.origin.commitFailure = refused
    const writer = rig.tryWrite('second')
    rig.kernel.run(1000)
    expect(writer.result()).toBe(refused)
    expect(rig.store.entry(rig.key)).toBeNull()
    rig.origin.commitFailure = undefined
    const next = rig.tryWrite('third')
    rig.kernel.run(2000)
    expect(next.result()).toBe(2)
  })

  it('fails while the cache does not answer, and commits nothing', () => {
    const rig = served(policy)
    rig.store.isDown = true
    const writer = rig.tryWrite('second')
    rig.kernel.run(1000)
    expect(writer.result()).toBeInstanceOf(CacheFailed)
    expect(rig.origin.committed).toEqual([])
  })

  it('with many writers of one key ends with the last commit in the cache', () => {
    const rig = served(policy, { instances: 3 })
    rig.origin.commitMs = 20
    const writers = [0, 1, 2, 0, 1].map((instance, n) => rig.write(n, rig.key, instance))
    rig.at(5, () => {
      rig.origin.commitMs = 2
    })
    rig.kernel.run(1000)
    const last = rig.origin.committed.at(-1)!.value
    expect(rig.origin.committed).toHaveLength(5)
    expect(rig.store.entry(rig.key)).toMatchObject({ value: last, version: 6 })
    expect(writers.map(writer => writer.result()).sort()).toEqual([2, 3, 4, 5, 6])
  })

  it('lets writers of different keys go side by side', () => {
    const rig = served(policy)
    rig.origin.commitMs = 100
    const other = makeKey('product', 'product:2')
    const writers = [rig.write('a'), rig.write('b', other)]
    rig.kernel.run(110)
    for (const writer of writers) expect(writer.hasEnded).toBe(true)
  })

  it('lets the next writer of the key go on when one has failed', () => {
    const rig = served(policy)
    rig.origin.commitMs = 10
    rig.origin.commitFailure = refused
    const writers = [rig.tryWrite('a'), rig.tryWrite('b')]
    // The first has its answer at 12; the second then deletes, and has its own at 24.
    rig.at(13, () => {
      rig.origin.commitFailure = undefined
    })
    rig.kernel.run(1000)
    expect(writers.map(writer => writer.result())).toEqual([refused, 2])
  })

  it('undoes by a delete what a reader brought back when the last fill fails', () => {
    const rig = served({ ...policy, l1: null })
    rig.origin.commitMs = 50
    const writer = rig.write('second')
    // Deleted at 1, committed at 52. In between a reader brings the old value back; then the store goes down.
    rig.at(5, () => rig.read())
    rig.at(40, () => {
      expect(rig.store.entry(rig.key)?.version).toBe(1)
      rig.store.isDown = true
    })
    rig.at(400, () => {
      rig.store.isDown = false
    })
    rig.kernel.run(390)
    expect(writer.result()).toBe(2)
    rig.kernel.run(1000)
    expect(rig.store.entry(rig.key)).toBeNull()
    expect(rig.witness.count('delete-retried')).toBeGreaterThan(0)
    const reader = rig.read()
    rig.kernel.run(1100)
    expect(answerOf(reader).entry.version).toBe(2)
  })

  it('does not let the load of a reader who read the old row survive', () => {
    const rig = served(policy, { instances: 2 })
    rig.origin.loadMs = 100
    rig.origin.commitMs = 20
    rig.read(rig.key, 0)
    rig.at(10, () => rig.write('second', rig.key, 1))
    rig.at(20, () => rig.read(rig.key, 1))
    rig.kernel.run(1000)
    expect(rig.store.entry(rig.key)?.version).toBe(2)
    for (const instance of [0, 1]) expect(rig.local(rig.key, instance)?.version ?? 2).toBe(2)
  })

  it('takes the copies of all instances away', () => {
    const rig = served(policy, { instances: 2 })
    rig.read(rig.key, 0)
    rig.read(rig.key, 1)
    rig.kernel.run(100)
    rig.write('second', rig.key, 0)
    rig.kernel.run(200)
    expect([rig.local(rig.key, 0), rig.local(rig.key, 1)]).toEqual([null, null])
  })
})
