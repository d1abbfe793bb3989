import type { Bounds } from '#cache/bounds.ts'
import type { Design } from '#cache/design.ts'
import { PRIORITIES, type Priority } from '#cache/priority.ts'
import type { Summary } from '#recording/recording.ts'
import type { Request } from '../request.ts'
import type { World } from '../world.ts'
import type { PoolLog } from './poolLog.ts'
import { merged, Tally } from './tally.ts'

const NEVER_STALE: Bounds = { boundMs: 0, worstBoundMs: 0 }

/** The tallies of one type of data; `usual` is the priority of requests that do not say otherwise. */
interface TypeTallies {
  readonly usual: Priority
  readonly byPriority: Readonly<Record<Priority, Tally>>
}

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
  /** Writes whose writer got an error. */
  unacknowledged = 0
  /** Acknowledged writes that will never reach the origin. */
  lost = 0
  private writes = 0
  private durable = 0
  private samples = 0
  private divergent = 0
  private readonly world: World
  private readonly design: Design
  /** By type of data: each request is counted once, sums are made at the end. */
  private readonly tallies = new Map<string, TypeTallies>()
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
    const { l1, l2, cdn } = merged(this.all()).hits
    return l1 + l2 + cdn
  }

  /** Whether a window is open at this time. */
  covers(timeMs: number): boolean {
    for (const { fromMs, toMs } of this.world.windows) if (timeMs >= fromMs && timeMs < toMs) return true
    return false
  }

  /** A request that arrived in a window has ended. */
  ended(request: Request): void {
    this.tallyFor(request).add(request)
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
    const { measuredMs, samples } = this
    const whole = merged(this.all())
    const all = whole.summary(loosest(bounds))
    const byType = [...this.tallies].map(([type, tallies]) => [
      type,
      merged(Object.values(tallies.byPriority)).summary(bounds.get(type) ?? NEVER_STALE),
    ])
    const byPriority = PRIORITIES.map(priority => {
      const { outcomes } = merged([...this.tallies.values()].map(({ byPriority }) => byPriority[priority]))
      return [priority, { requests: outcomes.requests, outcomes: outcomes.summary() }] as const
    }).filter(([, { requests }]) => requests > 0)
    return {
      virtualMs,
      requests: all.requests,
      retries: whole.retries,
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
        failed: this.unacknowledged,
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

  private tallyFor({ key: { type }, priority }: Request): Tally {
    let tallies = this.tallies.get(type)
    if (tallies === undefined) {
      const { policies } = this.design
      const usual = Object.hasOwn(policies, type) ? policies[type]!.priority : 'P1'
      tallies = { usual, byPriority: { P0: new Tally(), P1: new Tally(), P2: new Tally() } }
      this.tallies.set(type, tallies)
    }
    return tallies.byPriority[priority ?? tallies.usual]
  }

  private all(): readonly Tally[] {
    return [...this.tallies.values()].flatMap(({ byPriority }) => Object.values(byPriority))
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
