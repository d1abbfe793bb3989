import type { Eviction } from './eviction.ts'
import { Slots } from './slots.ts'

/**
 * SIEVE: a queue in order of arrival and a hand that goes through it from the oldest to the youngest. It takes
 * back the visit of whom it passes, and evicts the first one that was not visited since it last came by. Who
 * stays keeps its place.
 *
 * Source: Zhang, Yang, Yue, Vigfusson and Rashmi, "SIEVE is simpler than LRU: an efficient turn-key eviction
 * algorithm for web caches" (NSDI 2024), algorithm 1.
 */
export class Sieve implements Eviction {
  private readonly slots = new Slots()
  private queue = this.slots.queue()
  /** Where the hand goes on; the queue itself stands for its oldest. */
  private hand = this.queue
  /** 1 for a slot that was read since the hand last passed it. */
  private readonly visited: number[] = []
  private readonly capacity: number

  constructor(capacity: number) {
    this.capacity = capacity
  }

  get size(): number {
    return this.slots.size
  }

  touch(name: string): boolean {
    const slot = this.slots.find(name)
    if (slot === undefined) return false
    this.visited[slot] = 1
    return true
  }

  add(name: string): string | undefined {
    const evicted = this.slots.size === this.capacity ? this.evict() : undefined
    this.visited[this.slots.add(name, this.queue)] = 0
    return evicted
  }

  remove(name: string): void {
    const slot = this.slots.find(name)
    if (slot === undefined) return
    if (slot === this.hand) this.hand = this.slots.nextYounger(slot)
    this.slots.remove(slot)
  }

  clear(): void {
    this.slots.clear()
    this.queue = this.slots.queue()
    this.hand = this.queue
  }

  private evict(): string {
    const { slots, visited, queue } = this
    let slot = this.hand === queue ? slots.oldest(queue) : this.hand
    while (visited[slot] === 1) {
      visited[slot] = 0
      slot = slots.nextYounger(slot)
      if (slot === queue) slot = slots.oldest(queue)
    }
    this.hand = slots.nextYounger(slot)
    return slots.remove(slot)
  }
}
