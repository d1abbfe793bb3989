import { Sliding } from './sliding.ts'

/** One second of what a dashboard would show. */
export interface SecondOfMetrics {
  readonly lookups: number
  readonly hits: number
  readonly originQueries: number
  readonly evictions: number
  /** Round trips to the shared cache that ended, and their 99th percentile in ms over the last ten seconds; NaN when none did. */
  readonly cacheTrips: number
  readonly cacheP99Ms: number
  /**
   * The longest time from a commit to the invalidation it led to, or to its being given up, of those of this second and
   * of those that still wait, ms; 0 when there is none. For data that must not be stale, and for everything else.
   */
  readonly financialLagMs: number
  readonly otherLagMs: number
  /** Cached answers compared with the origin, and those that differed. */
  readonly samples: number
  readonly divergent: number
}

export interface Page {
  readonly metric: Metric
  readonly severity: 'P1' | 'P2'
  readonly atMs: number
  readonly text: string
}

/** Everything the pager looks at (appendix E), whether it ever says anything or not. */
export const METRICS = [
  'cache.hit_rate',
  'origin.rps',
  'cache.eviction_rate',
  'cache.latency_p99_ms',
  'cache.invalidation_lag_seconds',
  'cache.correctness_divergence_rate',
] as const
export type Metric = (typeof METRICS)[number]
const OF_STALENESS: ReadonlySet<Metric> = new Set([
  'cache.invalidation_lag_seconds',
  'cache.correctness_divergence_rate',
])

const HIT_RATE_FOR_S = 300
const HIT_RATE_OVER_S = 10
const RATE_OVER_S = 30
const QUANTILE_OVER_S = 10
/** Fewer requests or queries than this say nothing. */
const MINIMUM_SAMPLES = 20
const MOST_EVICTIONS = 1000
const LONGEST_TRIP_MS = 50
const LONGEST_LAG_MS = 30_000

/**
 * A sample in a thousand of 200 reads a second is one in five seconds, so the window must be minutes long; five are the
 * longest time for which the playbook lets anything go on.
 */
const DIVERGENCE_OVER_S = 300
const MOST_DIVERGENCE = 0.001
/**
 * One divergent sample is no rate: of twenty it would be 5 %, and a commit between a read and its comparison makes one
 * now and then where all is well. Were the true rate 0.1 %, two of twenty would come up once in five thousand windows.
 */
const MINIMUM_DIVERGENT = 2

/**
 * The playbook's alerts (appendix E). It names no duration for most: a rate is looked at over 30 s, a quantile over
 * 10 s, divergence over 5 min. A metric pages once until it has been well again. The baseline of the origin is the mean
 * of the settling phase, in which nobody is paged.
 */
export class Pager {
  readonly pages: Page[] = []
  private readonly baselineUntilMs: number
  private baselineQueries = 0
  private baselineSeconds = 0
  private readonly lookups = new Sliding(HIT_RATE_OVER_S)
  private readonly hits = new Sliding(HIT_RATE_OVER_S)
  private readonly queries = new Sliding(RATE_OVER_S)
  private readonly evictions = new Sliding(RATE_OVER_S)
  private readonly trips = new Sliding(QUANTILE_OVER_S)
  private readonly financialLag = new Sliding(RATE_OVER_S)
  private readonly otherLag = new Sliding(RATE_OVER_S)
  private readonly samples = new Sliding(DIVERGENCE_OVER_S)
  private readonly divergent = new Sliding(DIVERGENCE_OVER_S)
  private hitRateLowForS = 0
  private readonly firing = new Set<string>()

  constructor(baselineUntilMs: number) {
    this.baselineUntilMs = baselineUntilMs
  }

  /** When it first said that readers may see stale data; null: it never did. */
  get detectedAtMs(): number | null {
    return this.pages.find(({ metric }) => OF_STALENESS.has(metric))?.atMs ?? null
  }

