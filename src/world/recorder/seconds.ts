import { Histogram } from '#metrics/histogram.ts'
import { Pager } from '#metrics/pager.ts'

const PAGED_OVER_S = 10
/** A second with fewer answers than this has no 99th percentile worth the name. */
const MINIMUM_SAMPLES = 20

/** What a dashboard sees, second by second: the pager's input, and the worst second of the measured time. */
export class Seconds {
  readonly pager: Pager
  /** The highest 99th percentile of a second, over measured requests by their end; null when no second had enough of them. */
  worstP99Ms: number | null = null
  private readonly measured = new Histogram()
  private readonly recent = Array.from({ length: PAGED_OVER_S }, () => new Histogram())
  private readonly together = new Histogram()
  private second = 0
  private lookups = 0
  private hits = 0
  private queries = 0

  constructor(baselineUntilMs: number) {
    this.pager = new Pager(baselineUntilMs)
  }

  /** `counts`: the request arrived in a measuring window. */
  ended(latencyMs: number, counts: boolean): void {
    this.recent[this.second % PAGED_OVER_S]!.record(latencyMs)
    if (counts) this.measured.record(latencyMs)
  }

  lookedUp(isHit: boolean): void {
    this.lookups++
    if (isHit) this.hits++
  }

  asked(): void {
    this.queries++
  }

  /** Ends the second at `atMs`. */
  close(atMs: number): void {
    const current = this.recent[this.second % PAGED_OVER_S]!
    if (this.measured.count >= MINIMUM_SAMPLES) {
      this.worstP99Ms = Math.max(this.worstP99Ms ?? 0, this.measured.quantile(0.99))
    }
    this.measured.clear()
    this.together.clear()
    for (const histogram of this.recent) this.together.add(histogram)
    this.pager.second(atMs, {
      requests: current.count,
      lookups: this.lookups,
      hits: this.hits,
      originQueries: this.queries,
      p99Ms: this.together.quantile(0.99),
    })
    this.lookups = 0
    this.hits = 0
    this.queries = 0
    this.second++
    this.recent[this.second % PAGED_OVER_S]!.clear()
  }
}
