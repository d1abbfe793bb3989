import type { Deadline, Program, Scheduler } from '#kernel/program.ts'
import type { Breaker } from './breaker.ts'
import type { Key } from './key.ts'
import type { MissLimiter } from './missLimiter.ts'
import type { Call, Origin, Row } from './ports.ts'

/** One load as the breaker sees it: it succeeds, fails, or takes longer than anybody waits for, which is a failure. */
class Trial implements Deadline {
  private isOpen = true
  private readonly breaker: Breaker
  private readonly pass: number
  private readonly clock: { readonly nowMs: number }

  constructor(breaker: Breaker, pass: number, clock: { readonly nowMs: number }) {
    this.breaker = breaker
    this.pass = pass
    this.clock = clock
  }

  isWaiting(): boolean {
    return this.isOpen
  }

  /** The time for it has run out; its late end will say nothing more. */
  wake(): void {
    this.end('failed')
  }

  end(outcome: 'succeeded' | 'failed' | 'abandoned'): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.breaker[outcome](this.pass, this.clock.nowMs)
  }
}

/** The way from one instance to the origin: limiter first (it costs nothing), then breaker, then the query. */
export class OriginGuard {
  private readonly origin: Origin
  private readonly breaker: Breaker | null
  private readonly limiter: MissLimiter | null
  private readonly scheduler: Scheduler

  constructor(origin: Origin, breaker: Breaker | null, limiter: MissLimiter | null, scheduler: Scheduler) {
    this.origin = origin
    this.breaker = breaker
    this.limiter = limiter
    this.scheduler = scheduler
  }

  /**
   * Throws LoadShed when refused here, the origin's own error otherwise. To the breaker a load that takes longer than
   * `capMs` has failed.
   */
  *load(key: Key, call: Call, capMs: number): Program<Row> {
    const { limiter } = this
    limiter?.enter()
    try {
      return this.breaker === null
        ? yield* this.origin.load(key, call)
        : yield* this.tried(this.breaker, key, call, capMs)
    } finally {
      limiter?.leave()
    }
  }

  private *tried(breaker: Breaker, key: Key, call: Call, capMs: number): Program<Row> {
    const trial = new Trial(breaker, breaker.admit(this.scheduler.nowMs), this.scheduler)
    this.scheduler.deadline(capMs, trial, 0)
    try {
      const row = yield* this.origin.load(key, call)
      trial.end('succeeded')
      return row
    } catch (error) {
      trial.end('failed')
      throw error
    } finally {
      trial.end('abandoned')
    }
  }
}
