import type { Change, ChangeFeed } from '#cache/ports.ts'
import { Latch } from '#kernel/latch.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import { Ring } from '#kernel/ring.ts'

/**
 * The changelog of the origin: hands out every commit once, in order, `lagMs` after it happened. It can lag more, or
 * stand still; afterwards it delivers what it missed.
 */
export class SimulatedChangeFeed implements ChangeFeed {
  private readonly scheduler: Scheduler
  private readonly lagMs: number
  private readonly pending = new Ring<Change>()
  private arrived = new Latch()
  private extraLagMs = 0
  private resumed: Latch | null = null

  constructor(scheduler: Scheduler, lagMs: number) {
    this.scheduler = scheduler
    this.lagMs = lagMs
  }

  committed(change: Change): void {
    this.pending.push(change)
    this.arrived.open()
  }

  lagMore(extraLagMs: number): void {
    this.extraLagMs = extraLagMs
  }

  pause(isPaused: boolean): void {
    if (isPaused) this.resumed ??= new Latch()
    else {
      this.resumed?.open()
      this.resumed = null
    }
  }

  *next(): Program<Change> {
    while (this.pending.length === 0) {
      this.arrived = new Latch()
      yield this.arrived
    }
    const change = this.pending.shift()!
    for (;;) {
      const waitMs = change.atMs + this.lagMs + this.extraLagMs - this.scheduler.nowMs
      if (waitMs > 0) yield waitMs
      else if (this.resumed !== null) yield this.resumed
      else return change
    }
  }
}
