import { describe, expect, it, vi } from 'vitest'
import type { Recording } from '#recording/recording.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { labRun, missedBy, SEEDS } from './runs.ts'

vi.setConfig({ testTimeout: 60_000 })

const lab = scenario('mass-expiry')!

/** The deploy's entries end, and one TTL later what was written then. */
const FIRST_MS = 10_000
const SECOND_MS = 24_000

function runOf(id: string, seed: number): Recording {
  return labRun(lab, lab.designs.find(each => each.id === id)!, seed)
}

/** Of a series with one value a bucket, the sum over a stretch. */
function between({ bucketMs }: Recording, values: Uint32Array, fromMs: number, toMs: number): number {
  return values.slice(fromMs / bucketMs, toMs / bucketMs).reduce((sum, value) => sum + value, 0)
}

/** The most loads that were begun in a second of a stretch. */
function busiestSecond(recording: Recording, fromMs: number, toMs: number): number {
  const seconds = Array.from({ length: (toMs - fromMs) / 1000 }, (_, index) => fromMs + 1000 * index)
  return Math.max(...seconds.map(atMs => between(recording, recording.series.loads, atMs, atMs + 1000)))
}

function demand({ bucketMs, series }: Recording, fromMs: number, toMs: number): number {
  return Math.max(...series.originDemand.slice(fromMs / bucketMs, toMs / bucketMs))
}

describe('the world', () => {
  it('has fifty thousand entries that all end at one moment', () => {
    const { warm } = lab.world
    expect(warm.reduce((sum, { keys }) => sum + (keys.kind === 'one' ? 1 : keys.count), 0)).toBe(50_000)
    expect(new Set(warm.map(each => each.expiresAtMs))).toEqual(new Set([FIRST_MS]))
  })
})

describe.each(SEEDS)('a mass expiry at seed %i', seed => {
  it('turns a cache that never misses into one that hardly hits, from one moment to the next', () => {
    const trap = runOf('l5', seed)
    const hitShare = (fromMs: number, toMs: number) => {
      const hits = between(trap, trap.series.hitsL2, fromMs, toMs)
      return hits / (hits + between(trap, trap.series.lookupMisses, fromMs, toMs))
    }
    expect(hitShare(FIRST_MS - 2000, FIRST_MS)).toBeGreaterThan(0.97)
    expect(hitShare(FIRST_MS, FIRST_MS + 200)).toBeLessThan(0.1)
    expect(demand(trap, FIRST_MS, FIRST_MS + 4000)).toBeGreaterThan(3 * lab.world.origin.connections)
  })

  it('comes back one TTL later, as what was written together ends together again', () => {
    const trap = runOf('l5', seed)
    const between = busiestSecond(trap, SECOND_MS - 8000, SECOND_MS - 2000)
    expect(busiestSecond(trap, SECOND_MS, SECOND_MS + 4000)).toBeGreaterThan(3 * between)
  })

  it('is spread by jitter where it was drawn: what the deploy had written still ends together', () => {
    const jitter = runOf('jitter', seed)
    const trap = runOf('l5', seed)
    const first = [FIRST_MS, FIRST_MS + 4000] as const
    expect(demand(jitter, ...first)).toBeGreaterThan(0.8 * demand(trap, ...first))
    // With 60 % the ends of 250 bestsellers lie over eight seconds of the TTL before the second cliff.
    const second = busiestSecond(jitter, SECOND_MS - 9000, SECOND_MS + 4000)
    expect(second).toBeLessThan(0.75 * busiestSecond(trap, SECOND_MS, SECOND_MS + 4000))
  })

  it('is not there with the window form of early expiry, which works on entries whoever wrote them', () => {
    expect(missedBy(lab, 'early-expiry', seed)).toEqual([])
    expect(demand(runOf('early-expiry', seed), 0, FIRST_MS + 4000)).toBeLessThan(18)
  })

  it('is hardly smaller with XFetch, for which a key must be read within about a load of its end', () => {
    const first = [FIRST_MS, FIRST_MS + 4000] as const
    expect(demand(runOf('xfetch', seed), ...first)).toBeGreaterThan(0.7 * demand(runOf('l5', seed), ...first))
  })

  it('is only moved by a refresh that runs before the end of all, behind the backs of the readers', () => {
    const refresh = runOf('refresh', seed)
    const trap = runOf('l5', seed)
    // Three seconds before, for what an instance has filled itself: not for what the deploy wrote.
    expect(missedBy(lab, 'refresh', seed)).toContain('origin-peak')
    expect(busiestSecond(refresh, SECOND_MS - 3000, SECOND_MS)).toBeGreaterThan(
      0.9 * busiestSecond(trap, SECOND_MS, SECOND_MS + 4000),
    )
    const waited = (of: Recording, fromMs: number, toMs: number) =>
      between(of, of.series.lookupMisses, fromMs, toMs)
    expect(waited(refresh, SECOND_MS - 3000, SECOND_MS + 3000)).toBeLessThan(
      0.7 * waited(trap, SECOND_MS, SECOND_MS + 6000),
    )
  })

  it('is hardly smaller with coalescing: no two readers want the same key', () => {
    const first = [FIRST_MS, FIRST_MS + 1000] as const
    expect(busiestSecond(runOf('coalescing', seed), ...first)).toBeGreaterThan(
      0.75 * busiestSecond(runOf('l5', seed), ...first),
    )
  })

  it('spares the database with a limit alone, at the price of readers who are refused', () => {
    expect(missedBy(lab, 'limiter', seed)).toEqual(['failed'])
    expect(missedBy(lab, 'l6', seed)).toEqual([])
  })
})
