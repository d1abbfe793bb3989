import { describe, expect, it } from 'vitest'
import { countsByOutcome, cut, peakOf, ratePerSecond, total } from '#charts/buckets.ts'
import { copiesConclusion } from '#charts/CopiesTrack.tsx'
import { fateConclusion } from '#charts/FateTrack.tsx'
import { formatCount } from '#charts/figures.ts'
import { hitRateConclusion } from '#charts/HitRateTrack.tsx'
import { heatOf } from '#charts/heat.ts'
import { latencyConclusion } from '#charts/LatencyTrack.tsx'
import { originConclusion } from '#charts/OriginTrack.tsx'
import { recorded } from './recorded.ts'

const trap = recorded('l5')
const answer = recorded('l6')

describe('what a chart says', () => {
  it('is computed from the recording: the herd against the pool, and a design that fits it', () => {
    const peak = formatCount(peakOf(trap.series.originDemand, trap.bucketMs).value)
    expect(originConclusion(trap)).toMatch(
      new RegExp(`^peak ${peak} queries at 2\\d\\.\\d s, against a pool of 50$`),
    )
    expect(originConclusion(answer)).toContain('within the pool of 50')
  })

  it('counts failures where there are any', () => {
    const failed = formatCount(total(countsByOutcome(trap).failed))
    expect(fateConclusion(trap)).toContain(`${failed} failed`)
    expect(fateConclusion(answer)).toContain('none failed')
  })

  it('has no gaps where there are no numbers', () => {
    for (const say of [
      originConclusion,
      fateConclusion,
      latencyConclusion,
      hitRateConclusion,
      copiesConclusion,
    ]) {
      for (const recording of [trap, answer]) expect(say(recording)).not.toMatch(/NaN|undefined|Infinity/)
    }
  })
})

describe('a stretch cut into points', () => {
  it('loses no request, however it is cut', () => {
    const hits = trap.series.fates.hit
    for (const atMost of [7, 100, 333, 10_000]) {
      const span = cut(trap, 0, trap.endMs, atMost)
      const rates = ratePerSecond(hits, span, trap.bucketMs)
      const whole = rates.reduce((sum, rate, i) => {
        const buckets = Math.min(span.per, trap.buckets - i * span.per)
        return sum + (rate * buckets * trap.bucketMs) / 1000
      }, 0)
      expect(whole).toBeCloseTo(total(hits), 3)
      expect(span.points).toBeLessThanOrEqual(Math.max(atMost, 1))
    }
  })

  it('finds the point of a moment, and none outside', () => {
    const span = cut(trap, 10_000, 30_000, 50)
    expect(span.pointAt(9999)).toBe(-1)
    expect(span.pointAt(10_000)).toBe(0)
    expect(span.pointAt(29_999)).toBe(span.points - 1)
    expect(span.pointAt(30_000)).toBe(-1)
    for (let i = 0; i < span.points; i++) expect(span.pointAt(span.at(i))).toBe(i)
  })
})

it('the heatmap keeps every answered bucket within its frame', () => {
  const span = cut(trap, 0, trap.endMs, 300)
  const heat = heatOf(trap.latency, span, 80)
  expect(heat.shades.length).toBeGreaterThan(1)
  const tops = heat.shades.flatMap(({ d }) => [...d.matchAll(/M\d+ ([\d.]+)h1v([\d.]+)/g)])
  for (const [, top, tall] of tops) {
    expect(Number(top)).toBeGreaterThanOrEqual(0)
    expect(Number(top) + Number(tall)).toBeLessThanOrEqual(80)
  }
})
