import type { Eviction } from './eviction.ts'
import { Slots } from './slots.ts'

/** First in, first out: who came first leaves, read or not. */
export class Fifo implements Eviction {
  private readonly slots = new Slots()
  private queue = this.slots.queue()
  private readonly capacity: number

  constructor(capacity: number) {
    this.capacity = capacity
  }

  get size(): number {
    return this.slots.size
  }

  touch(name: string): boolean {
    return this.slots.find(name) !== undefined
  }

  add(name: string): string | undefined {
    const isFull = this.slots.size === this.capacity
    const evicted = isFull ? this.slots.remove(this.slots.oldest(this.queue)) : undefined
    this.slots.add(name, this.queue)
    return evicted
  }

  remove(name: string): void {
    const slot = this.slots.find(name)
    if (slot !== undefined) this.slots.remove(slot)
  }

  clear(): void {
    this.slots.clear()
    this.queue = this.slots.queue()
  }
}
