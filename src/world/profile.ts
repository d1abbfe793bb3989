import type { Draws } from '#kernel/chance.ts'
import type { Profile } from './traffic.ts'

/** A stretch of time over which the rate goes straight from one value to another, in arrivals a ms. */
interface Stretch {
  readonly fromMs: number
  readonly toMs: number
  readonly fromRate: number
  readonly toRate: number
}

const FOR_EVER = Number.POSITIVE_INFINITY

/**
 * A rate that changes over time, and when its next arrival comes. Exact: a Poisson process of unit rate, stretched so
 * that it passes as much operational time as the rate has accumulated (Cinlar 1975, "Introduction to stochastic
 * processes", chapter 4.7). The same unit gaps serve every profile.
 */
export class RateProfile {
  private readonly stretches: readonly Stretch[]
  /** The stretch that was reached last; time only goes forward. */
  private current = 0

  constructor(profile: Profile, ratePerSecond: number) {
    const ratePerMs = ratePerSecond / 1000
    this.stretches = stretchesOf(profile).map(({ fromMs, toMs, fromRate, toRate }) => ({
      fromMs,
      toMs,
      fromRate: fromRate * ratePerMs,
      toRate: toRate * ratePerMs,
    }))
  }

  /** Arrivals a ms at the beginning. */
  get initialRate(): number {
    return this.stretches.find(({ toMs }) => toMs > 0)!.fromRate
  }

  /** How many arrivals there are on average before a time. */
  mean(untilMs: number): number {
    let sum = 0
    for (const stretch of this.stretches) {
      const { fromMs, toMs, fromRate } = stretch
      const endMs = Math.min(toMs, untilMs)
      if (endMs > fromMs) sum += area(fromRate, rateAt(stretch, endMs), endMs - fromMs)
    }
    return sum
  }

  /** When the next arrival after `nowMs` comes, given its gap in unit time; infinite when the rate stays 0. */
  next(nowMs: number, unitGap: number): number {
    let atMs = nowMs
    let left = unitGap
    for (; this.current < this.stretches.length; this.current++) {
      const stretch = this.stretches[this.current]!
      if (stretch.toMs <= atMs) continue
      const rate = rateAt(stretch, atMs)
      const whole = area(rate, stretch.toRate, stretch.toMs - atMs)
      if (left <= whole) return atMs + timeFor(left, rate, slopeOf(stretch))
      left -= whole
      atMs = stretch.toMs
    }
    return FOR_EVER
  }
}

/** A Poisson process whose rate follows a profile: how long until each of its events. */
export class PoissonGaps {
  private readonly draws: Draws
  private readonly meanGapMs: number
  /** null: the rate is steady. */
  private readonly profile: RateProfile | null

  constructor(draws: Draws, ratePerSecond: number, profile: Profile) {
    this.draws = draws
    this.meanGapMs = 1000 / ratePerSecond
    this.profile = profile.kind === 'steady' ? null : new RateProfile(profile, ratePerSecond)
  }

  /** From `nowMs`, the time of the event before, to event number `n`; infinite when the rate stays 0. */
  gapMs(nowMs: number, n: number): number {
    const { draws, profile } = this
    if (profile === null) return draws.exponential(this.meanGapMs, n)
    return profile.next(nowMs, draws.exponential(1, n)) - nowMs
  }
}

/** Factors over time, without a gap, from 0 to the end of time. */
function stretchesOf(profile: Profile): readonly Stretch[] {
  switch (profile.kind) {
    case 'steady':
      return [flat(0, FOR_EVER, 1)]
    case 'steps': {
      const steps = [{ atMs: 0, factor: 1 }, ...profile.steps]
      return steps.map(({ atMs, factor }, index) => flat(atMs, steps[index + 1]?.atMs ?? FOR_EVER, factor))
    }
    case 'ramps': {
      const { points } = profile
      const between = points.slice(1).map((to, index) => ({
        fromMs: points[index]!.atMs,
        toMs: to.atMs,
        fromRate: points[index]!.factor,
        toRate: to.factor,
      }))
      const last = points.at(-1)!
      return [flat(0, points[0]!.atMs, points[0]!.factor), ...between, flat(last.atMs, FOR_EVER, last.factor)]
    }
    case 'spikes': {
      const stretches: Stretch[] = []
      let reachedMs = 0
      for (const { atMs, forMs, factor } of profile.spikes) {
        stretches.push(flat(reachedMs, atMs, 1), flat(atMs, atMs + forMs, factor))
        reachedMs = atMs + forMs
      }
      return [...stretches, flat(reachedMs, FOR_EVER, 1)]
    }
  }
}

function flat(fromMs: number, toMs: number, rate: number): Stretch {
  return { fromMs, toMs, fromRate: rate, toRate: rate }
}

function slopeOf({ fromMs, toMs, fromRate, toRate }: Stretch): number {
  return fromRate === toRate ? 0 : (toRate - fromRate) / (toMs - fromMs)
}

function rateAt(stretch: Stretch, atMs: number): number {
  return stretch.fromRate + slopeOf(stretch) * (atMs - stretch.fromMs)
}

function area(fromRate: number, toRate: number, ms: number): number {
  const mean = (fromRate + toRate) / 2
  return mean === 0 ? 0 : mean * ms
}

/** How long until a rate that begins at `rate` and grows by `slope` a ms has accumulated so much. The root that stays finite for a slope of 0. */
function timeFor(amount: number, rate: number, slope: number): number {
  return (2 * amount) / (rate + Math.sqrt(Math.max(0, rate * rate + 2 * slope * amount)))
}
