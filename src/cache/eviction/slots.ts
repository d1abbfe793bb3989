import { NameIndex } from './nameIndex.ts'

const FIRST_LENGTH = 64

/**
 * Names in numbered slots, and queues of slots. A queue is a ring through a slot of its own, which bears no
 * name: on its one side is the youngest, on its other the oldest, so that linking has no special cases.
 *
 * Numbers in typed arrays instead of linked objects: moving a slot makes no garbage and costs the collector
 * nothing. A Map that is reordered by delete and set would do for one queue, but its holes make finding the
 * oldest slow.
 *
 * Slots are used again once freed, so that memory grows with the most names held at once, and no further.
 */
export class Slots {
  private readonly slots = new NameIndex()
  private readonly names: string[] = []
  private older = new Int32Array(FIRST_LENGTH)
  private younger = new Int32Array(FIRST_LENGTH)
  /** The last slot that was freed; `older` of each leads to the one freed before it. */
  private lastFreed = -1

  /** How many names have a slot. */
  get size(): number {
    return this.slots.size
  }

  /** A new, empty queue. It takes a slot until it is closed. */
  queue(): number {
    const queue = this.free()
    this.older[queue] = queue
    this.younger[queue] = queue
    return queue
  }

  /** Ends an empty queue. */
  close(queue: number): void {
    this.release(queue)
  }

  find(name: string): number | undefined {
    return this.slots.get(name)
  }

  /** The name in a slot; not to be asked of a queue. */
  name(slot: number): string {
    return this.names[slot] as string
  }

  /** Gives a name without a slot one, as the youngest of a queue. */
  add(name: string, queue: number): number {
    const slot = this.free()
    const before = this.slots.size
    this.slots.set(name, slot)
    if (this.slots.size === before) throw new Error(`${name} is held already`)
    this.names[slot] = name
    this.link(slot, queue)
    return slot
  }

  /** Makes a slot the youngest of a queue, whichever queue it was in. */
  move(slot: number, queue: number): void {
    const { older, younger } = this
    const below = older[slot] as number
    const above = younger[slot] as number
    younger[below] = above
    older[above] = below
    this.link(slot, queue)
  }

  /** Takes the name out, and returns it. */
  remove(slot: number): string {
    const name = this.name(slot)
    this.slots.delete(name)
    this.names[slot] = ''
    this.younger[this.older[slot] as number] = this.younger[slot] as number
    this.older[this.younger[slot] as number] = this.older[slot] as number
    this.release(slot)
    return name
  }

  /** The oldest slot of a queue: the queue itself when it is empty. */
  oldest(queue: number): number {
    return this.younger[queue] as number
  }

  /** The youngest slot of a queue: the queue itself when it is empty. */
  youngest(queue: number): number {
    return this.older[queue] as number
  }

  /** The next one towards the youngest: the queue itself after that. */
  nextYounger(slot: number): number {
    return this.younger[slot] as number
  }

  /** Takes all names and closes all queues. */
  clear(): void {
    this.slots.clear()
    this.names.length = 0
    this.lastFreed = -1
  }

  private link(slot: number, queue: number): void {
    const { older, younger } = this
    const youngest = older[queue] as number
    older[slot] = youngest
    younger[slot] = queue
    younger[youngest] = slot
    older[queue] = slot
  }

  private free(): number {
    const freed = this.lastFreed
    if (freed !== -1) {
      this.lastFreed = this.older[freed] as number
      return freed
    }
    const slot = this.names.length
    this.names.push('')
    if (slot === this.older.length) {
      this.older = lengthened(this.older)
      this.younger = lengthened(this.younger)
    }
    return slot
  }

  private release(slot: number): void {
    this.older[slot] = this.lastFreed
    this.lastFreed = slot
  }
}

function lengthened(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(2 * array.length)
  longer.set(array)
  return longer
}
