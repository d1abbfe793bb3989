const SLICES = 10

/** How many of something there were in a window up to now, which slides by a tenth of its length. Time never goes back. */
export class SlidingCount {
  private readonly windowMs: number
  private readonly counts = new Uint32Array(SLICES)
  private slice = 0
  private total = 0

  constructor(windowMs: number) {
    this.windowMs = windowMs
  }

  at(nowMs: number): number {
    const slice = Math.floor((nowMs * SLICES) / this.windowMs)
    const passed = Math.min(slice - this.slice, SLICES)
    for (let step = 1; step <= passed; step++) {
      const index = (this.slice + step) % SLICES
      this.total -= this.counts[index]!
      this.counts[index] = 0
    }
    this.slice = Math.max(this.slice, slice)
    return this.total
  }

  /** Counts one more; returns how many there are with it. */
  add(nowMs: number): number {
    this.at(nowMs)
    this.counts[this.slice % SLICES]!++
    return ++this.total
  }

  clear(): void {
    this.counts.fill(0)
    this.total = 0
  }
}
