import { LoadShed } from './ports.ts'

/** Bounds the loads one instance has under way; one more is refused at once, not queued. */
export class MissLimiter {
  private underWay = 0
  private readonly limit: number

  constructor(limit: number) {
    this.limit = limit
  }

  /** Throws LoadShed when the limit is reached; otherwise `leave` must follow. */
  enter(): void {
    if (this.underWay >= this.limit) throw new LoadShed(`${this.limit} loads are under way in this instance`)
    this.underWay++
  }

  leave(): void {
    this.underWay--
  }
}
