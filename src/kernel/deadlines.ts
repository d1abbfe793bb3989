import type { Deadline, Wakeable } from './program.ts'
import { Ring } from './ring.ts'
import type { TieShuffle } from './tieShuffle.ts'

class Entry {
  readonly timeMs: number
  readonly target: Deadline
  readonly token: number
  /** When it was armed, in the order of arrival of all events. */
  readonly sequence: number
  constructor(timeMs: number, target: Deadline, token: number, sequence: number) {
    this.timeMs = timeMs
    this.target = target
    this.token = token
    this.sequence = sequence
  }
}

interface Timer {
  readonly nowMs: number
  reserve(): number
  at(timeMs: number, target: Wakeable, token: number, sequence: number): void
}

/**
 * All deadlines of one duration. They fall due in the order in which they were armed, so one timer serves them all,
 * and a deadline whose wait has ended is dropped without ever having been in the event queue.
 */
export class DeadlineLane implements Wakeable {
  private readonly entries = new Ring<Entry>()
  private readonly timer: Timer
  private readonly shuffle: TieShuffle | null
  /** The deadline that the one timer is set for; undefined: it is not set. */
  private armedFor: Entry | undefined

  /** `shuffle` chooses among deadlines of one instant; without it the first armed is the first. */
  constructor(timer: Timer, shuffle: TieShuffle | null = null) {
    this.timer = timer
    this.shuffle = shuffle
  }

  add(timeMs: number, target: Deadline, token: number): void {
    this.dropSettled()
    this.entries.push(new Entry(timeMs, target, token, this.timer.reserve()))
    // Not for the new one: a deadline that falls due now may be setting it, with others before it.
    if (this.armedFor === undefined) this.arm(this.entries.peek()!)
  }

  /** The timer fell due. It may be early: the wait it was set for may have ended since. */
  wake(): void {
    const { entries, armedFor } = this
    this.armedFor = undefined
    this.dropSettled()
    const due = entries.peek()
    if (due === undefined) return
    // One at a time: another deadline of this instant has its own place in the order of events.
    if (due === armedFor) {
      this.shuffle?.chooseHead(entries, this.tied(due))
      const chosen = entries.shift()!
      chosen.target.wake(chosen.token)
      this.dropSettled()
    }
    const next = entries.peek()
    if (next !== undefined && this.armedFor === undefined) this.arm(next)
  }

  /** How many deadlines at the head fall due with this one, the first of them. */
  private tied(first: Entry): number {
    let count = 1
    while (this.entries.at(count)?.timeMs === first.timeMs) count++
    return count
  }

  private arm(entry: Entry): void {
    this.armedFor = entry
    this.timer.at(entry.timeMs, this, 0, entry.sequence)
  }

  private dropSettled(): void {
    const { entries } = this
    for (let head = entries.peek(); head !== undefined; head = entries.peek()) {
      if (head.target.isWaiting(head.token)) return
      entries.shift()
    }
  }
}
