import type { Key } from '#cache/key.ts'
import { PassingStore } from '#cache/passingStore.ts'
import type { Bus, Call, Store } from '#cache/ports.ts'
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
export class LossyInvalidation extends PassingStore implements Bus {
  private readonly bus: Bus
  private readonly loss: InvalidationLoss

  constructor(store: Store, bus: Bus, loss: InvalidationLoss) {
    super(store)
    this.bus = bus
    this.loss = loss
  }

  override *delete(key: Key, call: Call): Program<void> {
    if (!this.loss.takes(call, 0)) yield* this.store.delete(key, call)
  }

  publish(key: Key, sender: number, call: Call): void {
    if (!this.loss.takes(call, 1)) this.bus.publish(key, sender, call)
  }

  publishGroup(group: string, atMs: number, sender: number, call: Call): void {
    if (!this.loss.takes(call, 1)) this.bus.publishGroup(group, atMs, sender, call)
  }
}
