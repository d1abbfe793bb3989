import { describe, expect, it } from 'vitest'
import { EdgeTier } from '#cache/edgeTier.ts'
import type { Value } from '#cache/entry.ts'
import { SILENT } from '#cache/watcher.ts'
import { answerOf, type PolicyChange, Rig } from './fakes.ts'

const values: readonly (readonly [string, Value])[] = [
  ['null', null],
  ['0', 0],
  ['an empty string', ''],
  ['false', false],
  ['an empty list', []],
  ['an empty object', {}],
  ['1 MB', 'x'.repeat(1_000_000)],
]

const l1 = { ttlMs: 30_000, maxEntries: 10 }

describe.each(values)('%s', (_, value) => {
  it('comes back from every tier as it was written, and costs one load', () => {
    const rig = new Rig({ policy: { l1, cdn: { ttlMs: 1000 } }, instances: 2 })
    const edge = new EdgeTier(rig.design, rig.kernel, SILENT)
    rig.origin.commitNow(rig.key, value)
    const readers: ReturnType<Rig['read']>[] = []
    readers.push(rig.read(rig.key, 0))
    rig.kernel.run(100)
    readers.push(rig.read(rig.key, 0), rig.read(rig.key, 1))
    rig.kernel.run(200)
    edge.keep(rig.key, answerOf(readers[0]!))
    expect(readers.map(reader => answerOf(reader).source)).toEqual(['load', 'l1', 'l2'])
    for (const reader of readers) expect(answerOf(reader).entry.value).toEqual(value)
    expect(edge.peek(rig.key, rig.call())!.entry.value).toEqual(value)
    expect(rig.origin.loads).toBe(1)
  })

  it.each(['write-through', 'write-behind'] as const)('comes back through %s', pattern => {
    const rig = new Rig({ policy: { pattern, l1 } as PolicyChange })
    rig.service!.start()
    rig.write(value)
    rig.kernel.run(5000)
    const reader = rig.read()
    rig.kernel.run(5100)
    expect(answerOf(reader)).toMatchObject({ source: 'l2', entry: { version: 2, exists: true } })
    expect(answerOf(reader).entry.value).toEqual(value)
    expect(rig.origin.committed.map(commit => commit.value)).toEqual([value])
  })

  it('is served past its end when there is nothing better', () => {
    const rig = new Rig({ policy: { l2: { ttlMs: 1000, jitter: 0 }, staleWhileRevalidateMs: 500 } })
    rig.origin.commitNow(rig.key, value)
    rig.read()
    rig.kernel.run(1100)
    rig.origin.loadMs = 100
    const reader = rig.read()
    rig.kernel.run(1150)
    expect(answerOf(reader)).toMatchObject({ source: 'l2', entry: { version: 2 } })
    expect(answerOf(reader).entry.value).toEqual(value)
  })
})
