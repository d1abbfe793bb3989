import { Ring } from '#kernel/ring.ts'
import type { EventLog } from './eventLog.ts'

/** The line must stay empty this long before the pool counts as recovered. */
const CALM_MS = 1000

/** Follows the pool's line: its oldest member, how long there was one, and when that began and ended. */
export class PoolLog {
  peakRunning = 0
  peakDemand = 0
  saturatedMs = 0
  private readonly askedMs = new Ring<number>()
  private readonly connections: number
  private readonly events: EventLog
  private exhaustedAtMs: number | undefined
  private worstWaiting = 0
  private emptySinceMs = 0
  private integratedToMs = 0
  private isMeasured = false
  private running = 0
  private waiting = 0

  constructor(connections: number, events: EventLog) {
    this.connections = connections
    this.events = events
  }

  queued(askedMs: number): void {
    this.integrate(askedMs)
    if (this.exhaustedAtMs === undefined) {
      this.exhaustedAtMs = askedMs
      this.worstWaiting = 0
      this.events.add(
        askedMs,
        'pool-exhausted',
        `${this.connections === 1 ? 'The only connection is' : `All ${this.connections} connections are`} busy; queries begin to wait`,
      )
    }
    this.askedMs.push(askedMs)
    this.worstWaiting = Math.max(this.worstWaiting, this.askedMs.length)
  }

  dequeued(nowMs: number): void {
    this.integrate(nowMs)
    this.askedMs.shift()
    if (this.askedMs.length === 0) this.emptySinceMs = nowMs
  }

  moved(running: number, waiting: number): void {
    this.running = running
    this.waiting = waiting
    if (!this.isMeasured) return
    this.peakRunning = Math.max(this.peakRunning, running)
    this.peakDemand = Math.max(this.peakDemand, running + waiting)
  }

  /** A measuring window opens, or the last one closes. What is under way counts from the first moment. */
  measure(isOn: boolean, nowMs: number): void {
    this.integrate(nowMs)
    this.isMeasured = isOn
    this.moved(this.running, this.waiting)
  }

  oldestMs(nowMs: number): number {
    const askedMs = this.askedMs.peek()
    return askedMs === undefined ? 0 : nowMs - askedMs
  }

  /** Looks whether the line has been empty for long enough. */
  settle(nowMs: number): void {
    if (this.askedMs.length > 0 || this.exhaustedAtMs === undefined || nowMs - this.emptySinceMs < CALM_MS)
      return
    const lastedS = ((this.emptySinceMs - this.exhaustedAtMs) / 1000).toFixed(1)
    this.events.add(
      this.emptySinceMs,
      'pool-recovered',
      `The line for a connection stays empty, ${lastedS} s after it first formed; at most ${this.worstWaiting} queries waited`,
    )
    this.exhaustedAtMs = undefined
  }

  private integrate(nowMs: number): void {
    if (this.isMeasured && this.askedMs.length > 0) this.saturatedMs += nowMs - this.integratedToMs
    this.integratedToMs = nowMs
  }
}
