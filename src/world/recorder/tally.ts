import type { Bounds } from '#cache/bounds.ts'
import { Histogram } from '#metrics/histogram.ts'
import { FATES, type LatencySummary, type TypeSummary } from '#recording/recording.ts'
import type { Request } from '../request.ts'
import { Outcomes } from './outcomes.ts'

/** Counts over requests that arrived in the measuring windows. */
export class Tally {
  misses = 0
  servedExpired = 0
  wrong = 0
  /** Answers to an author from before their own write. */
  ownWrites = 0
  retries = 0
  readonly outcomes = new Outcomes()
  readonly hits = { l1: 0, l2: 0, cdn: 0, joined: 0 }
  private readonly latencies = new Histogram()
  private readonly staleAges = new Histogram()

  add(request: Request): void {
    this.outcomes.add(FATES.indexOf(request.fate!))
    this.latencies.record(request.endMs - request.startMs)
    switch (request.source) {
      case 'l1':
        this.hits.l1++
        break
      case 'l2':
        this.hits.l2++
        break
      case 'cdn':
        this.hits.cdn++
        break
      case 'flight':
        this.hits.joined++
        break
      default:
        // A reader whom nothing answered missed every tier, too.
        this.misses++
    }
    if (request.staleMs > 0) this.staleAges.record(request.staleMs)
    if (request.isOwnWrite) this.ownWrites++
    this.retries += request.attempts - 1
    if (request.servedExpired) this.servedExpired++
    if (request.isWrong) this.wrong++
  }

  /** Those of another tally are counted here, too. */
  merge(other: Tally): void {
    this.outcomes.merge(other.outcomes)
    this.latencies.add(other.latencies)
    this.staleAges.add(other.staleAges)
    this.hits.l1 += other.hits.l1
    this.hits.l2 += other.hits.l2
    this.hits.cdn += other.hits.cdn
    this.hits.joined += other.hits.joined
    this.misses += other.misses
    this.servedExpired += other.servedExpired
    this.wrong += other.wrong
    this.ownWrites += other.ownWrites
    this.retries += other.retries
  }

  summary(bounds: Bounds): TypeSummary {
    const { outcomes, staleAges } = this
    return {
      requests: outcomes.requests,
      outcomes: outcomes.summary(),
      hits: { ...this.hits },
      misses: this.misses,
      staleness: {
        reads: staleAges.count,
        ageMsMax: staleAges.count === 0 ? 0 : staleAges.max,
        ageMsP99: staleAges.count === 0 ? 0 : staleAges.quantile(0.99),
        boundMs: bounds.boundMs,
        worstBoundMs: bounds.worstBoundMs,
      },
      latencyMs: latencySummary(this.latencies),
    }
  }
}

export function merged(tallies: Iterable<Tally>): Tally {
  const sum = new Tally()
  for (const each of tallies) sum.merge(each)
  return sum
}

/** All zero when nothing was recorded: JSON knows no NaN. */
function latencySummary(histogram: Histogram): LatencySummary {
  if (histogram.count === 0) return { mean: 0, p50: 0, p90: 0, p99: 0, p999: 0, max: 0 }
  return {
    mean: histogram.mean,
    p50: histogram.quantile(0.5),
    p90: histogram.quantile(0.9),
    p99: histogram.quantile(0.99),
    p999: histogram.quantile(0.999),
    max: histogram.max,
  }
}
