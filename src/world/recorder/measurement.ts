import type { Bounds } from '#cache/bounds.ts'
import type { Summary } from '#recording/recording.ts'
import type { Request } from '../request.ts'
import type { World } from '../world.ts'
import type { PoolLog } from './poolLog.ts'
import { Tally } from './tally.ts'

const NEVER_STALE: Bounds = { boundMs: 0, worstBoundMs: 0 }

/** The figures of a run: requests by their arrival in the measuring windows, everything else by when it happened. */
export class Measurement {
  /** Whether now is inside a window. */
  isOn = false
  loads = 0
  writes = 0
  refused = 0
  acknowledged = 0
  private readonly world: World
  private readonly whole = new Tally()
  private readonly byType = new Map<string, Tally>()
  private readonly nodeWork: { operations: number; busyMs: number }[]
  private firstStaleMs: number | null = null

  constructor(world: World) {
    this.world = world
    this.nodeWork = Array.from({ length: world.redis.nodes }, () => ({ operations: 0, busyMs: 0 }))
  }

  /** Whether a window is open at this time. */
  covers(timeMs: number): boolean {
    for (const { fromMs, toMs } of this.world.windows) if (timeMs >= fromMs && timeMs < toMs) return true
    return false
  }

  /** A request that arrived in a window has ended. */
  ended(request: Request): void {
    this.whole.add(request)
    const { type } = request.key
    let tally = this.byType.get(type)
    if (tally === undefined) {
      tally = new Tally()
      this.byType.set(type, tally)
    }
    tally.add(request)
    if (request.staleMs > 0) this.firstStaleMs ??= request.endMs
  }

  /** A node works on a command, from now or later. */
  worked(node: number, startMs: number, endMs: number): void {
    const work = this.nodeWork[node]!
    for (const { fromMs, toMs } of this.world.windows) {
      const overlapMs = Math.min(endMs, toMs) - Math.max(startMs, fromMs)
      if (overlapMs <= 0) continue
      work.busyMs += overlapMs
      if (startMs >= fromMs) work.operations++
    }
  }

  /** `nodeBusy` is the series of that name: busy shares by bucket and node. */
  summary(
    virtualMs: number,
    bounds: ReadonlyMap<string, Bounds>,
    pool: PoolLog,
    worstSecondP99: number | null,
    nodeBusy: Float32Array,
  ): Summary {
    const whole = this.whole.summary(loosest(bounds))
    const byType = [...this.byType].map(([type, tally]) => [
      type,
      tally.summary(bounds.get(type) ?? NEVER_STALE),
    ])
    const measuredMs = this.world.windows.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)
    return {
      virtualMs,
      requests: whole.requests,
      outcomes: whole.outcomes,
      wrong: 0,
      servedExpired: this.whole.servedExpired,
      hits: whole.hits,
      misses: whole.misses,
      origin: {
        loads: this.loads,
        writes: this.writes,
        peakRunning: pool.peakRunning,
        peakDemand: pool.peakDemand,
        poolSaturatedMs: pool.saturatedMs,
        rejected: this.refused,
      },
      latencyMs: { ...whole.latencyMs, worstSecondP99: worstSecondP99 ?? whole.latencyMs.p99 },
      staleness: {
        ...whole.staleness,
        sampledDivergence: null,
        firstStaleAtMs: this.firstStaleMs,
        detectedAtMs: null,
      },
      byType: Object.fromEntries(byType),
      writes: { acknowledged: this.acknowledged, durable: this.writes, lost: 0 },
      shards: this.nodeWork.map((work, node) => ({
        operations: work.operations,
        utilisation: work.busyMs / measuredMs,
        peakUtilisation: this.peak(nodeBusy, node),
      })),
      memory: { peakBytes: null, evictions: 0 },
      cost: { perHour: null, perThousandHits: null },
    }
  }

  /** The busiest bucket that lies in a window. */
  private peak(nodeBusy: Float32Array, node: number): number {
    const nodes = this.nodeWork.length
    let highest = 0
    for (let index = node; index < nodeBusy.length; index += nodes) {
      if (this.covers(Math.floor(index / nodes) * this.world.bucketMs))
        highest = Math.max(highest, nodeBusy[index]!)
    }
    return highest
  }
}

function loosest(bounds: ReadonlyMap<string, Bounds>): Bounds {
  const all = [...bounds.values()]
  return {
    boundMs: Math.max(0, ...all.map(each => each.boundMs)),
    worstBoundMs: Math.max(0, ...all.map(each => each.worstBoundMs)),
  }
}
