import type { EdgeTier } from '#cache/edgeTier.ts'
import type { TieredCache } from '#cache/tieredCache.ts'
import type { Attempt } from './attempt.ts'
import type { Lifeline } from './lifeline.ts'

/** One life of an instance: its cache, and what connects it with the world, if it may crash. */
export interface Life {
  readonly cache: TieredCache
  readonly lifeline: Lifeline | null
}

export interface InstanceWatcher {
  left(instance: number): void
  crashed(instance: number): void
  restarted(instance: number): void
}

export interface InstanceParts {
  readonly number: number
  /** Index of its region; 0 is home. */
  readonly region: number
  /** The edge in front of it; null when no type uses one. */
  readonly edge: EdgeTier | null
  readonly mayCrash: boolean
  readonly make: () => Life
  /** It has been restarted. */
  readonly started: (instance: Instance) => void
  readonly watcher: InstanceWatcher
}

/** One instance of the application. Its cache is made anew at each start; a crash ends what is inside with an error. */
export class Instance {
  readonly number: number
  readonly region: number
  readonly edge: EdgeTier | null
  /** Attempts inside, which end when it crashes; null in a world where no instance ever does. */
  readonly open: Set<Attempt> | null
  isUp = true
  cache: TieredCache
  private lifeline: Lifeline | null
  /** No restart before this. */
  private downUntilMs = 0
  private readonly make: () => Life
  private readonly started: (instance: Instance) => void
  private readonly watcher: InstanceWatcher

  constructor({ number, region, edge, mayCrash, make, started, watcher }: InstanceParts) {
    this.number = number
    this.region = region
    this.edge = edge
    this.open = mayCrash ? new Set() : null
    this.make = make
    this.started = started
    this.watcher = watcher
    const life = make()
    this.cache = life.cache
    this.lifeline = life.lifeline
  }

  /**
   * The process is gone for so long: its memory, what it had under way, and the connections of those who wait for it.
   * One that is down already stays down for the longer of the two.
   */
  crash(nowMs: number, downMs: number): void {
    if (this.open === null) return
    this.downUntilMs = Math.max(this.downUntilMs, nowMs + downMs)
    if (!this.isUp) return
    this.isUp = false
    this.lifeline?.sever()
    this.watcher.crashed(this.number)
    for (const attempt of this.open) {
      this.watcher.left(this.number)
      attempt.crashed(nowMs)
    }
    this.open.clear()
  }

  restart(nowMs: number): void {
    if (this.isUp || nowMs < this.downUntilMs) return
    const life = this.make()
    this.cache = life.cache
    this.lifeline = life.lifeline
    this.isUp = true
    this.watcher.restarted(this.number)
    this.started(this)
  }
}
