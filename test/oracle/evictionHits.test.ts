import { describe, expect, it } from 'vitest'
import { EVICTION_KINDS, type EvictionKind } from '#cache/eviction/eviction.ts'
import { makeEviction } from '#cache/eviction/makeEviction.ts'
import { Chance } from '#kernel/chance.ts'
import { Zipf } from '#kernel/zipf.ts'
import { expectMean, mean } from '../world/spread.ts'
import forms from './closedForms.json' with { type: 'json' }

const BATCHES = 6
const { cases } = forms.independentReferences
type Case = (typeof cases)[number]

/** The first request of a cache that has forgotten how it began: several times what an entry stays unread. */
const settled = ({ lruTime, entries }: Case) => Math.ceil(3 * lruTime + entries)

/** Independent draws by Zipf's law, until the cache is settled and then for some time. */
function requests(given: Case): readonly string[] {
  const zipf = new Zipf(given.keys, given.exponent)
  const draws = new Chance(1).about('requests')
  const names = Array.from({ length: given.keys }, (_, rank) => `key:${rank}`)
  const count = settled(given) + BATCHES * Math.ceil(Math.max(30_000, 0.5 * given.lruTime))
  return Array.from({ length: count }, (_, n) => names[zipf.rank(draws.uniform(n))]!)
}

/** How often each of the batches hit once the cache was settled. */
function hitRatios(kind: EvictionKind, given: Case, asked: readonly string[]): readonly number[] {
  const eviction = makeEviction(kind, given.entries)
  const first = settled(given)
  const length = (asked.length - first) / BATCHES
  const hits = new Array<number>(BATCHES).fill(0)
  for (const [n, name] of asked.entries()) {
    if (!eviction.touch(name)) eviction.add(name)
    else if (n >= first) hits[Math.floor((n - first) / length)]!++
  }
  return hits.map(count => count / length)
}

describe('under independent draws by Zipf’s law', () => {
  it.each(cases)('LRU and FIFO hit as often as known: $entries of $keys keys, exponent $exponent', given => {
    const asked = requests(given)
    expectMean(hitRatios('lru', given, asked), given.lru, 0.04)
    expectMean(hitRatios('fifo', given, asked), given.fifo, 0.04)
  })

  it.each(cases.filter(({ keys, entries }) => keys === 10_000 && entries === 1000))(
    'none hits more often than who keeps the most popular for ever: exponent $exponent',
    given => {
      const asked = requests(given)
      for (const kind of EVICTION_KINDS) {
        const found = mean(hitRatios(kind, given, asked))
        expect(found.mean, kind).toBeLessThan(given.optimum + 4 * found.sd)
        // No worse than to forget whoever came first, which looks at nothing.
        expect(found.mean, kind).toBeGreaterThan(given.fifo - 4 * found.sd)
      }
    },
  )
})
