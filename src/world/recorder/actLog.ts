import type { Act } from '#cache/acts.ts'

/** How often each mechanism of the engine acted, by bucket; what never acts costs nothing. */
export class ActLog {
  readonly series: Record<string, Uint32Array> = {}
  private readonly buckets: number

  constructor(buckets: number) {
    this.buckets = buckets
  }

  acted(act: Act, bucket: number): void {
    let counts = this.series[act]
    if (counts === undefined) {
      counts = new Uint32Array(this.buckets)
      this.series[act] = counts
    }
    counts[bucket]!++
  }

  /** Over the whole run. */
  totals(): Readonly<Record<string, number>> {
    const sums = Object.entries(this.series).map(([act, counts]) => [
      act,
      counts.reduce((sum, count) => sum + count, 0),
    ])
    return Object.fromEntries(sums)
  }
}
