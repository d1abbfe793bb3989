/** Bytes that Redis nodes hold together, and how many entries had to leave them for want of room. */
export class MemoryLog {
  /** Over the measured time. */
  peakBytes = 0
  evictions = 0
  private isMeasured = false
  private held = 0

  get bytes(): number {
    return this.held
  }

  /** A node holds so many bytes more than before, or fewer. */
  changed(byBytes: number): void {
    this.held += byBytes
    if (this.isMeasured) this.peakBytes = Math.max(this.peakBytes, this.held)
  }

  evicted(): void {
    if (this.isMeasured) this.evictions++
  }

  /** A measuring window opens or closes. What is held then counts from the first moment. */
  measure(isOn: boolean): void {
    this.isMeasured = isOn
    if (isOn) this.peakBytes = Math.max(this.peakBytes, this.held)
  }
}
