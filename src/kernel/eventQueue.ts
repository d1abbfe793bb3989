/**
 * Pending events, ordered by time and then by arrival: a binary heap on typed arrays, so that an event costs no object.
 *
 * A popped root is left in place until the next push, which most events make at once: one descent instead of two
 * (the "hold" of the discrete-event literature: pop the next event, push its successor).
 */
export class EventQueue {
  private times: Float64Array
  /** Order of arrival; float64 counts to 2^53, uint32 would wrap within an hour of a long run. */
  private sequences: Float64Array
  private items: Int32Array
  private size = 0
  private nextSequence = 0
  private rootIsSpent = false

  constructor(capacity = 256) {
    this.times = new Float64Array(capacity)
    this.sequences = new Float64Array(capacity)
    this.items = new Int32Array(capacity)
  }

  /** Events still to come. */
  get length(): number {
    return this.rootIsSpent ? this.size - 1 : this.size
  }

  /** Time of the next event, or Infinity when there is none. */
  nextTime(): number {
    if (this.rootIsSpent) this.closeRoot()
    return this.size === 0 ? Number.POSITIVE_INFINITY : this.times[0]!
  }

  /** A place in the order of arrival, for an event that will be pushed later as if it were pushed now. */
  reserve(): number {
    return this.nextSequence++
  }

  /** Adds an event. `item` is an int32 of the caller's; equal times come out in the order of arrival. */
  push(time: number, item: number, sequence = this.nextSequence++): void {
    if (this.rootIsSpent) {
      this.rootIsSpent = false
      this.siftDown(time, sequence, item)
      return
    }
    if (this.size === this.times.length) this.grow()
    this.siftUp(this.size++, time, sequence, item)
  }

  /** Removes the next event and returns its item. Must not be called on an empty queue. */
  pop(): number {
    if (this.rootIsSpent) this.closeRoot()
    this.rootIsSpent = true
    return this.items[0]!
  }

  /** Moves the last event into the root that the last pop left behind. */
  private closeRoot(): void {
    this.rootIsSpent = false
    const last = --this.size
    if (last > 0) this.siftDown(this.times[last]!, this.sequences[last]!, this.items[last]!)
  }

  private siftUp(start: number, time: number, sequence: number, item: number): void {
    const { times, sequences, items } = this
    let index = start
    while (index > 0) {
      const parent = (index - 1) >> 1
      const parentTime = times[parent]!
      if (parentTime < time || (parentTime === time && sequences[parent]! < sequence)) break
      times[index] = parentTime
      sequences[index] = sequences[parent]!
      items[index] = items[parent]!
      index = parent
    }
    times[index] = time
    sequences[index] = sequence
    items[index] = item
  }

  private siftDown(time: number, sequence: number, item: number): void {
    const { times, sequences, items, size } = this
    const firstLeaf = size >> 1
    let index = 0
    while (index < firstLeaf) {
      let child = 2 * index + 1
      const right = child + 1
      if (right < size) {
        const leftTime = times[child]!
        const rightTime = times[right]!
        // Adding a comparison's result instead of branching on it: the winner is a coin toss no predictor learns.
        child += +(rightTime < leftTime || (rightTime === leftTime && sequences[right]! < sequences[child]!))
      }
      const childTime = times[child]!
      if (time < childTime || (time === childTime && sequence < sequences[child]!)) break
      times[index] = childTime
      sequences[index] = sequences[child]!
      items[index] = items[child]!
      index = child
    }
    times[index] = time
    sequences[index] = sequence
    items[index] = item
  }

  private grow(): void {
    const capacity = this.times.length * 2
    const { times, sequences, items } = this
    this.times = new Float64Array(capacity)
    this.times.set(times)
    this.sequences = new Float64Array(capacity)
    this.sequences.set(sequences)
    this.items = new Int32Array(capacity)
    this.items.set(items)
  }
}
