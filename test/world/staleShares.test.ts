import { describe, expect, it } from 'vitest'
import type { Recording } from '#recording/recording.ts'
import forms from '../oracle/closedForms.json' with { type: 'json' }
import {
  caching,
  held,
  invalidating,
  manyItems,
  overSeeds,
  querying,
  reading,
  run,
  world,
  writing,
} from './build.ts'
import { expectMean } from './spread.ts'

describe('a key that is written while it is read all the time', () => {
  const stale = ({ summary }: Recording) => summary.outcomes.stale / summary.requests

  it.each(forms.staleness.ttl)(
    'is stale for the known share with a TTL alone: $writes writes/s, $ttl s',
    given => {
      const written = world({
        durationMs: 240_000,
        readers: reading(100),
        writers: writing(given.writes, false),
        origin: { queries: querying(0.001), commitMs: 0.001 },
        bucketMs: 1000,
      })
      const alone = caching({ l2: { ttlMs: given.ttl * 1000, jitter: 0 } })
      expectMean(overSeeds(8, seed => run(written, alone, seed)).map(stale), given.stale, 0.08)
    },
  )

  it('is stale while the change feed is behind: wL of the time, for few writes', () => {
    const { writes, lag, stale: share } = forms.staleness.feed
    const fed = world({
      durationMs: 400_000,
      readers: reading(100, manyItems(10)),
      writers: writing(writes * 10, false, manyItems(10)),
      origin: { queries: querying(0.001), commitMs: 0.001 },
      changeFeed: { lagMs: lag * 1000 },
      bucketMs: 10_000,
      watchedKeys: [],
    })
    const design = caching({
      l2: { ttlMs: 3_000_000, jitter: 0 },
      invalidation: invalidating({ cdcBackstop: true, missTokens: true }),
    })
    const shares = overSeeds(5, seed => run(fed, design, seed)).map(stale)
    // What is superseded twice within a lag is repaired by the first change: wL / (1 + wL), a third of a percent less.
    const exact = (writes * lag) / (1 + writes * lag)
    expect(exact / share).toBeCloseTo(1, 2)
    expectMean(shares, exact, 0.3)
  })

  it('is filled with the old value as often as a write falls between the database’s read and the fill', () => {
    const { writes, gap, stale: share } = forms.staleness.race
    const racing = world({
      durationMs: 80_000,
      readers: reading(500),
      writers: writing(writes, false),
      origin: { queries: querying(gap * 1000), commitMs: 0.001 },
      bucketMs: 10_000,
    })
    // Entries end soon after they come, so that there are many fills; nobody deletes.
    const short = caching({ coalescing: 'instance', l2: { ttlMs: gap * 1000 + 60, jitter: 0 } })
    const shares = overSeeds(4, seed => run(racing, short, seed)).map(recording => {
      const copies = held(recording, 'redis')
      const born = copies.filter(({ state, fromMs }, index) => {
        const before = copies[index - 1]
        const isNew = before === undefined || before.state === 'expired' || before.state === 'absent'
        return isNew && fromMs > 0 && (state === 'fresh' || state === 'stale')
      })
      expect(born.length).toBeGreaterThan(100)
      return born.filter(({ state }) => state === 'stale').length / born.length
    })
    expectMean(shares, share, 0.3)
  })
})
