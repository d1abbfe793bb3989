import type { Key } from '#cache/key.ts'
import { Histogram } from '#metrics/histogram.ts'
import { Pager } from '#metrics/pager.ts'
import { LagLog } from './lagLog.ts'

const PAGED_OVER_S = 10
/** A second with fewer answers than this has no 99th percentile worth the name. */
const MINIMUM_SAMPLES = 20

/** What a dashboard sees, second by second: the pager's input, and the worst second of the measured time. */
export class Seconds {
  readonly pager: Pager
  /** The highest 99th percentile of a second, over measured requests by their end; null when no second had enough of them. */
  worstP99Ms: number | null = null
  private readonly measured = new Histogram()
  private readonly trips = Array.from({ length: PAGED_OVER_S }, () => new Histogram())
  private readonly together = new Histogram()
  private readonly financial: ReadonlySet<string>
  private readonly financialLag = new LagLog()
  private readonly otherLag = new LagLog()
  private current = this.trips[0]!
  private second = 0
  private lookups = 0
  private hits = 0
  private queries = 0
  private evictions = 0
  private samples = 0
  private divergent = 0

  /** `financial` are the types of data that must not be stale: those whose policy is to fail instead. */
  constructor(baselineUntilMs: number, financial: ReadonlySet<string>) {
    this.pager = new Pager(baselineUntilMs)
    this.financial = financial
  }

  /** A request that arrived in a measuring window has ended. */
  ended(latencyMs: number): void {
    this.measured.record(latencyMs)
  }

  /** A command to Redis has taken so long, the way there and back included. */
  tripped(durationMs: number): void {
    this.current.record(durationMs)
  }

  lookedUp(isHit: boolean): void {
    this.lookups++
    if (isHit) this.hits++
  }

  asked(): void {
    this.queries++
  }

  evicted(): void {
    this.evictions++
  }

  invalidated(key: Key, lagMs: number): void {
    this.lagOf(key).ended(key, lagMs)
  }

  /** An invalidation has failed and is tried again. */
  waits(key: Key, instance: number, nowMs: number): void {
    this.lagOf(key).waits(key, instance, nowMs)
  }

  givenUp(key: Key): void {
    this.lagOf(key).givenUp(key)
  }

  crashed(instance: number): void {
    this.financialLag.crashed(instance)
    this.otherLag.crashed(instance)
  }

  sampled(isDivergent: boolean): void {
    this.samples++
    if (isDivergent) this.divergent++
  }

  /** Ends the second at `atMs`. */
  close(atMs: number): void {
    if (this.measured.count >= MINIMUM_SAMPLES) {
      this.worstP99Ms = Math.max(this.worstP99Ms ?? 0, this.measured.quantile(0.99))
    }
    this.measured.clear()
    this.together.clear()
    for (const histogram of this.trips) this.together.add(histogram)
    this.pager.second(atMs, {
      lookups: this.lookups,
      hits: this.hits,
      originQueries: this.queries,
      evictions: this.evictions,
      cacheTrips: this.current.count,
      cacheP99Ms: this.together.quantile(0.99),
      financialLagMs: this.financialLag.take(atMs),
      otherLagMs: this.otherLag.take(atMs),
      samples: this.samples,
      divergent: this.divergent,
    })
    this.lookups = 0
    this.hits = 0
    this.queries = 0
    this.evictions = 0
    this.samples = 0
    this.divergent = 0
    this.second++
    this.current = this.trips[this.second % PAGED_OVER_S]!
    this.current.clear()
  }

  private lagOf(key: Key): LagLog {
    return this.financial.has(key.type) ? this.financialLag : this.otherLag
  }
}
