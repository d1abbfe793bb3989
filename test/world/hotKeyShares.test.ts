import { describe, expect, it } from 'vitest'
import forms from '../oracle/closedForms.json' with { type: 'json' }
import { design, type KeyMixInput, oneItem, policy, querying, run, total, world } from './build.ts'
import { expectNear } from './spread.ts'

describe('a hot key', () => {
  const { nodes, share, hot, other, threeCopies, twelveCopies, local } = forms.sharding
  const rest: KeyMixInput = { kind: 'zipf', type: 'other', prefix: 'other:', count: 20_000, exponent: 0 }
  const uneven = world({
    durationMs: 10_000,
    readers: [
      { name: 'hot', ratePerSecond: 2000 * share, keys: oneItem },
      { name: 'rest', ratePerSecond: 2000 * (1 - share), keys: rest },
    ],
    redis: { nodes },
    origin: { queries: { ...querying(0.001), other: { meanMs: 0.001, variation: 0 } } },
    warm: [
      { keys: oneItem, expiresAtMs: 100_000 },
      { keys: rest, expiresAtMs: 100_000 },
    ],
    bucketMs: 1000,
  })
  const ttl = { l2: { ttlMs: 200_000, jitter: 0 } }
  const loads = (hotKey: Parameters<typeof policy>[0]) => {
    const { summary } = run(uneven, design({ item: policy({ ...ttl, ...hotKey }), other: policy(ttl) }), 1)
    const { shards, requests } = summary
    return { requests, counts: shards.map(({ operations }) => operations).toSorted((a, b) => b - a) }
  }
  const expectShare = (count: number, share: number, requests: number) =>
    expectNear(count, share * requests, Math.sqrt(requests * share * (1 - share)))

  it('loads its own node: f + (1 - f) / n of all reads, and (1 - f) / n for each other', () => {
    const { requests, counts } = loads({})
    expectShare(counts[0]!, hot, requests)
    expect(counts).toHaveLength(nodes)
    expectShare(total(counts.slice(1)), other * (nodes - 1), requests)
  })

  it.each([
    [3, threeCopies],
    [12, twelveCopies],
  ])('spread over %i nodes loads each of them with its part', (copies, share) => {
    const hotKeys = { ratePerSecond: 1_000_000, known: ['item:1'], copies }
    const { requests, counts } = loads({ hotKeys })
    // The copies are filled once each.
    const each = counts.slice(0, copies)
    expectNear(
      total(each) / copies,
      share * requests + 1,
      Math.sqrt((requests * share * (1 - share)) / copies),
    )
    expectShare(each.at(-1)!, share, requests)
    for (const count of counts.slice(copies)) expect(count).toBeLessThan(0.02 * requests)
  })

  it('answered in L1 leaves its node what L1 does not', () => {
    // 1,800 reads a second and a TTL of 55 ms: 99 hits for each miss.
    const { requests, counts } = loads({
      l1: { ttlMs: 1000 * (local.hitRatio / (1 - local.hitRatio) / (2000 * share)), maxEntries: 5 },
    })
    expectShare(counts[0]!, local.hot, requests)
  })
})
