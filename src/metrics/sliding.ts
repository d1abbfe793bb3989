/** The last few values of a series, one a second, with what a rule asks of them. */
export class Sliding {
  private readonly values: Float64Array
  private added = 0
  private total = 0

  constructor(most: number) {
    this.values = new Float64Array(most)
  }

  /** Adds a whole number, so that the sum stays exact, in place of the oldest when there are too many. */
  add(value: number): void {
    const place = this.added++ % this.values.length
    this.total += value - this.values[place]!
    this.values[place] = value
  }

  /** How many values there are. */
  get length(): number {
    return Math.min(this.added, this.values.length)
  }

  get sum(): number {
    return this.total
  }

  /** 0 when there is none above it. */
  get highest(): number {
    return this.values.reduce((most, value) => Math.max(most, value), 0)
  }
}
