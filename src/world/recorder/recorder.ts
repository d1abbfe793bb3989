import type { Bounds } from '#cache/bounds.ts'
import type { BreakerState } from '#cache/breaker.ts'
import type { Design } from '#cache/design.ts'
import type { CacheWatcher } from '#cache/watcher.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import type { NotableEvent, Recording, Topology } from '#recording/recording.ts'
import type { InstanceWatcher } from '../instance.ts'
import type { OriginWatcher } from '../origin.ts'
import type { ArrivalWatcher } from '../readers.ts'
import type { ClusterWatcher } from '../redisCluster.ts'
import type { Request } from '../request.ts'
import type { World } from '../world.ts'
import type { WriteWatcher } from '../writers.ts'
import { recordingClock } from './clock.ts'
import { ClusterLog } from './clusterLog.ts'
import { engineLog, SHARED } from './engineLog.ts'
import { EventLog } from './eventLog.ts'
import { Measurement } from './measurement.ts'
import { MemoryLog } from './memoryLog.ts'
import { OriginLog } from './originLog.ts'
import { PatternLog } from './patternLog.ts'
import { clusterPlace, edgePlace, instancePlace } from './places.ts'
import { PoolLog } from './poolLog.ts'
import { RequestLog } from './requestLog.ts'
import { RunDigest } from './runDigest.ts'
import { Seconds } from './seconds.ts'
import { SeriesLog } from './seriesLog.ts'
import { summaryOf } from './summary.ts'
import { expectedRequests, topologyOf } from './topology.ts'
import { TraceLog } from './traceLog.ts'
import { WatchedKeys } from './watchedKeys.ts'

export interface RunIdentity {
  readonly scenario: string
  readonly designId: string
  readonly seed: number
  /** By data type, for those the world reads. */
  readonly bounds: ReadonlyMap<string, Bounds>
}

/** Watches a run and turns it into a recording. It looks on: nothing it does changes what happens. */
export class Recorder implements ArrivalWatcher, InstanceWatcher, WriteWatcher {
  readonly topology: Topology
  readonly origin: OriginWatcher
  private readonly world: World
  private readonly design: Design
  private readonly scheduler: Scheduler
  private readonly endMs: number
  private readonly buckets: number
  private readonly series: SeriesLog
  private readonly traces: TraceLog
  private readonly watched: WatchedKeys
  private readonly pool: PoolLog
  private readonly seconds: Seconds
  private readonly endings: ((request: Request) => void)[] = []
  private readonly events = new EventLog()
  private readonly digest = new RunDigest()
  private readonly measurement: Measurement
  private readonly requests: RequestLog
  private readonly memory = new MemoryLog()
  /** How many clusters have had each number. */
  private readonly clusters = new Map<number, number>()
  /** null where bytes are not accounted. */
  private readonly patterns: PatternLog | null

  constructor(world: World, design: Design, scheduler: Scheduler) {
    const { events } = this
    this.world = world
    this.design = design
    this.scheduler = scheduler
    this.topology = topologyOf(world, design)
    this.endMs = world.durationMs + world.drainMs
    this.buckets = Math.ceil(this.endMs / world.bucketMs)
    this.series = new SeriesLog(this.buckets, world.bucketMs, this.topology)
    this.traces = new TraceLog(expectedRequests(world), this.endMs)
    this.watched = new WatchedKeys(world, scheduler, events)
    this.pool = new PoolLog(world.origin.connections, events)
    this.seconds = new Seconds(world.settleMs, financialTypes(design))
    this.measurement = new Measurement(world, design, this.topology.nodes)
    const { series, seconds, measurement, traces, pool, digest, watched } = this
    this.requests = new RequestLog({ series, seconds, measurement, traces, events })
    this.origin = new OriginLog({ scheduler, series, seconds, measurement, pool, digest, watched })
    const isAccounted = design.redis.memoryBytes !== null || world.prices !== null
    this.patterns = isAccounted ? new PatternLog(world) : null
  }

  /** Closes buckets, seconds and windows as time passes; runs until the end of the recorded time. */
  clock(): Program<void> {
    const { world, scheduler, seconds, series, pool } = this
    return recordingClock(world, scheduler, {
      window: atMs => this.measure(atMs),
      second: atMs => seconds.close(atMs),
      bucket: atMs => {
        series.close(pool.oldestMs(atMs))
        pool.settle(atMs)
      },
    })
  }

  arrived(request: Request): void {
    this.requests.arrived()
    this.digest.arrived(request)
  }

  entered(instance: number): void {
    this.series.entered(instance)
  }

  left(instance: number): void {
    this.series.left(instance)
  }

  ended(request: Request): void {
    this.digest.ended(request)
    this.requests.ended(request)
    for (const tell of this.endings) tell(request)
  }

