import { describe, expect, it } from 'vitest'
import { freshnessAndLoad } from '#playbook/figures/freshnessLoad.ts'
import kept from '#playbook/figures/runs/freshnessRuns.json' with { type: 'json' }
import { freshnessRuns } from '#playbook/figures/runs/freshnessRuns.ts'

describe('freshness against load', () => {
  it('keeps the results of runs that the engine still makes (npm run figures)', () => {
    expect(kept).toEqual(freshnessRuns())
  })

  it.each(kept.runs)('has the engine on its curves at a TTL of $ttlS s', run => {
    const { readsPerS, writesPerS } = kept
    const told = freshnessAndLoad({ readsPerS, writesPerS, ttlS: run.ttlS }, 'ttl')
    expect(Math.abs(run.loadShare - told.loadShare)).toBeLessThan(0.01)
    // Each change makes as many stale answers as fall into the rest of a life, so there are few independent ones.
    expect(Math.abs(run.staleShare - told.staleShare)).toBeLessThan(0.04)
    expect(run.oldestS).toBeLessThanOrEqual(told.oldestS)
  })

  it('makes λ/(1 + λT) loads a second with a TTL alone', () => {
    for (const ttlS of [1, 60, 3600]) {
      const { loadShare } = freshnessAndLoad({ readsPerS: 4, writesPerS: 0.01, ttlS }, 'ttl')
      expect(4 * loadShare).toBeCloseTo(4 / (1 + 4 * ttlS), 9)
    }
  })

  it('has answers half a TTL old on average where they are hits, and few of those where reads are rare', () => {
    const age = (readsPerS: number) =>
      freshnessAndLoad({ readsPerS, writesPerS: 0.01, ttlS: 60 }, 'ttl').meanAgeS
    expect(age(1e6)).toBeCloseTo(30, 3)
    expect(age(1 / 60)).toBeCloseTo(15, 9)
  })

  it('keeps a feed from adding load where a DEL has come first', () => {
    const key = { readsPerS: 1, writesPerS: 0.001, ttlS: 600 }
    const del = freshnessAndLoad(key, 'del')
    const feed = freshnessAndLoad(key, 'feed')
    expect(feed.staleShare).toBeLessThan(del.staleShare / 5)
    expect(feed.loadShare / del.loadShare).toBeLessThan(1.02)
    expect(feed.oldestS).toBe(1)
  })
})
