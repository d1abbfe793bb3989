import type { Fiber } from './fiber.ts'
import type { Awaitable, Program } from './program.ts'

class Settlement<A> implements Awaitable {
  value: A | undefined
  error: unknown
  failed = false
  private readonly promise: Promise<A>

  constructor(promise: Promise<A>) {
    this.promise = promise
  }

  begin(fiber: Fiber<unknown>): boolean {
    const kept = this.promise.then(
      value => {
        this.value = value
      },
      error => {
        this.failed = true
        this.error = error
      },
    )
    fiber.scheduler.settle(fiber, fiber.token, kept)
    return false
  }
}

/** Waits for a promise of the outside world. Under virtual time the clock stands still until it has settled. */
export function* settle<A>(promise: Promise<A>): Program<A> {
  const settlement = new Settlement(promise)
  yield settlement
  if (settlement.failed) throw settlement.error
  return settlement.value as A
}
