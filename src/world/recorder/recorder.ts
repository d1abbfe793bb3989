import type { Bounds } from '#cache/bounds.ts'
import type { BreakerState } from '#cache/breaker.ts'
import type { Entry } from '#cache/entry.ts'
import { type Key, SLOTS } from '#cache/key.ts'
import type { CacheWatcher } from '#cache/tieredCache.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import { FAILED_FATES, FATES, type Recording } from '#recording/recording.ts'
import type { OriginWatcher } from '../origin.ts'
import type { ArrivalWatcher } from '../readers.ts'
import type { ClusterWatcher } from '../redisCluster.ts'
import type { Request } from '../request.ts'
import type { World } from '../world.ts'
import type { WriteWatcher } from '../writers.ts'
import { Digest } from './digest.ts'
import { EventLog } from './eventLog.ts'
import { Measurement } from './measurement.ts'
import { PoolLog } from './poolLog.ts'
import { Seconds } from './seconds.ts'
import { SeriesLog } from './seriesLog.ts'
import { TraceLog } from './traceLog.ts'
import { WatchedKeys } from './watchedKeys.ts'

/** Kinds of record in the digest: the last hexadecimal digit of a record's first number. */
const REQUEST = 1
const COMMIT = 2
const QUERY = 3
const KINDS = 16
/** Versions of a request's answer are told apart up to here: what fits beside its number in 53 bits. */
const VERSIONS = 65_536
const MOST_INSTANCES = 1024
/** Younger stale answers are the time a message takes, not an event. */
const NOTABLE_STALE_MS = 1000

export interface RunIdentity {
  readonly scenario: string
  readonly designId: string
  readonly seed: number
  /** By data type, for those the world reads. */
  readonly bounds: ReadonlyMap<string, Bounds>
}

/** Watches a run and turns it into a recording. It looks on: nothing it does changes what happens. */
export class Recorder implements ArrivalWatcher, OriginWatcher, ClusterWatcher, WriteWatcher {
  private readonly world: World
  private readonly scheduler: Scheduler
  private readonly endMs: number
  private readonly buckets: number
  private readonly series: SeriesLog
  private readonly traces: TraceLog
  private readonly watched: WatchedKeys
  private readonly pool: PoolLog
  private readonly seconds: Seconds
  private readonly events = new EventLog()
  private readonly digest = new Digest()
  private readonly arrivals = new Digest()
  private readonly measurement: Measurement
  private hasNotedStale = false
  private hasFailed = false
  private openRequests = 0

  constructor(world: World, scheduler: Scheduler) {
    this.world = world
    this.scheduler = scheduler
    this.endMs = world.durationMs + world.drainMs
    this.buckets = Math.ceil(this.endMs / world.bucketMs)
    this.series = new SeriesLog(this.buckets, world.bucketMs, world.instances, world.redis.nodes)
    const perSecond = world.readers.reduce((sum, source) => sum + source.ratePerSecond, 0)
    this.traces = new TraceLog((perSecond * world.durationMs) / 1000, this.endMs)
    this.watched = new WatchedKeys(world, scheduler, this.events)
    this.pool = new PoolLog(world.origin.connections, this.events)
    this.seconds = new Seconds(world.settleMs)
    this.measurement = new Measurement(world)
  }

  /** Closes buckets, seconds and windows as time passes; runs until the end of the recorded time. */
  *clock(): Program<void> {
    const { world, scheduler, measurement, pool, endMs } = this
    const edgesMs = world.windows.flatMap(({ fromMs, toMs }) => [fromMs, toMs]).sort((a, b) => a - b)
    let bucketEndMs = Math.min(world.bucketMs, endMs)
    let secondEndMs = 1000
    for (;;) {
      const edgeMs = edgesMs[0] ?? Number.POSITIVE_INFINITY
      const nextMs = Math.min(bucketEndMs, secondEndMs, edgeMs, endMs)
      if (nextMs > scheduler.nowMs) yield nextMs - scheduler.nowMs
      if (nextMs >= edgeMs) {
        edgesMs.shift()
        measurement.isOn = measurement.covers(edgeMs)
        pool.measure(measurement.isOn, edgeMs)
      }
      if (nextMs >= secondEndMs) {
        this.seconds.close(secondEndMs)
        secondEndMs += 1000
      }
      if (nextMs >= bucketEndMs) {
        this.series.close(pool.oldestMs(bucketEndMs))
        pool.settle(bucketEndMs)
        bucketEndMs =
          bucketEndMs < endMs ? Math.min(bucketEndMs + world.bucketMs, endMs) : Number.POSITIVE_INFINITY
      }
      if (nextMs >= endMs && bucketEndMs === Number.POSITIVE_INFINITY) return
    }
  }

  arrived(request: Request): void {
    this.openRequests++
    this.series.arrived()
    this.arrivals.pair(request.key.slot * MOST_INSTANCES + request.instance, request.startMs)
  }

  entered(instance: number): void {
    this.series.entered(instance)
  }

  left(instance: number): void {
    this.series.left(instance)
  }

