import { describe, expect, it, vi } from 'vitest'
import { KeySpace } from '#world/keySpace.ts'
import {
  type Change,
  caching,
  invalidating,
  type KeyMixInput,
  reading,
  run,
  uncached,
  world,
  writing,
} from './build.ts'

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

describe('a writer', () => {
  const grouped: KeyMixInput = {
    kind: 'zipf',
    type: 'item',
    prefix: 'item:',
    count: 12,
    exponent: 0,
    groups: 3,
  }

  it('of whole groups commits every key of the group, and no copy of any survives', () => {
    const keys = new KeySpace()
    keys.all(world({ readers: reading(1, grouped) }).readers[0]!.keys)
    expect(keys.members('item:group:2').map(({ name }) => name)).toEqual([
      'item:2',
      'item:5',
      'item:8',
      'item:11',
    ])
    const whole = world({
      durationMs: 5000,
      readers: reading(200, grouped),
      writers: [{ ...writing(3, true, grouped)[0]!, wholeGroups: true }],
    })
    for (const groupMarkerMs of [null, 1]) {
      const invalidation = invalidating({ deleteOnWrite: true, missTokens: true, groupMarkerMs })
      const { writes, staleness, hits } = run(whole, caching({ invalidation }), 1).summary
      expect(writes.durable % 4).toBe(0)
      expect(writes.durable).toBeGreaterThan(20)
      expect(hits.l2).toBeGreaterThan(300)
      expect(staleness.ageMsMax).toBeLessThan(5)
    }
    const { staleness } = run(whole, caching(), 1).summary
    expect(staleness.ageMsMax).toBeGreaterThan(1000)
  })

  it('in its wrong stretches leaves values that are wrong as long as they are in force, stale or not', () => {
    const mistaken = (wrong: { fromMs: number; toMs: number }[]) =>
      world({
        durationMs: 4000,
        bucketMs: 500,
        readers: reading(200),
        writers: [{ ...writing(20, true)[0]!, wrong }],
      })
    expect(run(mistaken([]), uncached, 1).summary.wrong).toBe(0)
    const { summary, events } = run(mistaken([{ fromMs: 1000, toMs: 2000 }]), uncached, 1)
    // A second of 200 reads, a little later for as long as the first and the last write of the stretch are away.
    expect(summary.wrong).toBeGreaterThan(140)
    expect(summary.wrong).toBeLessThan(270)
    expect(summary.outcomes.stale).toBe(0)
    const first = events.find(({ kind }) => kind === 'first-wrong')!
    expect(first.atMs).toBeGreaterThan(1000)
    expect(first.atMs).toBeLessThan(1600)
    // A cache that nobody tells keeps the mistake after it was corrected.
    expect(
      run(mistaken([{ fromMs: 1000, toMs: 2000 }]), caching({ l2: { ttlMs: 1500, jitter: 0 } }), 1).summary
        .wrong,
    ).toBeGreaterThan(280)
  })
})

describe('a key that does not exist', () => {
  const missing: KeyMixInput = { kind: 'missing', type: 'item', prefix: 'new:', count: 5 }
  const flood = (change: Change = {}) =>
    world({ durationMs: 4000, readers: reading(200, missing), watchedKeys: [], ...change })

  it('is asked for at the origin each time, unless its absence is remembered', () => {
    const { summary } = run(flood(), caching(), 1)
    expect(summary.origin.loads).toBe(summary.requests)
    const remembered = run(flood(), caching({ negativeTtlMs: 1000 }), 1).summary
    expect(remembered.origin.loads).toBeLessThan(0.1 * remembered.requests)
    expect(remembered.outcomes.stale).toBe(0)
  })

  it('is not there when the run begins, whatever is warm', () => {
    const warm = flood({ warm: [{ keys: missing, expiresAtMs: 3000 }] })
    expect(run(warm, caching({ coalescing: 'instance' }), 1).summary.hits.l2).toBe(0)
  })

  it('exists from its first commit on: an absence that is remembered is stale then', () => {
    const written = flood({ writers: writing(2, true, missing) })
    const remembering = caching({ negativeTtlMs: 2000 })
    const { summary } = run(written, remembering, 1)
    expect(summary.outcomes.stale).toBeGreaterThan(20)
    expect(summary.staleness.ageMsMax).toBeLessThan(2000)
    const invalidation = invalidating({ deleteOnWrite: true, missTokens: true })
    const told = run(written, caching({ negativeTtlMs: 2000, invalidation }), 1).summary
    expect(told.outcomes.stale).toBe(0)
    expect(told.hits.l2).toBeGreaterThan(100)
  })
})
