import { describe, expect, it } from 'vitest'
import { harmByBucket } from '#lab/harm.ts'
import { tellingMoment } from '#lab/moment.ts'
import type { NotableEvent, Recording } from '#recording/recording.ts'
import { recorded } from '../charts/recorded.ts'

const stale = (atMs: number): NotableEvent => ({ number: 1, atMs, kind: 'first-stale', text: 'stale' })

/** A calm run, in which `change` makes trouble: it gets the bucket's number and its time. */
function troubled(
  change: (recording: Recording, bucket: number, atMs: number) => void,
  events: readonly NotableEvent[] = [],
): Recording {
  const recording = { ...structuredClone(recorded('l6')), events }
  for (let bucket = 0; bucket < recording.buckets; bucket++)
    change(recording, bucket, bucket * recording.bucketMs)
  return recording
}

/** So many of the bucket's hits, as a share, were stale instead. */
function madeStale({ series }: Recording, bucket: number, share: number): void {
  const count = Math.round(series.fates.hit[bucket]! * share)
  series.fates.hit[bucket]! -= count
  series.fates.stale[bucket]! += count
}

/** So many of the bucket's requests, as a share, took as long as the grid can tell. */
function madeSlow({ latency }: Recording, bucket: number, share: number): void {
  const from = bucket * latency.bins
  const counts = latency.counts.subarray(from, from + latency.bins)
  const usual = counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0))
  const count = Math.round(counts[usual]! * share)
  counts[usual]! -= count
  counts[latency.bins - 1]! += count
}

const within = (atMs: number, fromMs: number, toMs: number) => atMs >= fromMs && atMs < toMs

describe('the moment a recording opens at', () => {
  it('is where most readers are harmed, not where one is first', () => {
    const recording = troubled(
      (each, bucket, atMs) => {
        if (within(atMs, 15_000, 16_000)) madeStale(each, bucket, 0.05)
        if (within(atMs, 30_000, 40_000)) madeStale(each, bucket, 0.6)
      },
      [stale(15_000)],
    )
    expect(tellingMoment(recording)).toBeGreaterThan(30_500)
    expect(tellingMoment(recording)).toBeLessThan(31_500)
  })

  it('is among the slow answers of a melting shard rather than at its first stale one', () => {
    const recording = troubled(
      (each, bucket, atMs) => {
        if (within(atMs, 15_000, 16_000)) madeStale(each, bucket, 0.08)
        if (within(atMs, 25_000, 45_000)) madeSlow(each, bucket, 0.7)
      },
      [stale(15_000)],
    )
    expect(tellingMoment(recording)).toBeGreaterThan(25_500)
    expect(tellingMoment(recording)).toBeLessThan(27_000)
  })

  it('knows trouble that readers feel before any of them has an answer: more is asked of the pool than it has', () => {
    const recording = troubled(({ series, topology }, bucket, atMs) => {
      if (within(atMs, 22_000, 24_000)) series.originDemand[bucket] = 20 * topology.connections
    })
    expect(tellingMoment(recording)).toBeGreaterThan(22_000)
    expect(tellingMoment(recording)).toBeLessThan(24_100)
  })

  it('does not take the last few requests after the traffic, or the first ones, for the height', () => {
    const recording = troubled(
      (each, bucket, atMs) => {
        if (atMs >= each.durationMs || atMs < each.settleMs) {
          each.series.fates.timeout[bucket] = 30
          each.series.fates.hit[bucket] = 0
        }
        if (within(atMs, 30_000, 31_000)) madeStale(each, bucket, 0.2)
      },
      [stale(30_000)],
    )
    expect(tellingMoment(recording)).toBeGreaterThan(30_000)
    expect(tellingMoment(recording)).toBeLessThan(31_100)
  })

  it('is shortly after the most severe event where readers are well, whatever expired before', () => {
    const fault: NotableEvent = { number: 2, atMs: 20_000, kind: 'fault', text: 'fault' }
    const events = [
      { ...fault, number: 1, kind: 'expiry', atMs: 11_000 } as const,
      { ...fault, number: 1, kind: 'alert', atMs: 12_000 } as const,
      fault,
    ]
    expect(tellingMoment(troubled(() => {}, events))).toBe(20_300)
  })

  it('is when the origin is asked for most where nothing happened at all', () => {
    const recording = troubled(({ series }, bucket, atMs) => {
      series.originDemand[bucket] = atMs === 44_000 ? 9 : 3
    })
    expect(tellingMoment(recording)).toBe(44_000 + recording.bucketMs)
  })
})

describe('harm', () => {
  it('counts a request once, however many things went wrong with it', () => {
    const recording = troubled((each, bucket, atMs) => {
      if (!within(atMs, 30_000, 40_000)) return
      madeStale(each, bucket, 1)
      madeSlow(each, bucket, 1)
      each.series.wrong[bucket] = each.series.fates.stale[bucket]!
    })
    expect(Math.max(...harmByBucket(recording))).toBeLessThanOrEqual(1)
  })

  it('of two requests is not that of half the readers', () => {
    const recording = troubled((each, bucket) => {
      for (const counts of Object.values(each.series.fates)) counts[bucket] = 0
      each.latency.counts.fill(0)
      if (bucket === 300) each.series.fates.error[bucket] = 1
    })
    expect(Math.max(...harmByBucket(recording))).toBeLessThan(0.1)
  })
})