  ended(request: Request): void {
    this.openRequests--
    const fate = request.fate!
    const latencyMs = request.endMs - request.startMs
    const what = (request.id * FATES.length + FATES.indexOf(fate)) * VERSIONS + (request.version % VERSIONS)
    this.digest.pair(what * KINDS + REQUEST, request.endMs)
    this.series.ended(fate, latencyMs)
    const counts = this.measurement.covers(request.startMs)
    this.seconds.ended(latencyMs, counts)
    this.traces.ended(request)
    if (counts) this.measurement.ended(request)
    if (!this.hasFailed && FAILED_FATES.includes(fate)) {
      this.hasFailed = true
      const after = latencyMs < 1000 ? `${Math.round(latencyMs)} ms` : `${(latencyMs / 1000).toFixed(1)} s`
      this.events.add(request.endMs, 'first-failure', `First reader fails: ${fate} after ${after}`)
    }
    if (request.staleMs >= NOTABLE_STALE_MS && !this.hasNotedStale) {
      this.hasNotedStale = true
      const seconds = (request.staleMs / 1000).toFixed(1)
      this.events.add(
        request.endMs,
        'first-stale',
        `${request.key.name} is served ${seconds} s after it was superseded`,
      )
    }
  }

  queued(askedMs: number, running: number, waiting: number): void {
    this.pool.queued(askedMs)
    this.moved(running, waiting)
  }

  dequeued(): void {
    this.pool.dequeued(this.scheduler.nowMs)
  }

  began(running: number, waiting: number, slowdown: number): void {
    this.series.slowed(slowdown)
    this.moved(running, waiting)
  }

  released(running: number, waiting: number, slowdown: number): void {
    this.series.slowed(slowdown)
    this.moved(running, waiting)
  }

  refused(): void {
    if (this.measurement.isOn) this.measurement.refused++
  }

  loaded(id: number, key: Key, fromMs: number, toMs: number): void {
    this.digest.triple((id * SLOTS + key.slot) * KINDS + QUERY, fromMs, toMs)
  }

  committed(key: Key, version: number): void {
    const { nowMs } = this.scheduler
    this.digest.triple(key.slot * KINDS + COMMIT, nowMs, version)
    if (this.measurement.isOn) this.measurement.writes++
    this.watched.committed(key, version)
  }

  acknowledged(): void {
    if (this.measurement.isOn) this.measurement.acknowledged++
  }

  stored(key: Key, entry: Entry): void {
    this.watched.stored(key, entry)
  }

  deleted(key: Key): void {
    this.watched.deleted(key)
  }

  lost(node: number): void {
    this.watched.lost(node)
  }

  worked(node: number, fromMs: number, toMs: number): void {
    this.series.worked(node, fromMs, toMs)
    this.measurement.worked(node, fromMs, toMs)
  }

  /** Watches the cache of one instance. */
  cacheWatcher(instance: number): CacheWatcher {
    return {
      ...this.watched.local(instance),
      lookedUp: found => {
        this.series.lookedUp(found)
        this.seconds.lookedUp(found !== null)
      },
    }
  }

  breakerChanged(instance: number, state: BreakerState): void {
    this.events.add(
      this.scheduler.nowMs,
      'breaker',
      `Breaker of instance ${instance + 1} is ${state.replace('-', ' ')}`,
    )
  }

  fault(kind: 'fault' | 'fault-ends', text: string): void {
    this.events.add(this.scheduler.nowMs, kind, text)
  }

  /** Throws when a request that arrived has not ended: none may hang, or be forgotten. */
  finish(identity: RunIdentity): Recording {
    if (this.openRequests !== 0)
      throw new Error(`${this.openRequests} requests have not ended (seed ${identity.seed})`)
    const { world } = this
    const pages = this.seconds.pager.pages
    for (const page of pages) this.events.add(page.atMs, 'alert', `Pager: ${page.text} (${page.severity})`)
    return {
      format: 1,
      scenario: identity.scenario,
      designId: identity.designId,
      seed: identity.seed,
      digest: this.digest.hex(),
      arrivalsDigest: this.arrivals.hex(),
      endMs: this.endMs,
      durationMs: world.durationMs,
      settleMs: world.settleMs,
      bucketMs: world.bucketMs,
      buckets: this.buckets,
      topology: {
        readersPerSecond: world.readers.reduce((sum, source) => sum + source.ratePerSecond, 0),
        instances: world.instances,
        nodes: world.redis.nodes,
        connections: world.origin.connections,
      },
      series: this.series.series,
      latency: this.series.grid,
      traces: this.traces.traces(),
      copies: this.watched.finish(),
      copiesLeftOut: this.watched.leftOut,
      ...this.events.finish(),
      alerts: pages.map(({ metric, severity, atMs }) => ({ metric, severity, atMs })),
      summary: this.measurement.summary(
        this.endMs,
        identity.bounds,
        this.pool,
        this.seconds.worstP99Ms,
        this.series.series.nodeBusy,
      ),
    }
  }

  asked(): void {
    this.series.asked()
    this.seconds.asked()
    if (this.measurement.isOn) this.measurement.loads++
  }

  private moved(running: number, waiting: number): void {
    this.series.pool(running, waiting)
    this.pool.moved(running, waiting)
  }
}
