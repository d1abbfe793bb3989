/** One second of what a dashboard would show. */
export interface SecondOfMetrics {
  readonly requests: number
  readonly lookups: number
  readonly hits: number
  readonly originQueries: number
  /** 99th percentile of latency in ms over the last ten seconds; NaN when nothing ended. */
  readonly p99Ms: number
}

export interface Page {
  readonly metric: string
  readonly severity: 'P1' | 'P2'
  readonly atMs: number
  readonly text: string
}

const HIT_RATE_FOR_S = 300
const HIT_RATE_OVER_S = 10
const RATE_OVER_S = 30
/** Fewer requests or queries than this say nothing. */
const MINIMUM_SAMPLES = 20

/**
 * The playbook's alerts (appendix E) on traffic: hit rate below 80 % for 5 minutes, origin queries above 150 % of the
 * baseline, p99 above 50 ms. It names no duration for the last two: a rate is looked at over 30 s, a quantile over 10 s. A metric pages once until it has
 * been well again. The baseline is the mean of the settling phase.
 */
export class Pager {
  readonly pages: Page[] = []
  private readonly baselineUntilMs: number
  private baselineQueries = 0
  private baselineSeconds = 0
  private readonly recent: SecondOfMetrics[] = []
  private hitRateLowForS = 0
  private readonly firing = new Set<string>()

  constructor(baselineUntilMs: number) {
    this.baselineUntilMs = baselineUntilMs
  }

  /** Adds the second that ends at `atMs`. */
  second(atMs: number, metrics: SecondOfMetrics): void {
    this.recent.push(metrics)
    if (this.recent.length > RATE_OVER_S) this.recent.shift()
    if (atMs <= this.baselineUntilMs) {
      this.baselineQueries += metrics.originQueries
      this.baselineSeconds++
      return
    }
    this.judgeHitRate(atMs)
    this.judgeOrigin(atMs)
    this.judgeLatency(atMs, metrics)
  }

  private judgeHitRate(atMs: number): void {
    const lately = this.recent.slice(-HIT_RATE_OVER_S)
    const lookups = lately.reduce((sum, second) => sum + second.lookups, 0)
    const hits = lately.reduce((sum, second) => sum + second.hits, 0)
    // Too little traffic to tell: the rule neither advances nor starts again.
    if (lookups >= MINIMUM_SAMPLES) this.hitRateLowForS = hits / lookups < 0.8 ? this.hitRateLowForS + 1 : 0
    this.judge('cache.hit_rate', atMs, this.hitRateLowForS >= HIT_RATE_FOR_S, 'hit rate below 80 % for 5 min')
  }

  private judgeOrigin(atMs: number): void {
    const queries = this.recent.reduce((sum, second) => sum + second.originQueries, 0)
    const baseline = this.baselineSeconds === 0 ? 0 : this.baselineQueries / this.baselineSeconds
    const rate = queries / this.recent.length
    const share = baseline === 0 ? 'more than none in the' : `${Math.round((100 * rate) / baseline)} % of`
    this.judge(
      'origin.rps',
      atMs,
      this.baselineSeconds > 0 && queries >= MINIMUM_SAMPLES && rate > 1.5 * baseline,
      `origin.rps at ${share} baseline`,
    )
  }

  private judgeLatency(atMs: number, { p99Ms }: SecondOfMetrics): void {
    const requests = this.recent.reduce((sum, second) => sum + second.requests, 0)
    const isHigh = requests >= MINIMUM_SAMPLES && p99Ms > 50
    this.judge('cache.latency_p99_ms', atMs, isHigh, `p99 at ${Math.round(p99Ms)} ms, above 50 ms`)
  }

  private judge(metric: string, atMs: number, isFiring: boolean, text: string): void {
    if (!isFiring) this.firing.delete(metric)
    else if (!this.firing.has(metric)) {
      this.firing.add(metric)
      this.pages.push({ metric, severity: 'P2', atMs, text })
    }
  }
}
