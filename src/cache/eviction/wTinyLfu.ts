import type { Eviction } from './eviction.ts'
import { FrequencySketch, hashOf } from './frequencySketch.ts'
import { Slots } from './slots.ts'

const WINDOW_SHARE = 0.01
const PROTECTED_SHARE = 0.8
/** Reads in the main part, by its capacity, after which the past counts half. */
const READS_TO_AGE = 32

const WINDOW = 0
const PROBATION = 1
const PROTECTED = 2
type Segment = typeof WINDOW | typeof PROBATION | typeof PROTECTED

/**
 * W-TinyLFU: newcomers pass through a window (least recently used leaves it first) of a hundredth of the
 * capacity. Who leaves it is admitted to the main part only if a sketch has seen it more often than the one that
 * would have to go. The main part is a segmented LRU: a read on probation leads to the protected four fifths, whose
 * least recently used goes back on probation.
 *
 * Source: Einziger, Friedman and Manes, "TinyLFU: a highly efficient cache admission policy" (ACM Transactions
 * on Storage 2017), as in libCacheSim (WTinyLFU.c, defaults): the sketch counts who comes in, who is read in the
 * main part and, in place of a doorkeeper, who leaves the window; until the store is full the window takes
 * everybody. Below a capacity of 100 libCacheSim admits nobody; here the window has at least one place, and what
 * rounding leaves over belongs to probation.
 */
export class WTinyLfu implements Eviction {
  private readonly slots = new Slots()
  private queues = queuesOf(this.slots)
  /** How many names each segment holds. */
  private readonly held: [number, number, number] = [0, 0, 0]
  /** The segment of each slot, and its name's hash. */
  private readonly segments: Segment[] = []
  private readonly hashes: number[] = []
  private readonly sketch: FrequencySketch
  private reads = 0
  private readonly capacity: number
  private readonly mainMax: number
  private readonly protectedMax: number

  constructor(capacity: number) {
    this.capacity = capacity
    this.mainMax = capacity - Math.max(1, Math.floor(capacity * WINDOW_SHARE))
    this.protectedMax = Math.floor(this.mainMax * PROTECTED_SHARE)
    this.sketch = new FrequencySketch(this.mainMax)
  }

  get size(): number {
    return this.slots.size
  }

  touch(name: string): boolean {
    const slot = this.slots.find(name)
    if (slot === undefined) return false
    const segment = this.segments[slot] as Segment
    if (segment === WINDOW) {
      this.slots.move(slot, this.queues[WINDOW])
      return true
    }
    this.move(slot, PROTECTED)
    if (this.held[PROTECTED] > this.protectedMax) this.move(this.oldest(PROTECTED), PROBATION)
    this.sketch.add(this.hashes[slot] as number)
    this.reads++
    if (this.reads >= READS_TO_AGE * this.mainMax) {
      this.reads = 0
      this.sketch.age()
    }
    return true
  }

  add(name: string): string | undefined {
    const evicted = this.slots.size === this.capacity ? this.evict() : undefined
    const slot = this.slots.add(name, this.queues[WINDOW])
    this.segments[slot] = WINDOW
    this.held[WINDOW]++
    const hash = hashOf(name)
    this.hashes[slot] = hash
    this.sketch.add(hash)
    return evicted
  }

  remove(name: string): void {
    const slot = this.slots.find(name)
    if (slot !== undefined) this.drop(slot)
  }

  clear(): void {
    this.slots.clear()
    this.queues = queuesOf(this.slots)
    this.held.fill(0)
    this.sketch.clear()
    this.reads = 0
  }

  private evict(): string {
    while (this.held[WINDOW] > 0) {
      const candidate = this.oldest(WINDOW)
      const hash = this.hashes[candidate] as number
      let evicted: string | undefined
      if (this.held[PROBATION] + this.held[PROTECTED] < this.mainMax) this.admit(candidate)
      else evicted = this.duel(candidate)
      this.sketch.add(hash)
      if (evicted !== undefined) return evicted
    }
    return this.drop(this.mainVictim())
  }

  /** The one with the lower count leaves; a tie goes to who is there. */
  private duel(candidate: number): string {
    if (this.mainMax === 0) return this.drop(candidate)
    const victim = this.mainVictim()
    if (this.count(candidate) <= this.count(victim)) return this.drop(candidate)
    const evicted = this.drop(victim)
    this.admit(candidate)
    return evicted
  }

  private count(slot: number): number {
    return this.sketch.count(this.hashes[slot] as number)
  }

  private mainVictim(): number {
    return this.oldest(this.held[PROBATION] > 0 ? PROBATION : PROTECTED)
  }

  /** Into the lowest segment that has room: while the main part fills, also the protected one. */
  private admit(slot: number): void {
    const isProbationFull = this.held[PROBATION] >= this.mainMax - this.protectedMax
    this.move(slot, isProbationFull && this.held[PROTECTED] < this.protectedMax ? PROTECTED : PROBATION)
  }

  private oldest(segment: Segment): number {
    return this.slots.oldest(this.queues[segment])
  }

  private move(slot: number, segment: Segment): void {
    this.held[this.segments[slot] as Segment]--
    this.held[segment]++
    this.segments[slot] = segment
    this.slots.move(slot, this.queues[segment])
  }

  private drop(slot: number): string {
    this.held[this.segments[slot] as Segment]--
    return this.slots.remove(slot)
  }
}

function queuesOf(slots: Slots): [number, number, number] {
  return [slots.queue(), slots.queue(), slots.queue()]
}