  /** Adds the second that ends at `atMs`. */
  second(atMs: number, metrics: SecondOfMetrics): void {
    this.lookups.add(metrics.lookups)
    this.hits.add(metrics.hits)
    this.queries.add(metrics.originQueries)
    this.evictions.add(metrics.evictions)
    this.trips.add(metrics.cacheTrips)
    this.financialLag.add(metrics.financialLagMs)
    this.otherLag.add(metrics.otherLagMs)
    this.samples.add(metrics.samples)
    this.divergent.add(metrics.divergent)
    if (atMs <= this.baselineUntilMs) {
      this.baselineQueries += metrics.originQueries
      this.baselineSeconds++
      return
    }
    this.judgeHitRate(atMs)
    this.judgeOrigin(atMs)
    this.judgeEvictions(atMs)
    this.judgeLatency(atMs, metrics)
    this.judgeLag(atMs, this.financialLag, 'P1')
    this.judgeLag(atMs, this.otherLag, 'P2')
    this.judgeDivergence(atMs)
  }

  private judgeHitRate(atMs: number): void {
    const lookups = this.lookups.sum
    // Too little traffic to tell: the rule neither advances nor starts again.
    if (lookups >= MINIMUM_SAMPLES)
      this.hitRateLowForS = this.hits.sum / lookups < 0.8 ? this.hitRateLowForS + 1 : 0
    const isLow = this.hitRateLowForS >= HIT_RATE_FOR_S
    this.judge('cache.hit_rate', 'P2', atMs, isLow, () => 'hit rate below 80 % for 5 min')
  }

  private judgeOrigin(atMs: number): void {
    const queries = this.queries.sum
    const baseline = this.baselineSeconds === 0 ? 0 : this.baselineQueries / this.baselineSeconds
    const rate = queries / this.queries.length
    const isHigh = this.baselineSeconds > 0 && queries >= MINIMUM_SAMPLES && rate > 1.5 * baseline
    this.judge('origin.rps', 'P2', atMs, isHigh, () => {
      if (baseline === 0) return 'origin.rps is no longer 0, as it was'
      return `origin.rps at ${Math.round((100 * rate) / baseline)} % of baseline`
    })
  }

  private judgeEvictions(atMs: number): void {
    const rate = this.evictions.sum / this.evictions.length
    const text = () => `${Math.round(rate)} evictions a second, above 1,000`
    this.judge('cache.eviction_rate', 'P2', atMs, rate > MOST_EVICTIONS, text)
  }

  private judgeLatency(atMs: number, { cacheP99Ms }: SecondOfMetrics): void {
    const isHigh = this.trips.sum >= MINIMUM_SAMPLES && cacheP99Ms > LONGEST_TRIP_MS
    const text = () => `p99 of the cache at ${Math.round(cacheP99Ms)} ms, above 50 ms`
    this.judge('cache.latency_p99_ms', 'P2', atMs, isHigh, text)
  }

  private judgeLag(atMs: number, lag: Sliding, severity: Page['severity']): void {
    const longestMs = lag.highest
    const whose = severity === 'P1' ? 'of data that must not be stale ' : ''
    const text = () =>
      `an invalidation ${whose}came ${Math.round(longestMs / 1000)} s after its commit, above 30 s`
    this.judge('cache.invalidation_lag_seconds', severity, atMs, longestMs > LONGEST_LAG_MS, text)
  }

  private judgeDivergence(atMs: number): void {
    const samples = this.samples.sum
    const divergent = this.divergent.sum
    const isEnough = samples >= MINIMUM_SAMPLES && divergent >= MINIMUM_DIVERGENT
    const text = () => `${divergent} of ${samples} sampled reads differ from the origin, above 0.1 %`
    const isHigh = isEnough && divergent / samples > MOST_DIVERGENCE
    this.judge('cache.correctness_divergence_rate', 'P1', atMs, isHigh, text)
  }

  private judge(
    metric: Metric,
    severity: Page['severity'],
    atMs: number,
    isFiring: boolean,
    text: () => string,
  ): void {
    const rule = `${metric} ${severity}`
    if (!isFiring) this.firing.delete(rule)
    else if (!this.firing.has(rule)) {
      this.firing.add(rule)
      this.pages.push({ metric, severity, atMs, text: text() })
    }
  }
}
