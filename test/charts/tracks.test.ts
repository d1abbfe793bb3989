import { describe, expect, it } from 'vitest'
import { feedConclusion } from '#charts/FeedTrack.tsx'
import { formatBytes } from '#charts/figures.ts'
import { memoryConclusion } from '#charts/MemoryTrack.tsx'
import { pagerConclusion } from '#charts/PagerTrack.tsx'
import { regionsConclusion } from '#charts/RegionsTrack.tsx'
import { nodeName, shardsConclusion } from '#charts/ShardsTrack.tsx'
import { stalenessConclusion } from '#charts/StalenessTrack.tsx'
import { shadesOf } from '#charts/shades.ts'
import type { Alert, NotableEvent, Recording } from '#recording/recording.ts'
import { recorded } from './recorded.ts'

const trap = recorded('l5')
const answer = recorded('l6')

/** The answer's run, in which `change` writes into series of its own. */
function altered(change: (recording: Recording) => void, rest: Partial<Recording> = {}): Recording {
  const recording = { ...structuredClone(answer), ...rest }
  change(recording)
  return recording
}

const page: Alert = { metric: 'origin.rps', severity: 'P2', atMs: 33_000, text: 'origin.rps at 640 %' }
const event = (kind: NotableEvent['kind'], atMs: number): NotableEvent => ({
  number: 1,
  atMs,
  kind,
  text: kind,
})

