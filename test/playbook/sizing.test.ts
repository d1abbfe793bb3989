import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeEviction } from '#cache/eviction/makeEviction.ts'
import { bestHitRate, lruHitRate, popularity } from '#playbook/figures/lruHitRate.ts'
import { memoryNeeded } from '#playbook/figures/memoryNeeded.ts'
import runs from '#playbook/figures/runs/sizingRuns.json' with { type: 'json' }
import { sizingRuns } from '#playbook/figures/runs/sizingRuns.ts'
import forms from '../oracle/closedForms.json' with { type: 'json' }
import { zipfTrace } from '../oracle/zipfTrace.ts'

describe('the hit rate of an LRU cache under a Zipf law', () => {
  it.each(forms.independentReferences.cases)(
    'is Che’s for $keys keys of exponent $exponent and room for $entries',
    ({ keys, exponent, entries, lru, optimum }) => {
      const groups = popularity(keys, exponent)
      expect(lruHitRate(groups, entries)).toBeCloseTo(lru, 3)
      expect(bestHitRate(groups, entries)).toBeCloseTo(optimum, 3)
    },
  )

  it('is what the engine’s own LRU gives on a trace of such reads', () => {
    const [keys, exponent, entries] = [10_000, 0.9, 2000]
    const lru = makeEviction('lru', entries)
    let hits = 0
    let counted = 0
    for (const [i, id] of zipfTrace(300_000, keys, exponent).entries()) {
      const hit = lru.touch(String(id))
      if (!hit) lru.add(String(id))
      if (i < 50_000) continue
      counted++
      if (hit) hits++
    }
    expect(hits / counted).toBeCloseTo(lruHitRate(popularity(keys, exponent), entries), 2)
  })

  it('is the share that is held where all keys are read alike', () => {
    expect(lruHitRate(popularity(1000, 0), 300)).toBeCloseTo(0.3, 3)
  })

  it('never falls with more memory, never beats the best there can be, and does not double when memory does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 5_000_000 }),
        fc.double({ min: 0.3, max: 1.3, noNaN: true }),
        fc.double({ min: 0.01, max: 0.49, noNaN: true }),
        (keys, exponent, share) => {
          const groups = popularity(keys, exponent)
          const some = lruHitRate(groups, share * keys)
          const twice = lruHitRate(groups, 2 * share * keys)
          expect(twice).toBeGreaterThan(some)
          expect(twice).toBeLessThan(2 * some)
          expect(some).toBeLessThanOrEqual(bestHitRate(groups, share * keys) + 1e-6)
        },
      ),
    )
  })
})

it('a million profiles of 2 kB want 2 GB, with overhead 3 GB, with headroom 3.6 GB', () => {
  const { workingSet, memory, ordered } = memoryNeeded({
    keys: 1_000_000,
    valueBytes: 2000,
    overhead: 1.5,
    headroom: 1.2,
  })
  expect([workingSet, memory, ordered]).toEqual([2e9, 3e9, 3.6e9])
})

it('the figure keeps the results of runs that the engine still makes (npm run figures)', () => {
  expect(runs).toEqual(sizingRuns())
})
