interface Counter {
  name: string
  count: number
  /** How much of the count may belong to names that had this counter before. */
  error: number
}

/**
 * Which names come most often, with so many counters, however many names there are. Space-Saving (Metwally, Agrawal and
 * El Abbadi 2005, "Efficient computation of frequent and top-k elements in data streams"): a name without a counter
 * takes the smallest one and its count. After n records no count is too low, none is too high by more than
 * n / counters, and every name that came more often than that has a counter.
 */
export class HeavyHitters {
  private readonly counters = new Map<string, Counter>()
  private readonly capacity: number
  /** A lower limit of the smallest count, so that the search for it can stop at the first that equals it. */
  private least = 0

  constructor(capacity: number) {
    this.capacity = capacity
  }

  /** Counts one more; returns how often the name is known to have come: a counter taken over says too much. */
  record(name: string): number {
    const known = this.counters.get(name)
    if (known !== undefined) return ++known.count - known.error
    if (this.counters.size < this.capacity) {
      this.counters.set(name, { name, count: 1, error: 0 })
      this.least = 0
      return 1
    }
    const smallest = this.smallest()
    this.counters.delete(smallest.name)
    smallest.name = name
    smallest.error = smallest.count++
    this.counters.set(name, smallest)
    return 1
  }

  /** How often a name came, at least and at most; both 0 for one without a counter. */
  count(name: string): { readonly least: number; readonly most: number } {
    const counter = this.counters.get(name)
    return counter === undefined
      ? { least: 0, most: 0 }
      : { least: counter.count - counter.error, most: counter.count }
  }

  clear(): void {
    this.counters.clear()
    this.least = 0
  }

  private smallest(): Counter {
    let smallest: Counter | undefined
    for (const counter of this.counters.values()) {
      if (smallest === undefined || counter.count < smallest.count) smallest = counter
      if (smallest.count <= this.least) break
    }
    this.least = smallest!.count
    return smallest!
  }
}
