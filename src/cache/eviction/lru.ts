import type { Eviction } from './eviction.ts'
import { Slots } from './slots.ts'

/** Least recently used: who has not been read or written for the longest time leaves. */
export class Lru implements Eviction {
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
    const slot = this.slots.find(name)
    if (slot === undefined) return false
    this.slots.move(slot, this.queue)
    return true
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
