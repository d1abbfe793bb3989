import type { Program } from '#kernel/program.ts'
import type { Breaker } from './breaker.ts'
import type { Key } from './key.ts'
import type { MissLimiter } from './missLimiter.ts'
import type { Call, Origin, Row } from './ports.ts'

/** The way from one instance to the origin: limiter first (it costs nothing), then breaker, then the query. */
export class OriginGuard {
  private readonly origin: Origin
  private readonly breaker: Breaker | null
  private readonly limiter: MissLimiter | null
  private readonly clock: { readonly nowMs: number }

  constructor(
    origin: Origin,
    breaker: Breaker | null,
    limiter: MissLimiter | null,
    clock: { readonly nowMs: number },
  ) {
    this.origin = origin
    this.breaker = breaker
    this.limiter = limiter
    this.clock = clock
  }

  /** Throws LoadShed when refused here, the origin's own error otherwise. */
  *load(key: Key, call: Call): Program<Row> {
    const { breaker, limiter, clock } = this
    limiter?.enter()
    try {
      if (breaker === null) return yield* this.origin.load(key, call)
      const pass = breaker.admit(clock.nowMs)
      let isOver = false
      try {
        const row = yield* this.origin.load(key, call)
        isOver = true
        breaker.succeeded(pass, clock.nowMs)
        return row
      } catch (error) {
        isOver = true
        breaker.failed(pass, clock.nowMs)
        throw error
      } finally {
        if (!isOver) breaker.abandoned(pass)
      }
    } finally {
      limiter?.leave()
    }
  }
}
