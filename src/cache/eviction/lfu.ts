import type { Eviction } from './eviction.ts'
import { Slots } from './slots.ts'

/** The names with this many uses, in a queue by their last use. There is one for every number that occurs. */
interface Bucket {
  uses: number
  readonly queue: number
  /** The buckets with the next smaller and the next larger number of uses. */
  fewer: Bucket
  more: Bucket
}

/**
 * Least frequently used, exactly: who has the fewest uses since it came in leaves; among equals, the least
 * recently used one. A name that comes back starts at one use again.
 *
 * Source: Ketan Shah, Anirban Mitra and Dhruv Matani, "An O(1) algorithm for implementing the LFU cache
 * eviction scheme" (2010).
 */
export class Lfu implements Eviction {
  private readonly slots = new Slots()
  /** The bucket of each slot that bears a name. */
  private readonly buckets: Bucket[] = []
  /** Holds nobody: it closes the ring of buckets, between the most used and the least used. */
  private ends = ringOfBuckets()
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
    const bucket = this.buckets[slot] as Bucket
    const uses = bucket.uses + 1
    if (bucket.more.uses !== uses && this.isAlone(slot, bucket)) {
      // The frequent case of a popular name: its bucket goes up with it.
      bucket.uses = uses
      return true
    }
    const next = bucket.more.uses === uses ? bucket.more : this.bucketAbove(bucket, uses)
    this.slots.move(slot, next.queue)
    this.buckets[slot] = next
    this.closeIfEmpty(bucket)
    return true
  }

  add(name: string): string | undefined {
    const evicted = this.slots.size === this.capacity ? this.evict() : undefined
    const least = this.ends.more
    const bucket = least.uses === 1 ? least : this.bucketAbove(this.ends, 1)
    this.buckets[this.slots.add(name, bucket.queue)] = bucket
    return evicted
  }

  remove(name: string): void {
    const slot = this.slots.find(name)
    if (slot === undefined) return
    const bucket = this.buckets[slot] as Bucket
    this.slots.remove(slot)
    this.closeIfEmpty(bucket)
  }

  clear(): void {
    this.slots.clear()
    this.buckets.length = 0
    this.ends = ringOfBuckets()
  }

  private evict(): string {
    const least = this.ends.more
    const name = this.slots.remove(this.slots.oldest(least.queue))
    this.closeIfEmpty(least)
    return name
  }

  private isAlone(slot: number, { queue }: Bucket): boolean {
    return this.slots.oldest(queue) === slot && this.slots.youngest(queue) === slot
  }

  private bucketAbove(below: Bucket, uses: number): Bucket {
    const above = below.more
    const bucket: Bucket = { uses, queue: this.slots.queue(), fewer: below, more: above }
    below.more = bucket
    above.fewer = bucket
    return bucket
  }

  private closeIfEmpty(bucket: Bucket): void {
    if (this.slots.oldest(bucket.queue) !== bucket.queue) return
    bucket.fewer.more = bucket.more
    bucket.more.fewer = bucket.fewer
    this.slots.close(bucket.queue)
  }
}

function ringOfBuckets(): Bucket {
  const ends = { uses: 0, queue: -1 } as Bucket
  ends.fewer = ends
  ends.more = ends
  return ends
}
