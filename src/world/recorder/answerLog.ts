import { FAILED_FATES, type Series, type Topology } from '#recording/recording.ts'
import type { Request } from '../request.ts'

/** What readers were given, by bucket: how old, how wrong, and in which region. A type that is never stale costs nothing. */
export class AnswerLog {
  readonly staleAgeMs: Record<string, Float32Array> = {}
  readonly wrong: Uint32Array
  readonly byRegion: Series['byRegion']
  private readonly buckets: number
  private readonly regions: number
  /** The region of each instance. */
  private readonly regionOf: readonly number[]

  constructor(buckets: number, { regions }: Topology) {
    this.buckets = buckets
    this.regions = regions.length
    this.regionOf = regions.flatMap(({ instances }, region) => new Array<number>(instances).fill(region))
    const counts = () => new Uint32Array(buckets * regions.length)
    this.wrong = new Uint32Array(buckets)
    this.byRegion = { ended: counts(), stale: counts(), failed: counts() }
  }

  ended({ key, fate, instance, staleMs, isWrong }: Request, bucket: number): void {
    const at = bucket * this.regions + this.regionOf[instance]!
    this.byRegion.ended[at]!++
    if (isWrong) this.wrong[bucket]!++
    if (fate === 'stale') {
      this.byRegion.stale[at]!++
      this.staleAgeMs[key.type] ??= new Float32Array(this.buckets)
      const ages = this.staleAgeMs[key.type]!
      if (staleMs > ages[bucket]!) ages[bucket] = staleMs
    } else if (FAILED_FATES.includes(fate!)) this.byRegion.failed[at]!++
  }
}
