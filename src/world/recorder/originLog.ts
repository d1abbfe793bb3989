import type { Key } from '#cache/key.ts'
import type { Scheduler } from '#kernel/program.ts'
import type { OriginWatcher } from '../origin.ts'
import type { Measurement } from './measurement.ts'
import type { PoolLog } from './poolLog.ts'
import type { RunDigest } from './runDigest.ts'
import type { Seconds } from './seconds.ts'
import type { SeriesLog } from './seriesLog.ts'
import type { WatchedKeys } from './watchedKeys.ts'

interface OriginLogParts {
  readonly scheduler: Scheduler
  readonly series: SeriesLog
  readonly seconds: Seconds
  readonly measurement: Measurement
  readonly pool: PoolLog
  readonly digest: RunDigest
  readonly watched: WatchedKeys
}

/** Watches the origin: its pool, its queries, and what is committed to it. */
export class OriginLog implements OriginWatcher {
  private readonly parts: OriginLogParts

  constructor(parts: OriginLogParts) {
    this.parts = parts
  }

  asked(): void {
    const { series, seconds, measurement } = this.parts
    series.asked()
    seconds.asked()
    if (measurement.isOn) measurement.loads++
  }

  queued(askedMs: number, running: number, waiting: number): void {
    this.parts.pool.queued(askedMs)
    this.moved(running, waiting)
  }

  dequeued(): void {
    this.parts.pool.dequeued(this.parts.scheduler.nowMs)
  }

  began(running: number, waiting: number, slowdown: number): void {
    this.parts.series.slowed(slowdown)
    this.moved(running, waiting)
  }

  released(running: number, waiting: number, slowdown: number): void {
    this.parts.series.slowed(slowdown)
    this.moved(running, waiting)
  }

  refused(): void {
    const { measurement } = this.parts
    if (measurement.isOn) measurement.refused++
  }

  loaded(id: number, key: Key, fromMs: number, toMs: number): void {
    this.parts.digest.queried(id, key, fromMs, toMs)
  }

  committed(key: Key, version: number): void {
    const { digest, measurement, watched, scheduler } = this.parts
    digest.committed(key, version, scheduler.nowMs)
    measurement.committed()
    watched.committed(key, version)
  }

  private moved(running: number, waiting: number): void {
    this.parts.series.pool(running, waiting)
    this.parts.pool.moved(running, waiting)
  }
}
