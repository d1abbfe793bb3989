import type { Design } from '#cache/design.ts'
import type { World } from '../world.ts'

const GB = 1e9
const MS_PER_HOUR = 3_600_000

/** What memory costs, in the currency of the world's prices; replicas hold as much as their primaries. */
export class Costs {
  private readonly prices: NonNullable<World['prices']>
  private readonly redis: Design['redis']
  private readonly nodes: number

  /** `nodes` are the primaries of all regions together. */
  constructor(prices: NonNullable<World['prices']>, redis: Design['redis'], nodes: number) {
    this.prices = prices
    this.redis = redis
    this.nodes = nodes
  }

  /**
   * What is paid for in an hour: the memory that the nodes were given, used or not; where nobody limits it, the most
   * they held. Overflow is storage of its own and paid for by its size.
   */
  perHour(peakBytes: number): number {
    const { memoryBytes, overflow } = this.redis
    const memory = memoryBytes === null ? peakBytes : this.nodes * memoryBytes
    const beside = overflow === null ? 0 : this.nodes * overflow.bytes
    const { redisPerGbHour, overflowPerGbHour } = this.prices
    return (this.copies * (memory * redisPerGbHour + beside * overflowPerGbHour)) / GB
  }

  /** What so many bytes in memory cost in an hour. */
  ofBytes(bytes: number): number {
    return (this.copies * bytes * this.prices.redisPerGbHour) / GB
  }

  private get copies(): number {
    return 1 + this.redis.replicas
  }
}

/** Of an hourly price, what a thousand hits cost at the rate at which they came; null without any. */
export function perThousandHits(perHour: number, hits: number, overMs: number): number | null {
  return hits === 0 ? null : (1000 * perHour * overMs) / (hits * MS_PER_HOUR)
}
