import type { Entry } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import type { Bus, Call, ChangeFeed, Lookup, Store } from '#cache/ports.ts'
import type { Draws } from '#kernel/chance.ts'
import { Latch } from '#kernel/latch.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import { Ring } from '#kernel/ring.ts'

/** Somebody who drops its copy when told so. */
export interface Evictable {
  evict(key: Key): void
}

/** Publish and subscribe over the world's network: every instance but the sender hears of it after the bus delay. */
export class SimulatedBus implements Bus {
  private readonly scheduler: Scheduler
  private readonly delayMs: number
  private readonly subscribers: Evictable[] = []

  constructor(scheduler: Scheduler, delayMs: number) {
    this.scheduler = scheduler
    this.delayMs = delayMs
  }

  /** Subscribers are numbered in the order in which they subscribe; that number is their name as a sender. */
  subscribe(subscriber: Evictable): void {
    this.subscribers.push(subscriber)
  }

  publish(key: Key, sender: number): void {
    const { subscribers } = this
    const deliver = () => {
      for (let number = 0; number < subscribers.length; number++)
        if (number !== sender) subscribers[number]!.evict(key)
    }
    this.scheduler.after(this.delayMs, { wake: deliver }, 0)
  }
}

/** The changelog of the origin: hands out every commit once, `lagMs` after it happened. */
export class SimulatedChangeFeed implements ChangeFeed {
  private readonly scheduler: Scheduler
  private readonly lagMs: number
  private readonly pending = new Ring<{ readonly key: Key; readonly atMs: number }>()
  private arrived = new Latch()

  constructor(scheduler: Scheduler, lagMs: number) {
    this.scheduler = scheduler
    this.lagMs = lagMs
  }

  committed(key: Key): void {
    this.pending.push({ key, atMs: this.scheduler.nowMs })
    this.arrived.open()
  }

  *next(): Program<Key> {
    while (this.pending.length === 0) {
      this.arrived = new Latch()
      yield this.arrived
    }
    const change = this.pending.shift()!
    const waitMs = change.atMs + this.lagMs - this.scheduler.nowMs
    if (waitMs > 0) yield waitMs
    return change.key
  }
}

/** Loses a writer's invalidations with a probability that faults may raise: no error, no trace, as networks do it. */
export class LossyInvalidation implements Store, Bus {
  private readonly store: Store
  private readonly bus: Bus
  private readonly draws: Draws
  private probability = 0

  constructor(store: Store, bus: Bus, draws: Draws) {
    this.store = store
    this.bus = bus
    this.draws = draws
  }

  loseWith(probability: number): void {
    this.probability = probability
  }

  lookUp(key: Key, wantsToken: boolean, call: Call): Program<Lookup> {
    return this.store.lookUp(key, wantsToken, call)
  }

  fill(key: Key, entry: Entry, seen: string | null, call: Call): Program<boolean> {
    return this.store.fill(key, entry, seen, call)
  }

  *delete(key: Key, call: Call): Program<void> {
    if (!this.isLost(call, 0)) yield* this.store.delete(key, call)
  }

  publish(key: Key, sender: number, call: Call): void {
    if (!this.isLost(call, 1)) this.bus.publish(key, sender, call)
  }

  private isLost(call: Call, message: number): boolean {
    return this.probability > 0 && this.draws.chance(this.probability, call.id, message)
  }
}
