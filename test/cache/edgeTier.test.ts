import { describe, expect, it } from 'vitest'
import { EdgeTier } from '#cache/edgeTier.ts'
import type { Entry } from '#cache/entry.ts'
import { makeKey } from '#cache/key.ts'
import { unseen } from '#cache/ports.ts'
import { RecentWrites } from '#cache/readYourWrites.ts'
import { designWith, type PolicyChange, policyWith, Rig, Witness } from './fakes.ts'

const TTL_MS = 1000
const key = makeKey('product', 'product:1')

/** An edge at a time that the test sets. */
function edgeWith(policy: PolicyChange = {}) {
  const clock = { nowMs: 0 }
  const witness = new Witness()
  const design = designWith({ product: policyWith({ cdn: { ttlMs: TTL_MS }, ...policy }) })
  return { edge: new EdgeTier(design, clock, witness), clock, witness }
}

function entryFrom(createdAtMs: number, freshUntilMs: number, version = 1): Entry {
  const keptUntilMs = freshUntilMs + 10_000
  return { value: 'v', version, exists: true, createdAtMs, freshUntilMs, keptUntilMs, loadMs: 1 }
}

describe('an edge', () => {
  it('keeps an answer for its TTL from when it passed, whatever was left of the entry', () => {
    const { edge, clock, witness } = edgeWith()
    clock.nowMs = 900
    edge.keep(key, { entry: entryFrom(0, 901), source: 'l2' })
    clock.nowMs = 1899
    expect(edge.peek(key, unseen(1))).toMatchObject({ source: 'cdn', entry: { version: 1 } })
    clock.nowMs = 1900
    expect(edge.peek(key, unseen(1))).toBeNull()
    expect(witness.found).toEqual(['cdn'])
  })

  it('begins anew with each answer that passes', () => {
    const { edge, clock } = edgeWith()
    edge.keep(key, { entry: entryFrom(0, 5000), source: 'l2' })
    clock.nowMs = 800
    edge.keep(key, { entry: entryFrom(0, 5000), source: 'l2' })
    clock.nowMs = 1799
    expect(edge.peek(key, unseen(1))).not.toBeNull()
  })

  it('does not let an older answer replace a newer one', () => {
    const { edge } = edgeWith()
    edge.keep(key, { entry: entryFrom(0, 5000, 2), source: 'load' })
    edge.keep(key, { entry: entryFrom(0, 5000, 1), source: 'flight' })
    expect(edge.peek(key, unseen(1))!.entry.version).toBe(2)
  })

  it('never keeps an entry past its end, which was served for want of a better one', () => {
    const { edge, clock } = edgeWith()
    clock.nowMs = 500
    edge.keep(key, { entry: entryFrom(0, 500), source: 'l1' })
    expect(edge.peek(key, unseen(1))).toBeNull()
  })

  it('does not keep an answer that went past the caches', () => {
    const { edge } = edgeWith()
    edge.keep(key, { entry: entryFrom(0, Number.POSITIVE_INFINITY), source: 'load' })
    expect(edge.peek(key, unseen(1))).toBeNull()
  })

  it('forgets what is purged, until an answer passes again', () => {
    const { edge } = edgeWith()
    edge.keep(key, { entry: entryFrom(0, 5000), source: 'l2' })
    edge.purge(key)
    expect(edge.peek(key, unseen(1))).toBeNull()
    edge.keep(key, { entry: entryFrom(0, 5000, 2), source: 'l2' })
    expect(edge.peek(key, unseen(1))!.entry.version).toBe(2)
  })

  it('lets an author’s own reads pass, for the window, and nobody else’s', () => {
    const { edge, clock } = edgeWith({ readYourWritesMs: 300 })
    edge.keep(key, { entry: entryFrom(0, 5000), source: 'l2' })
    const session = new RecentWrites()
    session.wrote(key.item, 0)
    clock.nowMs = 299
    expect(edge.peek(key, { ...unseen(1), session })).toBeNull()
    expect(edge.peek(key, { ...unseen(2), session: new RecentWrites() })).not.toBeNull()
    clock.nowMs = 300
    expect(edge.peek(key, { ...unseen(3), session })).not.toBeNull()
  })

  it('serves the types that have one, and keeps nothing of others', () => {
    for (const policy of [{ cdn: null }, { pattern: 'none' as const }]) {
      const { edge } = edgeWith(policy)
      expect(edge.serves('product')).toBe(false)
      edge.keep(key, { entry: entryFrom(0, 5000), source: 'l2' })
      expect(edge.peek(key, unseen(1))).toBeNull()
    }
    const { edge } = edgeWith()
    expect(edge.serves('product')).toBe(true)
    expect(edge.serves('stranger')).toBe(false)
    edge.keep(makeKey('stranger', 'a'), { entry: entryFrom(0, 5000), source: 'l2' })
    expect(edge.peek(makeKey('stranger', 'a'), unseen(1))).toBeNull()
  })

  it('is purged by a writer who invalidates, if the policy says so', () => {
    for (const [purgeOnWrite, invalidates, purges] of [
      [true, true, 1],
      [true, false, 0],
      [false, true, 0],
    ] as const) {
      const purged: string[] = []
      const rig = new Rig({
        policy: { cdn: { ttlMs: TTL_MS, purgeOnWrite } },
        purger: { purge: ({ name }) => purged.push(name) },
      })
      rig.kernel.start(rig.caches[0]!.write(rig.key, 'second', invalidates, rig.call()), 'writer')
      rig.kernel.run(100)
      expect(purged).toHaveLength(purges)
      expect(rig.witness.count('cdn-purged')).toBe(purges)
    }
  })
})
