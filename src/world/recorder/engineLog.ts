import type { LocalTierWatcher } from '#cache/localTier.ts'
import type { CacheWatcher } from '#cache/watcher.ts'
import type { Scheduler } from '#kernel/program.ts'
import type { EventLog } from './eventLog.ts'
import type { Measurement } from './measurement.ts'
import type { Seconds } from './seconds.ts'
import type { SeriesLog } from './seriesLog.ts'

interface EngineLogParts {
  readonly scheduler: Scheduler
  readonly series: SeriesLog
  readonly seconds: Seconds
  readonly measurement: Measurement
  readonly events: EventLog
}

/** No instance: the cache's own service, the change feed, jobs, the edge. */
export const SHARED = -1

/** Watches one part of the engine: the cache of an instance, or something that belongs to none. */
export function engineLog(parts: EngineLogParts, instance: number, copies: LocalTierWatcher): CacheWatcher {
  const { scheduler, series, seconds, measurement, events } = parts
  return {
    ...copies,

    lookedUp: found => {
      series.lookedUp(found)
      // What the edge answers never comes to the cache whose hit rate is watched.
      if (found !== 'cdn') seconds.lookedUp(found !== null)
    },

    acted: (act, key) => {
      series.acted(act)
      if (key === null) return
      if (act === 'delete-retried') seconds.waits(key, instance, scheduler.nowMs)
      else if (act === 'delete-given-up') seconds.givenUp(key)
    },

    invalidated: (key, lagMs) => {
      series.invalidated(lagMs)
      seconds.invalidated(key, lagMs)
    },

    sampled: (key, isDivergent, readAtMs) => {
      seconds.sampled(isDivergent)
      measurement.sampled(isDivergent)
      if (isDivergent)
        events.add(readAtMs, 'divergence', `A sampled read of ${key.item} differs from the origin`)
    },

    writeLost: count => {
      measurement.lost += count
      const what = count === 1 ? 'One acknowledged write is' : `${count} acknowledged writes are`
      events.add(scheduler.nowMs, 'writes-lost', `${what} lost with the buffer they waited in`)
    },

    writeFlushed: count => {
      measurement.flushed(count)
    },

    noted: (kind, text) => {
      events.add(scheduler.nowMs, kind, text.replace('this instance', `instance ${instance + 1}`))
    },
  }
}
