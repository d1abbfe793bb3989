import { Histogram } from '#metrics/histogram.ts'
import { FATES, type Fate, type LatencyGrid, type Series } from '#recording/recording.ts'

const LOWEST_OCTAVE = -7
const OCTAVES = 23
/** Bins an octave of latency: edges lie at 2^k x (1, 1.25, 1.5, 1.75) ms, from 8 us to a minute. */
const BINS_PER_OCTAVE = 4
const BINS = OCTAVES * BINS_PER_OCTAVE

const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)
const FIRST_SLOT = (127 + LOWEST_OCTAVE) * BINS_PER_OCTAVE

/** Exponent and first two bits of the fraction of the float: a logarithm that costs a shift. */
function binOf(latencyMs: number): number {
  float[0] = latencyMs
  return Math.min(Math.max((bits[0]! >>> 21) - FIRST_SLOT, 0), BINS - 1)
}

function edges(): Float64Array {
  const edgesMs = new Float64Array(BINS + 1)
  let octaveMs = 1 / 128
  for (let bin = 0; bin <= BINS; bin++) {
    edgesMs[bin] = octaveMs * (1 + (bin % BINS_PER_OCTAVE) / BINS_PER_OCTAVE)
    if (bin % BINS_PER_OCTAVE === BINS_PER_OCTAVE - 1) octaveMs *= 2
  }
  return edgesMs
}

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
  private bucket = 0
  private running = 0
  private demand = 0
  private slowdown = 1

  constructor(buckets: number, bucketMs: number, instances: number, nodes: number) {
    this.buckets = buckets
    this.bucketMs = bucketMs
    this.instances = instances
    this.nodes = nodes
    this.open = new Uint32Array(instances)
    const counts = () => new Uint32Array(buckets)
    const measures = () => new Float32Array(buckets)
    this.series = {
      fates: Object.fromEntries(FATES.map(fate => [fate, counts()])) as Record<Fate, Uint32Array>,
      arrivals: counts(),
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
      p50: measures(),
      p99: measures(),
    }
    this.grid = { edgesMs: edges(), bins: BINS, counts: new Uint32Array(buckets * BINS) }
  }

  arrived(): void {
    this.series.arrivals[this.bucket]!++
  }

  ended(fate: Fate, latencyMs: number): void {
    const { bucket } = this
    this.series.fates[fate][bucket]!++
    this.grid.counts[bucket * BINS + binOf(latencyMs)]!++
    this.latencies.record(latencyMs)
  }

  lookedUp(found: 'l1' | 'l2' | null): void {
    const { series, bucket } = this
    if (found === 'l1') series.hitsL1[bucket]!++
    else if (found === 'l2') series.hitsL2[bucket]!++
    else series.lookupMisses[bucket]!++
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
      series.nodeBusy[bucket * nodes + node]! += (endMs - startMs) / bucketMs
      startMs = endMs
    }
  }

  close(oldestWaitingMs: number): void {
    const { series, bucket, latencies, instances } = this
    series.p50[bucket] = latencies.quantile(0.5)
    series.p99[bucket] = latencies.quantile(0.99)
    latencies.clear()
    series.originSlowdown[bucket] = this.slowdown
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
