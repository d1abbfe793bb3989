import type { Deadline, Program, Scheduler } from '#kernel/program.ts'
import type { Breaker } from './breaker.ts'
import type { Key } from './key.ts'
import type { MissLimiter } from './missLimiter.ts'
import { type Call, type Copy, LoadShed, type Origin, type Row } from './ports.ts'
import type { Priority } from './priority.ts'
import type { LoadShedder } from './shedding.ts'
import type { CacheWatcher } from './watcher.ts'

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

/** What a load wants of the origin, and how it counts. */
export interface Wanted {
  /** To the breaker a load that takes longer has failed. */
  readonly capMs: number
  readonly priority: Priority
  readonly from: Copy
}

export interface GuardParts {
  readonly origin: Origin
  readonly scheduler: Scheduler
  readonly breaker?: Breaker | null
  readonly limiter?: MissLimiter | null
  readonly shedder?: LoadShedder | null
  readonly watcher?: CacheWatcher
}

/** The way from one instance to the origin: shedder, limiter (neither costs anything), breaker, then the query. */
export class OriginGuard {
  private readonly parts: GuardParts

  constructor(parts: GuardParts) {
    this.parts = parts
  }

  /** Throws LoadShed when refused here, the origin's own error otherwise. */
  *load(key: Key, call: Call, wanted: Wanted): Program<Row> {
    const { origin, limiter } = this.parts
    this.shedOr(key, wanted.priority)
    this.enter(key)
    try {
      return yield* this.tried(key, wanted.capMs, () => origin.load(key, call, wanted.from))
    } finally {
      limiter?.leave()
    }
  }

  /** The version of a row: a short query, under the same protection. */
  *version(key: Key, call: Call, wanted: Wanted): Program<number> {
    const { origin, limiter } = this.parts
    this.shedOr(key, wanted.priority)
    this.enter(key)
    try {
      return yield* this.tried(key, wanted.capMs, () => origin.version(key, call, wanted.from))
    } finally {
      limiter?.leave()
    }
  }

  private shedOr(key: Key, priority: Priority): void {
    const { shedder, scheduler, watcher } = this.parts
    if (shedder == null) return
    try {
      shedder.admit(priority, scheduler.nowMs)
    } catch (error) {
      watcher?.acted('load-shed', key)
      throw error
    }
  }

  private enter(key: Key): void {
    const { limiter, watcher } = this.parts
    if (limiter == null) return
    try {
      limiter.enter()
    } catch (error) {
      watcher?.acted('load-limited', key)
      throw error
    }
  }

  private *tried<A>(key: Key, capMs: number, query: () => Program<A>): Program<A> {
    const { breaker, scheduler } = this.parts
    if (breaker == null) return yield* query()
    const trial = new Trial(breaker, this.admit(breaker, key), scheduler)
    scheduler.deadline(capMs, trial, 0)
    try {
      const answer = yield* query()
      trial.end('succeeded')
      return answer
    } catch (error) {
      trial.end('failed')
      throw error
    } finally {
      trial.end('abandoned')
    }
  }

  private admit(breaker: Breaker, key: Key): number {
    try {
      return breaker.admit(this.parts.scheduler.nowMs)
    } catch (error) {
      if (error instanceof LoadShed) this.parts.watcher?.acted('breaker-refused', key)
      throw error
    }
  }
}