  /** Whoever must hear of every request's end hears of it after it is recorded. */
  onEnd(tell: (request: Request) => void): void {
    this.endings.push(tell)
  }

  acknowledged(): void {
    this.measurement.acknowledged++
  }

  unacknowledged(): void {
    this.measurement.unacknowledged++
  }

  /** Watches a Redis cluster by the number of its first node. A second one of that number takes the first one's place. */
  clusterWatcher(firstNode: number): ClusterWatcher {
    const { scheduler, series, seconds, measurement, memory, patterns, events } = this
    const before = this.clusters.get(firstNode) ?? 0
    this.clusters.set(firstNode, before + 1)
    const watched = this.watched.cluster(clusterPlace(this.topology, firstNode, before), firstNode)
    return new ClusterLog({ scheduler, series, seconds, measurement, memory, patterns, watched, events })
  }

  /** Watches the cache of one instance. */
  cacheWatcher(instance: number): CacheWatcher {
    return engineLog(this.logs(), instance, this.watched.local(instancePlace(instance)))
  }

  /** Watches the edge of a region. */
  edgeWatcher(region: number): CacheWatcher {
    return engineLog(this.logs(), SHARED, this.watched.local(edgePlace(this.topology, region)))
  }

  /** Watches what belongs to no instance: a cluster's own service, jobs. */
  serviceWatcher(): CacheWatcher {
    return engineLog(this.logs(), SHARED, { kept: () => {}, dropped: () => {} })
  }

  /** Watches what deletes after the change feed. */
  feedWatcher(): CacheWatcher {
    const watcher = this.serviceWatcher()
    return {
      ...watcher,
      invalidated: (key, lagMs) => {
        watcher.invalidated(key, lagMs)
        this.series.fed(lagMs)
      },
    }
  }

  /** The breaker of an instance before the origin. */
  breakerChanged(instance: number, state: BreakerState): void {
    this.noted('breaker', `Breaker of instance ${instance + 1} is ${state.replace('-', ' ')}`)
  }

  /** An instance has crashed, or is restarted: what it held is gone. */
  crashed(instance: number): void {
    this.watched.emptied(instancePlace(instance))
    this.seconds.crashed(instance)
    this.noted('crash', `Instance ${instance + 1} is down, and what it held is gone`)
  }

  restarted(instance: number): void {
    this.noted('crash', `Instance ${instance + 1} is up again, and empty`)
  }

  fault(kind: 'fault' | 'fault-ends', text: string): void {
    this.noted(kind, text)
  }

  /** Anything notable, at this moment. */
  noted(kind: NotableEvent['kind'], text: string): void {
    this.events.add(this.scheduler.nowMs, kind, text)
  }

  /** Throws when a request that arrived has not ended: none may hang, or be forgotten. */
  finish(identity: RunIdentity): Recording {
    const { scenario, designId, seed, bounds } = identity
    if (this.requests.open !== 0)
      throw new Error(`${this.requests.open} requests have not ended (seed ${seed})`)
    const { world, design, endMs, buckets, topology, series, measurement, memory, patterns, pool, seconds } =
      this
    const { nodes } = topology
    const { pages } = seconds.pager
    for (const page of pages) this.events.add(page.atMs, 'alert', `Pager: ${page.text} (${page.severity})`)
    return {
      format: 1,
      scenario,
      designId,
      seed,
      ...this.digest.finish(),
      endMs,
      durationMs: world.durationMs,
      settleMs: world.settleMs,
      bucketMs: world.bucketMs,
      buckets,
      topology,
      series: series.series,
      latency: series.grid,
      traces: this.traces.traces(),
      copies: this.watched.finish(),
      copiesLeftOut: this.watched.leftOut,
      ...this.events.finish(),
      alerts: pages,
      summary: summaryOf({
        world,
        design,
        endMs,
        nodes,
        bounds,
        measurement,
        memory,
        patterns,
        series,
        pool,
        seconds,
      }),
    }
  }

  /** A measuring window opens, or the last one closes. */
  private measure(atMs: number): void {
    const { measurement, pool, memory, patterns } = this
    measurement.isOn = measurement.covers(atMs)
    pool.measure(measurement.isOn, atMs)
    memory.measure(measurement.isOn)
    patterns?.measure(measurement.isOn, atMs)
  }

  private logs() {
    const { scheduler, series, seconds, measurement, events } = this
    return { scheduler, series, seconds, measurement, events }
  }
}

/** Types of data whose policy is to fail rather than to be stale. */
function financialTypes(design: Design): ReadonlySet<string> {
  const all = Object.entries(design.policies)
  return new Set(
    all.filter(([, { onCacheFailure }]) => onCacheFailure.kind === 'fail-explicit').map(([type]) => type),
  )
}
