import type { Draws } from './chance.ts'
import type { Ring } from './ring.ts'

/**
 * Chooses by chance who is next among those due at one instant: a test for results that depend, unnoticed, on the order
 * of arrival. Each choice is uniform, so nobody is overtaken for ever.
 */
export class TieShuffle {
  private readonly draws: Draws
  private choices = 0

  constructor(draws: Draws) {
    this.draws = draws
  }

  /** Puts a random one of the first `count` at the head of the ring; `count` is at most its length. */
  chooseHead(ring: Ring<unknown>, count: number): void {
    if (count > 1) ring.swapWithHead(this.draws.integer(count, this.choices++))
  }
}
