import type { BreakerSettings } from './design.ts'
import { LoadShed } from './ports.ts'
import { SlidingCount } from './slidingCount.ts'

export type BreakerState = 'closed' | 'open' | 'half-open'

/**
 * Circuit breaker on the origin, or on Redis. Closed: counts failures over a sliding window and opens when
 * their share is too high. Open: refuses everything for a while, each time its probes fail for longer. Half open: lets
 * exactly `probes` attempts through; all must succeed to close it, one failure opens it again.
 */
export class Breaker {
  private stateNow: BreakerState = 'closed'
  private readonly settings: BreakerSettings
  private readonly onChange: (state: BreakerState) => void
  private readonly loads: SlidingCount
  private readonly failures: SlidingCount
  private reopensAtMs = 0
  /** How long it stays open next time; grows while probes fail, and begins anew once it has closed. */
  private openForMs: number
  private probesSent = 0
  private probesWell = 0
  /** Counts changes of state: an outcome from before the last change says nothing about now. */
  private era = 0

  constructor(settings: BreakerSettings, onChange: (state: BreakerState) => void = () => {}) {
    this.settings = settings
    this.loads = new SlidingCount(settings.windowMs)
    this.failures = new SlidingCount(settings.windowMs)
    this.openForMs = settings.openMs
    this.onChange = onChange
  }

  get state(): BreakerState {
    return this.stateNow
  }

  /** Asks to load; the returned pass must be shown with the outcome. Throws LoadShed when refused. */
  admit(nowMs: number): number {
    if (this.stateNow === 'open') {
      if (nowMs < this.reopensAtMs) throw new LoadShed('the breaker is open')
      this.change('half-open')
    }
    if (this.stateNow === 'half-open') {
      if (this.probesSent >= this.settings.probes)
        throw new LoadShed('the breaker is half open, and its probes are under way')
      this.probesSent++
    }
    return this.era
  }

  succeeded(pass: number, nowMs: number): void {
    if (pass !== this.era) return
    if (this.stateNow === 'half-open') {
      if (++this.probesWell < this.settings.probes) return
      this.openForMs = this.settings.openMs
      this.change('closed')
      return
    }
    this.loads.add(nowMs)
  }

  failed(pass: number, nowMs: number): void {
    if (pass !== this.era) return
    if (this.stateNow === 'half-open') {
      this.open(nowMs)
      return
    }
    const loads = this.loads.add(nowMs)
    const failures = this.failures.add(nowMs)
    const { minimumLoads, failureShare } = this.settings
    if (loads >= minimumLoads && failures / loads >= failureShare) this.open(nowMs)
  }

  /** The load was given up without an outcome: a probe's place is free again. */
  abandoned(pass: number, _nowMs: number): void {
    if (pass === this.era && this.stateNow === 'half-open') this.probesSent--
  }

  private open(nowMs: number): void {
    const { backoffFactor, longestOpenMs } = this.settings
    this.reopensAtMs = nowMs + this.openForMs
    this.openForMs = Math.min(this.openForMs * backoffFactor, Math.max(longestOpenMs, this.settings.openMs))
    this.change('open')
  }

  private change(state: BreakerState): void {
    this.stateNow = state
    this.era++
    this.probesSent = 0
    this.probesWell = 0
    this.loads.clear()
    this.failures.clear()
    this.onChange(state)
  }
}
