import type { Eviction } from './eviction.ts'
import { Slots } from './slots.ts'

const SMALL_SHARE = 0.1
const GHOST_SHARE = 0.9
/** Reads in the small queue that open the way to the main queue. */
const MOVES_AT = 2
/** More reads than this count no further: two bits a name. */
const READS_MAX = 3

const SMALL = 0
const MAIN = 1
const GHOST = 2
type Place = typeof SMALL | typeof MAIN | typeof GHOST

/**
 * S3-FIFO: three queues in order of arrival. Newcomers stand in a small one (a tenth of the capacity) and leave
 * it for the main queue if they were read twice, or else the store; who left so is remembered as a ghost, and
 * goes to the main queue at once when it comes back. In the main queue a read buys another round.
 *
 * Source: Yang, Zhang, Qiu, Yue and Rashmi, "FIFO queues are all you need for cache eviction" (SOSP 2023),
 * algorithm 1, with libCacheSim's defaults (S3FIFO.c at aa0fc40): ghosts are as many as nine tenths of the
 * capacity, and a read in the small queue does not count in the main one. Below a capacity of 20 libCacheSim
 * admits nobody; here the small queue has at least one place.
 */
export class S3Fifo implements Eviction {
  private readonly slots = new Slots()
  private small = this.slots.queue()
  private main = this.slots.queue()
  private ghosts = this.slots.queue()
  private inSmall = 0
  private inMain = 0
  /** Reads of each slot since it came into its queue, and where it is. */
  private readonly reads: number[] = []
  private readonly places: Place[] = []
  private readonly capacity: number
  private readonly smallMax: number
  private readonly mainMax: number
  private readonly ghostsMax: number

  constructor(capacity: number) {
    this.capacity = capacity
    this.smallMax = Math.max(1, Math.floor(capacity * SMALL_SHARE))
    this.mainMax = capacity - this.smallMax
    this.ghostsMax = Math.floor(capacity * GHOST_SHARE)
  }

  get size(): number {
    return this.inSmall + this.inMain
  }

  touch(name: string): boolean {
    const slot = this.slots.find(name)
    if (slot === undefined || this.places[slot] === GHOST) return false
    const reads = this.reads[slot] as number
    if (reads < READS_MAX) this.reads[slot] = reads + 1
    return true
  }

  add(name: string): string | undefined {
    const ghost = this.slots.find(name)
    if (ghost !== undefined) {
      if (this.places[ghost] !== GHOST) throw new Error(`${name} is held already`)
      this.slots.remove(ghost)
    }
    const evicted = this.size === this.capacity ? this.evict() : undefined
    this.enter(name, ghost === undefined ? SMALL : MAIN)
    return evicted
  }

  remove(name: string): void {
    const slot = this.slots.find(name)
    if (slot === undefined || this.places[slot] === GHOST) return
    if (this.places[slot] === SMALL) this.inSmall--
    else this.inMain--
    this.slots.remove(slot)
  }

  clear(): void {
    this.slots.clear()
    this.small = this.slots.queue()
    this.main = this.slots.queue()
    this.ghosts = this.slots.queue()
    this.inSmall = 0
    this.inMain = 0
  }

  private enter(name: string, place: typeof SMALL | typeof MAIN): void {
    const slot = this.slots.add(name, place === SMALL ? this.small : this.main)
    if (place === SMALL) this.inSmall++
    else this.inMain++
    this.places[slot] = place
    this.reads[slot] = 0
  }

  private evict(): string {
    for (;;) {
      const isFromMain = this.inMain > this.mainMax || this.inSmall === 0
      const evicted = isFromMain ? this.evictFromMain() : this.evictFromSmall()
      if (evicted !== undefined) return evicted
    }
  }

  /** Nobody, if all of them were read often enough for the main queue. */
  private evictFromSmall(): string | undefined {
    const { slots } = this
    while (this.inSmall > 0) {
      const slot = slots.oldest(this.small)
      this.inSmall--
      if ((this.reads[slot] as number) < MOVES_AT) return this.becomeGhost(slot)
      slots.move(slot, this.main)
      this.inMain++
      this.places[slot] = MAIN
      this.reads[slot] = 0
    }
    return undefined
  }

  private evictFromMain(): string {
    const { slots } = this
    for (;;) {
      const slot = slots.oldest(this.main)
      const reads = this.reads[slot] as number
      if (reads === 0) {
        this.inMain--
        return slots.remove(slot)
      }
      this.reads[slot] = reads - 1
      slots.move(slot, this.main)
    }
  }

  private becomeGhost(slot: number): string {
    const { slots } = this
    if (this.ghostsMax === 0) return slots.remove(slot)
    const name = slots.name(slot)
    // Its size is without the one that is leaving.
    if (slots.size - this.size > this.ghostsMax) slots.remove(slots.oldest(this.ghosts))
    slots.move(slot, this.ghosts)
    this.places[slot] = GHOST
    return name
  }
}
