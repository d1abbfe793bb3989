import type { Entry } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import type { Scheduler } from '#kernel/program.ts'
import type { ClusterWatcher } from '../redisCluster.ts'
import type { EventLog } from './eventLog.ts'
import type { Measurement } from './measurement.ts'
import type { MemoryLog } from './memoryLog.ts'
import type { PatternLog } from './patternLog.ts'
import type { Seconds } from './seconds.ts'
import type { SeriesLog } from './seriesLog.ts'
import type { WatchedCluster } from './watchedKeys.ts'

interface ClusterLogParts {
  readonly scheduler: Scheduler
  readonly series: SeriesLog
  readonly seconds: Seconds
  readonly measurement: Measurement
  readonly memory: MemoryLog
  /** null where bytes are not accounted. */
  readonly patterns: PatternLog | null
  readonly watched: WatchedCluster
  readonly events: EventLog
}

/** Watches one Redis cluster; several of them write into the same logs. */
export class ClusterLog implements ClusterWatcher {
  private readonly parts: ClusterLogParts
  /** Bytes that each node holds. */
  private readonly byNode = new Map<number, number>()

  constructor(parts: ClusterLogParts) {
    this.parts = parts
  }

  stored(key: Key, entry: Entry, bytes: number): void {
    const { watched, patterns, scheduler } = this.parts
    watched.stored(key, entry)
    if (this.isPrepared) patterns?.stored(key, bytes, scheduler.nowMs)
    else patterns?.placed(key, bytes)
  }

  deleted(key: Key): void {
    this.parts.watched.gone(key)
  }

  evicted(key: Key): void {
    const { watched, series, seconds, memory } = this.parts
    watched.gone(key)
    if (!this.isPrepared) return
    series.evicted()
    seconds.evicted()
    memory.evicted()
  }

  left(key: Key, reads: number, bytes: number): void {
    const { patterns, scheduler } = this.parts
    if (this.isPrepared) patterns?.left(key, reads, bytes, scheduler.nowMs)
    else patterns?.placed(key, -bytes)
  }

  memory(node: number, bytes: number): void {
    const { memory, series } = this.parts
    memory.changed(bytes - (this.byNode.get(node) ?? 0))
    this.byNode.set(node, bytes)
    series.holds(memory.bytes)
  }

  hit(key: Key): void {
    this.parts.patterns?.hit(key)
  }

  worked(node: number, fromMs: number, toMs: number): void {
    this.parts.series.worked(node, fromMs, toMs)
    this.parts.measurement.worked(node, fromMs, toMs)
  }

  lost(node: number): void {
    this.parts.watched.lost(node)
  }

  failedOver(node: number): void {
    const { events, scheduler } = this.parts
    events.add(
      scheduler.nowMs,
      'failover',
      `A replica takes the place of Redis node ${node + 1}; what it had not heard of yet is lost`,
    )
  }

  /** The engine that asked counts it. */
  replicaRead(): void {}

  /**
   * Whether the cluster has what it begins with. That is put there at time 0, when no command can have been carried out:
   * each takes some time. What there is no room for then was not evicted by the run.
   */
  private get isPrepared(): boolean {
    return this.parts.scheduler.nowMs > 0
  }
}
