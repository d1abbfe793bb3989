/** Each doubling of the value is cut into 2^6 buckets of equal width. */
const BITS_PER_DOUBLING = 6
const LOWEST_MS = 0.001
const HIGHEST_MS = 600_000

const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)
/** A 32-bit float has 23 bits of fraction; what is left of its bits after this shift counts buckets. */
const SHIFT = 23 - BITS_PER_DOUBLING
/** Bucket 0 holds everything below the range, the last one everything above it. */
const OFFSET = slot(LOWEST_MS) - 1
const BUCKETS = slot(HIGHEST_MS) - OFFSET + 2

function slot(valueMs: number): number {
  float[0] = valueMs
  return (bits[0] as number) >>> SHIFT
}

/**
 * How latencies in ms are distributed, in constant memory (15 kB): log-linear buckets from 1 us to 10
 * minutes, so that a quantile is within 0.8 % of a recorded value. Values below the range, 0 among them,
 * count as one bucket whose quantile is `min`; values above it as one whose quantile is `max`. Count, mean,
 * min and max are of the exact values.
 *
 * Source of the idea: HdrHistogram (Gil Tene). Here the bucket is the exponent and the first bits of the
 * fraction of the value as a 32-bit float, which needs no logarithm and does not depend on the byte order.
 */
export class Histogram {
  private readonly counts = new Float64Array(BUCKETS)
  /** Only these buckets, from first to last, can be other than 0. */
  private first = BUCKETS
  private last = -1
  private total = 0
  private sumMs = 0
  private minMs = Infinity
  private maxMs = -Infinity

  /** Values recorded. */
  get count(): number {
    return this.total
  }

  /** Arithmetic mean in ms; NaN when nothing is recorded. */
  get mean(): number {
    return this.sumMs / this.total
  }

  /** The smallest value in ms; NaN when nothing is recorded. */
  get min(): number {
    return this.total === 0 ? Number.NaN : this.minMs
  }

  /** The largest value in ms; NaN when nothing is recorded. */
  get max(): number {
    return this.total === 0 ? Number.NaN : this.maxMs
  }

  /**
   * Records a value `count` times. `valueMs` is finite and 0 or more, `count` a whole number, 0 or more (0
   * records nothing); anything else throws a RangeError.
   */
  record(valueMs: number, count = 1): void {
    if (!(valueMs >= 0 && valueMs < Infinity))
      throw new RangeError(`valueMs: ${valueMs} is not allowed; it must be finite and 0 or more`)
    if (count !== 1 && !isCounted(count)) return
    const bucket = bucketOf(valueMs)
    this.counts[bucket] = (this.counts[bucket] as number) + count
    if (bucket < this.first) this.first = bucket
    if (bucket > this.last) this.last = bucket
    this.total += count
    this.sumMs += valueMs * count
    if (valueMs < this.minMs) this.minMs = valueMs
    if (valueMs > this.maxMs) this.maxMs = valueMs
  }

  /**
   * The value in ms that a share `q` (0 to 1, else a RangeError) of the values does not exceed, by nearest
   * rank: the middle of the bucket that holds the value of rank ceil(q * count), never below `min` nor above
   * `max`. The first and the last rank give `min` and `max` exactly. NaN when nothing is recorded.
   */
  quantile(q: number): number {
    if (!(q >= 0 && q <= 1)) throw new RangeError(`q: ${q} is not allowed; it must be from 0 to 1`)
    if (this.total === 0) return Number.NaN
    const rank = Math.ceil(q * this.total * (1 - 2 * Number.EPSILON)) // 0.07 * 100 is above 7
    if (rank <= 1) return this.minMs
    if (rank >= this.total) return this.maxMs
    let bucket = this.first
    let reached = this.counts[bucket] as number
    while (reached < rank) reached += this.counts[++bucket] as number
    if (bucket === 0) return this.minMs
    if (bucket === BUCKETS - 1) return this.maxMs
    const middle = (lowerEdge(bucket) + lowerEdge(bucket + 1)) / 2
    return Math.min(Math.max(middle, this.minMs), this.maxMs)
  }

  /** Adds all that `other` has recorded. */
  add(other: Histogram): void {
    for (let i = other.first; i <= other.last; i++) {
      this.counts[i] = (this.counts[i] as number) + (other.counts[i] as number)
    }
    if (other.first < this.first) this.first = other.first
    if (other.last > this.last) this.last = other.last
    this.total += other.total
    this.sumMs += other.sumMs
    if (other.minMs < this.minMs) this.minMs = other.minMs
    if (other.maxMs > this.maxMs) this.maxMs = other.maxMs
  }

  /** Forgets everything, at a cost that grows with the span of the buckets in use, not with their number. */
  clear(): void {
    if (this.last >= 0) this.counts.fill(0, this.first, this.last + 1)
    this.first = BUCKETS
    this.last = -1
    this.total = 0
    this.sumMs = 0
    this.minMs = Infinity
    this.maxMs = -Infinity
  }
}

function bucketOf(valueMs: number): number {
  if (valueMs < LOWEST_MS) return 0
  if (valueMs > HIGHEST_MS) return BUCKETS - 1
  return slot(valueMs) - OFFSET
}

/** The smallest value in ms of a bucket within the range. */
function lowerEdge(bucket: number): number {
  bits[0] = (bucket + OFFSET) << SHIFT
  return float[0] as number
}

function isCounted(count: number): boolean {
  if (Number.isSafeInteger(count) && count >= 0) return count > 0
  throw new RangeError(`count: ${count} is not allowed; it must be a whole number, 0 or more`)
}
