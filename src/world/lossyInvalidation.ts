import type { Entry } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import type { Bus, Call, Copy, Lookup, Store } from '#cache/ports.ts'
import type { Draws } from '#kernel/chance.ts'
import type { Program } from '#kernel/program.ts'

/** How probable it is that a writer's invalidation is lost; faults may raise it. */
export class InvalidationLoss {
  probability = 0
  private readonly draws: Draws

  constructor(draws: Draws) {
    this.draws = draws
  }

  takes(call: Call, message: number): boolean {
    return this.probability > 0 && this.draws.chance(this.probability, call.id, message)
  }
}

/** Loses a writer's invalidations now and then: no error, no trace, as networks do it. Everything else passes. */
export class LossyInvalidation implements Store, Bus {
  readonly shards: number
  private readonly store: Store
  private readonly bus: Bus
  private readonly loss: InvalidationLoss

  constructor(store: Store, bus: Bus, loss: InvalidationLoss) {
    this.shards = store.shards
    this.store = store
    this.bus = bus
    this.loss = loss
  }

  lookUp(key: Key, wantsToken: boolean, call: Call, from?: Copy): Program<Lookup> {
    return this.store.lookUp(key, wantsToken, call, from)
  }

  fill(key: Key, entry: Entry, seen: string | null, call: Call, lease?: string | null): Program<boolean> {
    return this.store.fill(key, entry, seen, call, lease)
  }

  *delete(key: Key, call: Call): Program<void> {
    if (!this.loss.takes(call, 0)) yield* this.store.delete(key, call)
  }

  takeLease(key: Key, holder: string, leaseMs: number, call: Call): Program<boolean> {
    return this.store.takeLease(key, holder, leaseMs, call)
  }

  renewLease(key: Key, holder: string, leaseMs: number, call: Call): Program<boolean> {
    return this.store.renewLease(key, holder, leaseMs, call)
  }

  releaseLease(key: Key, holder: string, call: Call): Program<void> {
    return this.store.releaseLease(key, holder, call)
  }

  publish(key: Key, sender: number, call: Call): void {
    if (!this.loss.takes(call, 1)) this.bus.publish(key, sender, call)
  }

  publishGroup(group: string, atMs: number, sender: number, call: Call): void {
    if (!this.loss.takes(call, 1)) this.bus.publishGroup(group, atMs, sender, call)
  }
}
