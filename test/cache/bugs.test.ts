import { describe, expect, it } from 'vitest'
import { cdcBackstop } from '#cache/cdcBackstop.ts'
import type { Program } from '#kernel/program.ts'
import { type PolicyChange, Rig } from './fakes.ts'
import { servedAtOnce } from './servedRig.ts'

/** Nobody expects it: neither a refusal nor a tier that does not answer. */
// biome-ignore lint/correctness/useYield: a port that fails at once
function* bug(): Program<never> {
  throw new TypeError('a bug')
}

/** An entry is there, and a moment has passed. */
function filled(policy: PolicyChange): Rig {
  const rig = servedAtOnce(policy)
  rig.read()
  rig.kernel.run(100)
  return rig
}

const cases: readonly (readonly [string, () => Rig])[] = [
  [
    'the fill of a write-through',
    () => {
      const rig = servedAtOnce({ pattern: 'write-through' })
      rig.store.fill = bug
      rig.write('second')
      return rig
    },
  ],
  [
    'the delete that undoes a write-through whose fill failed',
    () => {
      const rig = servedAtOnce({ pattern: 'write-through' })
      rig.origin.commitMs = 10
      rig.at(5, () => {
        rig.store.isDown = true
      })
      rig.at(50, () => {
        rig.store.delete = bug
      })
      rig.write('second')
      return rig
    },
  ],
  [
    'the commit of a write-behind',
    () => {
      const rig = servedAtOnce({ pattern: 'write-behind' })
      rig.origin.commit = bug
      rig.write('second')
      return rig
    },
  ],
  [
    'the question whether a shard answers, before its writes are committed',
    () => {
      const rig = servedAtOnce({ pattern: 'write-behind' })
      rig.write('second')
      rig.at(500, () => {
        rig.store.lookUp = bug
      })
      return rig
    },
  ],
  [
    'what follows on the commit of a write-behind',
    () => {
      const rig = servedAtOnce({ pattern: 'write-behind' })
      rig.write('second')
      rig.at(500, () => {
        rig.store.fill = bug
      })
      return rig
    },
  ],
  [
    'a load',
    () => {
      const rig = new Rig()
      rig.origin.load = bug
      rig.read()
      return rig
    },
  ],
  [
    'a refresh',
    () => {
      const rig = filled({ earlyExpiry: { kind: 'window', windowMs: 60_000 } })
      rig.origin.load = bug
      for (let n = 0; n < 50; n++) rig.at(30_000 + n, () => rig.read())
      return rig
    },
  ],
  [
    'a refresh by the cache itself',
    () => {
      const rig = filled({
        pattern: 'read-through',
        l1: { ttlMs: 50_000, maxEntries: 10 },
        earlyExpiry: { kind: 'window', windowMs: 60_000 },
      })
      rig.store.lookUp = bug
      for (let n = 0; n < 50; n++) rig.at(30_000 + n, () => rig.read())
      return rig
    },
  ],
  [
    'reads before the traffic comes',
    () => {
      const rig = servedAtOnce({})
      rig.origin.load = bug
      rig.kernel.start(rig.caches[0]!.prewarm([rig.key]), 'prewarm')
      return rig
    },
  ],
  [
    'the change feed’s delete',
    () => {
      const rig = servedAtOnce({ invalidation: { cdcBackstop: true } })
      rig.store.delete = bug
      rig.kernel.serve(cdcBackstop(rig.feed, rig.store, rig.bus, rig.design, rig.kernel), 'backstop')
      rig.feed.committed(rig.key)
      return rig
    },
  ],
  [
    'a writer’s delete',
    () => {
      const rig = servedAtOnce({ invalidation: { deleteOnWrite: true } })
      rig.store.delete = bug
      rig.write('second')
      return rig
    },
  ],
  [
    'the marker of a group',
    () => {
      const rig = servedAtOnce({ invalidation: { deleteOnWrite: true, groupMarkerMs: 1000 } })
      const member = { ...rig.key, group: 'shoes' }
      rig.store.lookUp = bug
      rig.kernel.start(rig.caches[0]!.invalidateGroup('shoes', [member], rig.call()), 'group')
      return rig
    },
  ],
]

describe('a bug behind a port', () => {
  it.each(cases)('is nobody’s outage: it is not swallowed by %s', (_, arrange) => {
    const rig = arrange()
    expect(() => rig.kernel.run(40_000)).toThrow(/a bug/)
  })
})
