import { describe, expect, it } from 'vitest'
import { boundsOf, spelled, type Tiers } from '#playbook/figures/stalenessBound.ts'

const both = [false, true]

const settings: readonly Tiers[] = [0, 1, 10, 600].flatMap(l1S =>
  [1, 5, 300].flatMap(l2S =>
    [0, 60].flatMap(cdnS =>
      both.flatMap(l1KeepsItsOwn =>
        both.flatMap(deletes =>
          both.flatMap(everyWriter =>
            both.flatMap(tokens =>
              both.flatMap(publishes =>
                both.map(feed => ({
                  l1S,
                  l2S,
                  cdnS,
                  l1KeepsItsOwn,
                  deletes,
                  everyWriter,
                  tokens,
                  publishes,
                  feed,
                })),
              ),
            ),
          ),
        ),
      ),
    ),
  ),
)

const plain: Tiers = {
  l1S: 10,
  l2S: 300,
  cdnS: 0,
  l1KeepsItsOwn: false,
  deletes: true,
  everyWriter: true,
  tokens: true,
  publishes: false,
  feed: false,
}

function ms(change: Partial<Tiers>): readonly [number, number] {
  const { delivered, lost } = spelled({ ...plain, ...change })
  return [delivered.ms, lost.ms]
}

describe('the staleness bound, spelled out', () => {
  it('is the engine’s own, in every setting', () => {
    for (const tiers of settings) {
      const { delivered, lost } = spelled(tiers)
      const { boundMs, worstBoundMs } = boundsOf(tiers)
      expect([delivered.ms, lost.ms], JSON.stringify(tiers)).toEqual([boundMs, worstBoundMs])
    }
  })

  it('is the longest TTL where L1 ends with its entry, and the sum where it keeps its own', () => {
    expect(ms({})).toEqual([10_001, 300_000])
    expect(ms({ l1KeepsItsOwn: true })).toEqual([10_001, 310_000])
  })

  it('adds the CDN’s TTL, whatever is deleted behind it', () => {
    expect(ms({ cdnS: 60 })).toEqual([70_001, 360_000])
  })

  it('falls to the load cap with a message to L1, not to nothing', () => {
    expect(ms({ publishes: true })).toEqual([2000, 300_000])
  })

  it('is the TTL without miss tokens: the race can always happen', () => {
    expect(ms({ tokens: false, publishes: true })).toEqual([300_000, 300_000])
  })

  it('rests on the change feed when a writer does not know the cache', () => {
    expect(ms({ everyWriter: false, publishes: true })).toEqual([300_000, 300_000])
    expect(ms({ everyWriter: false, publishes: true, feed: true })).toEqual([2000, 300_000])
    expect(ms({ everyWriter: false, feed: true })).toEqual([11_000, 300_000])
  })
})
