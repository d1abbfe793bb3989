import { FAILED_FATES, STAGES } from '#recording/recording.ts'
import type { Request } from '../request.ts'
import type { EventLog } from './eventLog.ts'
import type { Measurement } from './measurement.ts'
import type { Seconds } from './seconds.ts'
import type { SeriesLog } from './seriesLog.ts'
import type { TraceLog } from './traceLog.ts'

/** Younger stale answers are the time a message takes, not an event. */
const NOTABLE_STALE_MS = 1000
const REDIS = STAGES.indexOf('redis')

interface RequestLogParts {
  readonly series: SeriesLog
  readonly seconds: Seconds
  readonly measurement: Measurement
  readonly traces: TraceLog
  readonly events: EventLog
}

/** What requests leave behind: counts, traces, and what happens to one for the first time. */
export class RequestLog {
  /** Arrived, and not ended yet. */
  open = 0
  private readonly parts: RequestLogParts
  private hasFailed = false
  private hasNotedStale = false
  private hasNotedOwnWrite = false
  private hasNotedWrong = false

  constructor(parts: RequestLogParts) {
    this.parts = parts
  }

  arrived(): void {
    this.open++
    this.parts.series.arrived()
  }

  ended(request: Request): void {
    const { series, seconds, measurement, traces } = this.parts
    this.open--
    const fate = request.fate!
    const latencyMs = request.endMs - request.startMs
    series.ended(request)
    const { spans } = request
    for (let at = 0; at < spans.length; at += 3)
      if (spans[at] === REDIS) seconds.tripped(spans[at + 2]! - spans[at + 1]!)
    traces.ended(request)
    if (measurement.covers(request.startMs)) {
      seconds.ended(latencyMs)
      measurement.ended(request)
    }
    if (!this.hasFailed && FAILED_FATES.includes(fate)) this.failed(request, latencyMs)
    if (request.staleMs > 0) this.stale(request)
    if (request.isOwnWrite) this.ownWrite(request)
    if (request.isWrong) this.wrong(request)
  }

  private failed({ fate, endMs }: Request, latencyMs: number): void {
    this.hasFailed = true
    const after = latencyMs < 1000 ? `${Math.round(latencyMs)} ms` : `${(latencyMs / 1000).toFixed(1)} s`
    this.parts.events.add(endMs, 'first-failure', `First reader fails: ${fate} after ${after}`)
  }

  private stale({ key, endMs, staleMs }: Request): void {
    if (staleMs >= NOTABLE_STALE_MS && !this.hasNotedStale) {
      this.hasNotedStale = true
      const seconds = (staleMs / 1000).toFixed(1)
      this.parts.events.add(
        endMs,
        'first-stale',
        `${key.name} is served ${seconds} s after it was superseded`,
      )
    }
  }

  private ownWrite({ key, endMs }: Request): void {
    if (this.hasNotedOwnWrite) return
    this.hasNotedOwnWrite = true
    this.parts.events.add(endMs, 'own-write', `The author of ${key.name} does not see their own write`)
  }

  private wrong({ key, endMs }: Request): void {
    if (this.hasNotedWrong) return
    this.hasNotedWrong = true
    this.parts.events.add(endMs, 'first-wrong', `${key.name} is served with a value that nobody intended`)
  }
}
