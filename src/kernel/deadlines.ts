import type { Deadline, Wakeable } from './program.ts'
import { Ring } from './ring.ts'

class Entry {
  readonly timeMs: number
  readonly target: Deadline
  readonly token: number
  constructor(timeMs: number, target: Deadline, token: number) {
    this.timeMs = timeMs
    this.target = target
    this.token = token
  }
}

interface Timer {
  readonly nowMs: number
  at(timeMs: number, target: Wakeable, token: number): void
}

/**
 * All deadlines of one duration. They fall due in the order in which they were armed, so one timer serves them all,
 * and a deadline whose wait has ended is dropped without ever having been in the event queue.
 */
export class DeadlineLane implements Wakeable {
  private readonly entries = new Ring<Entry>()
  private readonly timer: Timer
  private isArmed = false

  constructor(timer: Timer) {
    this.timer = timer
  }

  add(timeMs: number, target: Deadline, token: number): void {
    this.dropSettled()
    this.entries.push(new Entry(timeMs, target, token))
    if (!this.isArmed) this.arm(timeMs)
  }

  /** The timer fell due. It may be early: the wait it was set for may have ended since. */
  wake(): void {
    this.isArmed = false
    const { entries } = this
    this.dropSettled()
    for (
      let head = entries.peek();
      head !== undefined && head.timeMs <= this.timer.nowMs;
      head = entries.peek()
    ) {
      entries.shift()
      head.target.wake(head.token)
      this.dropSettled()
    }
    const next = entries.peek()
    if (next !== undefined) this.arm(next.timeMs)
  }

  private arm(timeMs: number): void {
    this.isArmed = true
    this.timer.at(timeMs, this, 0)
  }

  private dropSettled(): void {
    const { entries } = this
    for (let head = entries.peek(); head !== undefined; head = entries.peek()) {
      if (head.target.isWaiting(head.token)) return
      entries.shift()
    }
  }
}
