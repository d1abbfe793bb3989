import type { Fiber } from './fiber.ts'

/** Fibers that wait for the same thing, with the token of each wait. */
export class WaitList {
  private fibers: Fiber<unknown>[] = []
  private tokens: number[] = []

  add(fiber: Fiber<unknown>): void {
    this.fibers.push(fiber)
    this.tokens.push(fiber.token)
  }

  /** Wakes all in the order in which they came, and forgets them. */
  wakeAll(): void {
    const { fibers, tokens } = this
    this.fibers = []
    this.tokens = []
    for (let index = 0; index < fibers.length; index++) fibers[index]!.wake(tokens[index]!)
  }
}
