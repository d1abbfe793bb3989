import type { Fiber } from './fiber.ts'

/**
 * A process: a generator that yields the operations it waits for. One interpreter (`Fiber`) runs it, under a virtual
 * or a real clock. Nothing travels through `yield`: an operation is asked for its outcome after the wait, so types
 * hold without casts.
 *
 * After every `yield` the world may have changed: read shared state again.
 */
export type Program<A> = Generator<Operation, A, void>

/** A number is a sleep of so many milliseconds; anything else is something to wait for. */
type Operation = number | Awaitable

export interface Awaitable {
  /**
   * Called when a fiber yields this. Returns true when there is nothing to wait for; otherwise it has kept the fiber
   * and its current token, and will call `fiber.wake(token)` once.
   */
  begin(fiber: Fiber<unknown>): boolean
  /**
   * The fiber will not take what it waited for: its time ran out, or it was cancelled. `isWoken`: it had been woken, so
   * that something may have been set aside for it.
   */
  forsake?(isWoken: boolean): void
}

/** Something a timer can wake. A wake-up with an outdated token is ignored: that is how late answers are dropped. */
export interface Wakeable {
  wake(token: number): void
}

/** Where fibers run: virtual time (`Kernel`) or, later, real time. All times are milliseconds. */
export interface Scheduler {
  readonly nowMs: number
  /** Calls `target.wake(token)` after a delay. */
  after(delayMs: number, target: Wakeable, token: number): void
  /**
   * As `after`, for waits that seldom run out: all deadlines of one duration share a queue, so that arming one and
   * forgetting it again costs no heap operation. `target.isWaiting(token)` tells whether it still matters.
   */
  deadline(delayMs: number, target: Deadline, token: number): void
  /** Runs `fiber` at this instant, after what is due already. */
  enqueue(fiber: Fiber<unknown>): void
  /** Starts a program of its own, now or after a delay. An error nobody waits for fails the run. */
  start<A>(program: Program<A>, name: string, delayMs?: number): Fiber<A>
  /** As `start`, for programs that serve until the end of time: waiting ones do not count as stuck. */
  serve(program: Program<void>, name: string): Fiber<void>
  /** Stops the clock until the promise has settled. */
  settle(fiber: Fiber<unknown>, token: number, promise: Promise<unknown>): void
  ended(fiber: Fiber<unknown>): void
}

export interface Deadline extends Wakeable {
  isWaiting(token: number): boolean
}
