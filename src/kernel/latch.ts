import type { Fiber } from './fiber.ts'
import type { Awaitable, Deadline, Program } from './program.ts'
import { WaitList } from './waitList.ts'

/** Closed until it is opened once; waiting at an open latch takes no time. */
export class Latch implements Awaitable {
  private isOpenNow = false
  private waiters: WaitList | undefined

  get isOpen(): boolean {
    return this.isOpenNow
  }

  begin(fiber: Fiber<unknown>): boolean {
    if (this.isOpenNow) return true
    this.waiters ??= new WaitList()
    this.waiters.add(fiber)
    return false
  }

  open(): void {
    if (this.isOpenNow) return
    this.isOpenNow = true
    this.waiters?.wakeAll()
  }
}

/** Waits for something, but no longer than `delayMs`. */
class TimedWait implements Awaitable, Deadline {
  timedOut = false
  /** Who waits, from `begin` on. */
  private fiber!: Fiber<unknown>
  private readonly target: Awaitable
  private readonly delayMs: number
  private readonly isUsual: boolean

  constructor(target: Awaitable, delayMs: number, isUsual: boolean) {
    this.target = target
    this.delayMs = delayMs
    this.isUsual = isUsual
  }

  begin(fiber: Fiber<unknown>): boolean {
    this.fiber = fiber
    if (this.target.begin(fiber)) return true
    if (this.isUsual) fiber.scheduler.deadline(this.delayMs, this, fiber.token)
    else fiber.scheduler.after(this.delayMs, this, fiber.token)
    return false
  }

  isWaiting(token: number): boolean {
    return this.fiber.isWaiting(token)
  }

  wake(token: number): void {
    if (!this.isWaiting(token)) return
    this.timedOut = true
    this.target.forsake?.(false)
    this.fiber.wake(token)
  }

  forsake(isWoken: boolean): void {
    if (!this.timedOut) this.target.forsake?.(isWoken)
  }
}

/**
 * Waits for something at most `delayMs`; false when the time ran out first. What is waited for goes on. For durations
 * that many waits share: they get a queue of their own.
 */
export function* atMost(delayMs: number, target: Awaitable): Program<boolean> {
  const wait = new TimedWait(target, delayMs, true)
  yield wait
  return !wait.timedOut
}

/** As `atMost`, for what is left of a time that began earlier: a duration that will not come again. */
export function* forTheRestOf(delayMs: number, target: Awaitable): Program<boolean> {
  const wait = new TimedWait(target, delayMs, false)
  yield wait
  return !wait.timedOut
}
