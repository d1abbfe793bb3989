/** First in, first out, on a circular array that doubles when full. */
export class Ring<A> {
  private slots: (A | undefined)[] = new Array(16)
  private head = 0
  private count = 0

  get length(): number {
    return this.count
  }

  push(value: A): void {
    if (this.count === this.slots.length) this.grow()
    this.slots[(this.head + this.count++) & (this.slots.length - 1)] = value
  }

  /** The oldest value, or undefined when empty. */
  peek(): A | undefined {
    return this.slots[this.head]
  }

  /** The value so many places behind the oldest, or undefined when there is none. */
  at(place: number): A | undefined {
    return place < this.count ? this.slots[(this.head + place) & (this.slots.length - 1)] : undefined
  }

  /** Exchanges the oldest value and the one so many places behind it; `place` is below `length`. */
  swapWithHead(place: number): void {
    const { slots, head } = this
    const other = (head + place) & (slots.length - 1)
    const value = slots[other]
    slots[other] = slots[head]
    slots[head] = value
  }

  /** Removes and returns the oldest value, or undefined when empty. */
  shift(): A | undefined {
    if (this.count === 0) return undefined
    const value = this.slots[this.head]
    this.slots[this.head] = undefined
    this.head = (this.head + 1) & (this.slots.length - 1)
    this.count--
    return value
  }

  private grow(): void {
    const old = this.slots
    const slots: (A | undefined)[] = new Array(old.length * 2)
    for (let index = 0; index < old.length; index++)
      slots[index] = old[(this.head + index) & (old.length - 1)]
    this.slots = slots
    this.head = 0
  }
}
