import type { Fiber } from './fiber.ts'
import { atMost } from './latch.ts'
import type { Awaitable, Program } from './program.ts'
import { Ring } from './ring.ts'

class Turn {
  readonly fiber: Fiber<unknown>
  readonly token: number
  constructor(fiber: Fiber<unknown>) {
    this.fiber = fiber
    this.token = fiber.token
  }
}

export type Entry = 'entered' | 'full' | 'timed-out'

/**
 * So many places and a line before them, first come first served: a connection pool, a server, a limiter.
 * Yield it to wait for a place; every entry must be matched by one `leave`.
 */
export class Gate implements Awaitable {
  readonly places: number
  /** How many may stand in line; one more is turned away. */
  readonly lineLimit: number
  private taken = 0
  private lineLength = 0
  private readonly line = new Ring<Turn>()

  constructor(places: number, lineLimit = Number.POSITIVE_INFINITY) {
    this.places = places
    this.lineLimit = lineLimit
  }

  get inside(): number {
    return this.taken
  }

  get waiting(): number {
    return this.lineLength
  }

  get hasRoomInLine(): boolean {
    return this.lineLength < this.lineLimit
  }

  /** Takes a place if one is free, without waiting. */
  tryEnter(): boolean {
    if (this.taken >= this.places) return false
    this.taken++
    return true
  }

  /** Throws RangeError when the line is full: who must not fail asks `enterWithin`, or looks at `hasRoomInLine`. */
  begin(fiber: Fiber<unknown>): boolean {
    if (this.tryEnter()) return true
    if (!this.hasRoomInLine) throw new RangeError(`the line of ${this.lineLimit} is full`)
    this.dropOutdated()
    this.line.push(new Turn(fiber))
    this.lineLength++
    return false
  }

  /** Waits for a place at most `delayMs`. Only 'entered' must be matched by `leave`. */
  *enterWithin(delayMs: number): Program<Entry> {
    if (this.tryEnter()) return 'entered'
    if (!this.hasRoomInLine) return 'full'
    return (yield* atMost(delayMs, this)) ? 'entered' : 'timed-out'
  }

  /** A turn that nobody waits for any more stays in the line, outdated, until the line moves past it. */
  forsake(isWoken: boolean): void {
    if (isWoken) this.leave()
    else this.lineLength--
  }

  /** Turns run out in the order in which they came, so what is outdated is at the head. */
  private dropOutdated(): void {
    for (let head = this.line.peek(); head !== undefined; head = this.line.peek()) {
      if (head.fiber.isWaiting(head.token)) return
      this.line.shift()
    }
  }

  /** Gives the place to the next in line, at this instant, or frees it. */
  leave(): void {
    for (let turn = this.line.shift(); turn !== undefined; turn = this.line.shift()) {
      if (!turn.fiber.isWaiting(turn.token)) continue
      this.lineLength--
      turn.fiber.wake(turn.token)
      return
    }
    if (this.taken === 0) throw new Error('a gate was left more often than entered')
    this.taken--
  }
}
