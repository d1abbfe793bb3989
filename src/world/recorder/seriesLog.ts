import type { Act } from '#cache/acts.ts'
import { Histogram } from '#metrics/histogram.ts'
import { FATES, type Fate, type LatencyGrid, type Series, type Topology } from '#recording/recording.ts'
import type { Request } from '../request.ts'
import { ActLog } from './actLog.ts'
import { AnswerLog } from './answerLog.ts'
import { BINS, binOf, edges } from './latencyBins.ts'

/** One value a bucket of virtual time. `close` ends a bucket; everything else counts in the one that is open. */
export class SeriesLog {
  readonly series: Series
  readonly grid: LatencyGrid
  private readonly bucketMs: number
  private readonly instances: number
  private readonly nodes: number
  private readonly buckets: number
  private readonly latencies = new Histogram()
  private readonly open: Uint32Array
  private readonly acts: ActLog
  private readonly answers: AnswerLog
  private bucket = 0
  private running = 0
  private demand = 0
  private slowdown = 1
  private heldBytes = 0

  constructor(buckets: number, bucketMs: number, topology: Topology) {
    const { instances, nodes } = topology
    this.buckets = buckets
    this.bucketMs = bucketMs
    this.instances = instances
    this.nodes = nodes
    this.open = new Uint32Array(instances)
    this.acts = new ActLog(buckets)
    this.answers = new AnswerLog(buckets, topology)
    const { staleAgeMs, wrong, byRegion } = this.answers
    const counts = () => new Uint32Array(buckets)
    const measures = () => new Float32Array(buckets)
    this.series = {
      fates: Object.fromEntries(FATES.map(fate => [fate, counts()])) as Record<Fate, Uint32Array>,
      arrivals: counts(),
      hitsCdn: counts(),
      hitsL1: counts(),
      hitsL2: counts(),
      lookupMisses: counts(),
      loads: counts(),
      originRunning: counts(),
      originDemand: counts(),
      originSlowdown: measures(),
      originWaiting: counts(),
      originOldestMs: measures(),
      instanceOpen: new Uint32Array(buckets * instances),
      nodeBusy: new Float32Array(buckets * nodes),
      evictions: counts(),
      memoryBytes: new Float64Array(buckets),
      invalidationLagMs: measures(),
      feedLagMs: measures(),
      feedDeletes: counts(),
      staleAgeMs,
      wrong,
      byRegion,
      acts: this.acts.series,
      p50: measures(),
      p99: measures(),
    }
    this.grid = { edgesMs: edges(), bins: BINS, counts: new Uint32Array(buckets * BINS) }
  }

  arrived(): void {
    this.series.arrivals[this.bucket]!++
  }

  ended(request: Request): void {
    const { bucket } = this
    const latencyMs = request.endMs - request.startMs
    this.series.fates[request.fate!][bucket]!++
    this.answers.ended(request, bucket)
    this.grid.counts[bucket * BINS + binOf(latencyMs)]!++
    this.latencies.record(latencyMs)
  }

  lookedUp(found: 'cdn' | 'l1' | 'l2' | null): void {
    const { series, bucket } = this
    if (found === 'l1') series.hitsL1[bucket]!++
    else if (found === 'l2') series.hitsL2[bucket]!++
    else if (found === 'cdn') series.hitsCdn[bucket]!++
    else series.lookupMisses[bucket]!++
  }

  acted(act: Act): void {
    this.acts.acted(act, this.bucket)
  }

  /** How often each mechanism acted over the whole run. */
  actTotals(): Readonly<Record<string, number>> {
    return this.acts.totals()
  }

  evicted(): void {
    this.series.evictions[this.bucket]!++
  }

  /** All Redis nodes together hold so many bytes now. */
  holds(bytes: number): void {
    this.heldBytes = bytes
  }

  invalidated(lagMs: number): void {
    const { series, bucket } = this
    if (lagMs > series.invalidationLagMs[bucket]!) series.invalidationLagMs[bucket] = lagMs
  }

  /** The change feed has led to a delete. */
  fed(lagMs: number): void {
    const { series, bucket } = this
    series.feedDeletes[bucket]!++
    if (lagMs > series.feedLagMs[bucket]!) series.feedLagMs[bucket] = lagMs
  }

  asked(): void {
    this.series.loads[this.bucket]!++
  }

  entered(instance: number): void {
    this.open[instance]!++
  }

  left(instance: number): void {
    this.open[instance]!--
  }

  /** A query begun now would take so many times as long as alone. */
  slowed(slowdown: number): void {
    this.slowdown = slowdown
  }

  /** The pool now runs and holds back so many; the highest values of the bucket stay. */
  pool(running: number, waiting: number): void {
    const { series, bucket } = this
    this.running = running
    this.demand = running + waiting
    if (running > series.originRunning[bucket]!) series.originRunning[bucket] = running
    if (this.demand > series.originDemand[bucket]!) series.originDemand[bucket] = this.demand
  }

  /** Adds a node's working time, which may lie ahead. */
  worked(node: number, fromMs: number, toMs: number): void {
    const { bucketMs, nodes, series } = this
    let startMs = fromMs
    for (let bucket = Math.floor(fromMs / bucketMs); startMs < toMs && bucket < this.buckets; bucket++) {
      const endMs = Math.min(toMs, (bucket + 1) * bucketMs)
      const index = bucket * nodes + node
      // A cluster and the one that takes its place have the same numbers: together they can be busier than one.
      series.nodeBusy[index] = Math.min(1, series.nodeBusy[index]! + (endMs - startMs) / bucketMs)
      startMs = endMs
    }
  }

  close(oldestWaitingMs: number): void {
    const { series, bucket, latencies, instances } = this
    series.p50[bucket] = latencies.quantile(0.5)
    series.p99[bucket] = latencies.quantile(0.99)
    latencies.clear()
    series.originSlowdown[bucket] = this.slowdown
    series.memoryBytes[bucket] = this.heldBytes
    series.originWaiting[bucket] = this.demand - this.running
    series.originOldestMs[bucket] = oldestWaitingMs
    series.instanceOpen.set(this.open, bucket * instances)
    // The last bucket stays open for what happens at the very end.
    if (bucket + 1 === this.buckets) return
    this.bucket++
    series.originRunning[this.bucket] = this.running
    series.originDemand[this.bucket] = this.demand
  }
}