describe('what the newer tracks say', () => {
  it('has no gaps where there are no numbers', () => {
    for (const say of [
      shardsConclusion,
      stalenessConclusion,
      pagerConclusion,
      memoryConclusion,
      feedConclusion,
      regionsConclusion,
    ])
      for (const recording of [trap, answer])
        expect(say(recording), say.name).not.toMatch(/NaN|undefined|Infinity|–/)
  })

  it('names the hottest shard, by what it did in its worst second and over the measured time', () => {
    const recording = altered(({ series, topology, bucketMs }) => {
      series.nodeBusy.fill(0.1)
      for (let bucket = 20_000 / bucketMs; bucket < 21_000 / bucketMs; bucket++)
        series.nodeBusy[bucket * topology.nodes + 6] = 0.98
    })
    expect(shardsConclusion(recording)).toMatch(
      /^Redis 7 is the hottest: busy for 98.0 % of the second from 20.0 s, and [\d.]+ % of the measured time, the other 11 /,
    )
    const idle = altered(({ series }) => series.nodeBusy.fill(0))
    expect(shardsConclusion(idle)).toBe('no command came to any of 12 Redis nodes')
  })

  it('names a shard by its place in its region', () => {
    const regions = [
      { name: 'us', instances: 2, nodes: 3 },
      { name: 'eu', instances: 2, nodes: 3 },
    ]
    const topology = { ...answer.topology, nodes: 6, regions }
    expect(nodeName(topology, 2)).toBe('Redis 3 of us')
    expect(nodeName(topology, 3)).toBe('Redis 1 of eu')
    expect(nodeName(answer.topology, 3)).toBe('Redis 4')
  })

  it('tells the oldest stale answer with its type, and what nobody intended besides', () => {
    const ages = new Float32Array(answer.buckets)
    ages[451] = 31_200
    const recording = altered(each => {
      each.series.fates.stale.fill(0)
      each.series.fates.stale[451] = 3
      each.series.wrong[451] = 1
      Object.assign(each.series, { staleAgeMs: { price: ages } })
    })
    expect(stalenessConclusion(recording)).toBe(
      '3 stale answers, the oldest 31.2 s old, of price at 45.1 s; 1 answer nobody intended',
    )
  })

  it('says how long after the first trouble somebody was told', () => {
    const events = [event('first-stale', 31_000), event('first-failure', 21_000)]
    const told = altered(() => {}, { alerts: [page], events })
    expect(pagerConclusion(told)).toBe(
      'one page, the first P2 at 33.0 s: origin.rps at 640 %; 12.0 s after the first failure',
    )
    const early = altered(() => {}, { alerts: [page], events: [event('first-stale', 34_000)] })
    expect(pagerConclusion(early)).toContain('1.00 s before the first stale answer')
    const harmless = altered(() => {}, { alerts: [page, page], events: [] })
    expect(pagerConclusion(harmless)).toMatch(/^2 pages, .*; no reader failed$/)
  })

  it('says that nobody was paged, and for what', () => {
    const silent = altered(
      ({ series }) => {
        series.fates.stale.fill(0)
        series.fates.stale[400] = 4812
        series.fates.timeout[400] = 7
      },
      { alerts: [] },
    )
    expect(pagerConclusion(silent)).toBe('no page; 4,812 stale answers, 7 failed')
    const calm = altered(({ series }) => series.fates.stale.fill(0), { alerts: [] })
    expect(pagerConclusion(calm)).toBe('no page, and nothing to page for')
  })

  it('holds the bytes against the limit, and says when nobody counts them', () => {
    const full = altered(
      ({ series }) => {
        series.memoryBytes.fill(900_000)
        series.evictions[123] = 40
      },
      { topology: { ...answer.topology, memoryBytes: 1_000_000 } },
    )
    expect(memoryConclusion(full)).toBe(
      'at most 900 kB held, 90.0 % of the limit, at 0.0 s; 40 entries evicted, the first at 12.3 s',
    )
    const uncounted = altered(({ series }) => series.memoryBytes.fill(0))
    expect(memoryConclusion(uncounted)).toContain('bytes are not counted')
  })

  it('tells the latest delete, and what the change feed repaired', () => {
    const late = (hasFeed: boolean) =>
      altered(
        ({ series }) => {
          series.invalidationLagMs.fill(0)
          series.invalidationLagMs[460] = 31_200
          series.feedDeletes.fill(0)
          series.feedLagMs[460] = hasFeed ? 31_200 : 0
          series.feedDeletes[460] = hasFeed ? 812 : 0
        },
        { topology: { ...answer.topology, hasFeed } },
      )
    expect(feedConclusion(late(true))).toBe(
      'the latest delete came 31.2 s after its commit, at 46.0 s; the change feed led to 812, at most 31.2 s late',
    )
    expect(feedConclusion(late(false))).toContain('no change feed repairs what is lost')
    const quiet = altered(({ series }) => series.invalidationLagMs.fill(0))
    expect(feedConclusion(quiet)).toMatch(/^nothing was invalidated/)
  })

  it('tells regions apart by what their readers got', () => {
    const regions = [
      { name: 'us', instances: 4, nodes: 6 },
      { name: 'eu', instances: 4, nodes: 6 },
    ]
    const counts = (...values: number[]) => Uint32Array.from(values)
    const recording = altered(
      each =>
        Object.assign(each.series, {
          byRegion: {
            ended: counts(100, 50, 100, 50),
            stale: counts(0, 10, 0, 0),
            failed: counts(0, 0, 0, 5),
          },
        }),
      { topology: { ...answer.topology, regions } },
    )
    expect(regionsConclusion(recording)).toBe(
      'us: 200 requests, all current; eu: 100 requests, 10.0 % stale, 5.0 % failed',
    )
  })
})

describe('cells in shades', () => {
  it('are darker the more there is, leave nothing blank but what is nothing, and one path has one shade', () => {
    const shades = shadesOf(
      Float64Array.from([0, 0.01, 0.5, 1, Number.NaN, 2]),
      2,
      value => value,
      row => ({ top: row * 10, tall: 8 }),
    )
    const cells = shades.flatMap(({ opacity, d }) =>
      [...d.matchAll(/M(\d+) ([\d.]+)h1v([\d.]+)/g)].map(([, x, top]) => ({ opacity, x, top })),
    )
    expect(cells.map(({ x, top }) => `${x} ${top}`).sort()).toEqual(['0 10.0', '1 0.0', '1 10.0', '2 10.0'])
    const opacities = shades.map(({ opacity }) => opacity)
    expect(opacities).toEqual([...opacities].sort())
    expect(cells.find(({ x, top }) => x === '2' && top === '10.0')?.opacity).toBe(Math.max(...opacities))
  })
})

it('bytes are said in the unit that fits', () => {
  const said = [0, 812, 1234, 999_499, 999_500, 12_600_000, 64e9].map(formatBytes)
  expect(said).toEqual(['0 B', '812 B', '1.2 kB', '999 kB', '1.0 MB', '13 MB', '64 GB'])
})
