import type { Bounds } from '#cache/bounds.ts'
import type { Design } from '#cache/design.ts'
import type { Priority } from '#cache/policy.ts'
import type { Summary } from '#recording/recording.ts'
import type { Request } from '../request.ts'
import type { World } from '../world.ts'
import { Outcomes } from './outcomes.ts'
import type { PoolLog } from './poolLog.ts'
import { Tally } from './tally.ts'

const NEVER_STALE: Bounds = { boundMs: 0, worstBoundMs: 0 }

/** What of a summary is counted by requests, commits and commands; the rest belongs to logs of its own. */
type Counted = Omit<Summary, 'memory' | 'cost' | 'patterns' | 'acts' | 'staleness'> & {
  readonly staleness: Omit<Summary['staleness'], 'detectedAtMs'>
}

/**
 * The figures of a run: requests by their arrival in the measuring windows, everything else by when it happened. Only
 * acknowledged, durable and lost writes are those of the whole run, since a write is lost long after its acknowledgement.
 */
export class Measurement {
  /** Whether now is inside a window. */
  isOn = false
  loads = 0
  refused = 0
  acknowledged = 0
  /** Acknowledged writes that will never reach the origin. */
  lost = 0
  private writes = 0
  private durable = 0
  private samples = 0
  private divergent = 0
  private readonly world: World
  private readonly design: Design
  private readonly whole = new Tally()
  private readonly byType = new Map<string, Tally>()
  private readonly byPriority = new Map<Priority, Outcomes>()
  private readonly nodeWork: { operations: number; busyMs: number }[]
  private firstStaleMs: number | null = null

  constructor(world: World, design: Design, nodes: number) {
    this.world = world
    this.design = design
    this.nodeWork = Array.from({ length: nodes }, () => ({ operations: 0, busyMs: 0 }))
  }

  /** How long all windows are together. */
  get measuredMs(): number {
    return this.world.windows.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)
  }

  /** Requests that a cache answered. */
  get hits(): number {
    const { l1, l2, cdn } = this.whole.hits
    return l1 + l2 + cdn
  }

  /** Whether a window is open at this time. */
  covers(timeMs: number): boolean {
    for (const { fromMs, toMs } of this.world.windows) if (timeMs >= fromMs && timeMs < toMs) return true
    return false
  }

  /** A request that arrived in a window has ended. */
  ended(request: Request): void {
    const { type } = request.key
    this.whole.add(request)
    entryOf(this.byType, type, () => new Tally()).add(request)
    entryOf(this.byPriority, request.priority ?? this.priorityOf(type), () => new Outcomes()).add(
      request.fate!,
    )
    if (request.staleMs > 0) this.firstStaleMs ??= request.endMs
  }

  committed(): void {
    if (this.isOn) this.writes++
    this.durable++
  }

  /** A commit that was counted stands for so many writes that had been acknowledged. */
  flushed(writes: number): void {
    this.durable += writes - 1
  }

  sampled(isDivergent: boolean): void {
    if (!this.isOn) return
    this.samples++
    if (isDivergent) this.divergent++
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
  ): Counted {
    const { whole, measuredMs, samples } = this
    const all = whole.summary(loosest(bounds))
    const byType = [...this.byType].map(([type, tally]) => [
      type,
      tally.summary(bounds.get(type) ?? NEVER_STALE),
    ])
    const byPriority = [...this.byPriority]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([priority, each]) => [priority, { requests: each.requests, outcomes: each.summary() }])
    return {
      virtualMs,
      requests: all.requests,
      outcomes: all.outcomes,
      wrong: whole.wrong,
      servedExpired: whole.servedExpired,
      hits: all.hits,
      misses: all.misses,
      origin: {
        loads: this.loads,
        writes: this.writes,
        peakRunning: pool.peakRunning,
        peakDemand: pool.peakDemand,
        poolSaturatedMs: pool.saturatedMs,
        rejected: this.refused,
      },
      latencyMs: { ...all.latencyMs, worstSecondP99: worstSecondP99 ?? all.latencyMs.p99 },
      staleness: {
        ...all.staleness,
        ownWrites: whole.ownWrites,
        sampledDivergence: samples === 0 ? null : this.divergent / samples,
        firstStaleAtMs: this.firstStaleMs,
      },
      byType: Object.fromEntries(byType),
      byPriority: Object.fromEntries(byPriority),
      writes: {
        acknowledged: this.acknowledged,
        durable: this.durable,
        lost: this.lost,
      },
      shards: this.nodeWork.map((work, node) => ({
        operations: work.operations,
        utilisation: work.busyMs / measuredMs,
        peakUtilisation: this.peak(nodeBusy, node),
      })),
    }
  }

  private priorityOf(type: string): Priority {
    const { policies } = this.design
    return Object.hasOwn(policies, type) ? policies[type]!.priority : 'P1'
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

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
  }
  return value
}

function loosest(bounds: ReadonlyMap<string, Bounds>): Bounds {
  const all = [...bounds.values()]
  return {
    boundMs: Math.max(0, ...all.map(each => each.boundMs)),
    worstBoundMs: Math.max(0, ...all.map(each => each.worstBoundMs)),
  }
}
