import type { Design } from '#cache/design.ts'
import { type Key, nodeOf } from '#cache/key.ts'
import { OriginGuard } from '#cache/originGuard.ts'
import type { Origin, Store } from '#cache/ports.ts'
import { warmUp } from '#cache/warming.ts'
import type { CacheWatcher } from '#cache/watcher.ts'
import type { Chance } from '#kernel/chance.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import type { ClusterShift } from './clusterShift.ts'
import type { KeySpace } from './keySpace.ts'
import type { RedisCluster } from './redisCluster.ts'
import type { World } from './world.ts'

/** How often the job looks whether the gate is open, and in how many steps the traffic shifts. */
const LOOK_MS = 250
const SHIFT_STEPS = 20
/** Progress is told at each of these shares. */
const TOLD = 4
/** Shards that come back within this time are filled by one job. */
const TOGETHER_MS = 1

export interface WarmJobsParts {
  readonly scheduler: Scheduler
  readonly world: World
  readonly design: Design
  readonly keys: KeySpace
  readonly chance: Chance
  readonly origin: Origin
  readonly watcher: CacheWatcher
}

/** The design's warming job, run when a cache, or a part of one, has come back empty. */
export class WarmJobs {
  private readonly parts: WarmJobsParts
  /** Shards that are about to be filled again. */
  private restarted: Set<number> | null = null

  constructor(parts: WarmJobsParts) {
    this.parts = parts
  }

  /** Fills a store with the most popular keys; `concerns` narrows them down. Returns when it is done; at once without such a job. */
  *fill(store: Store, concerns: (key: Key) => boolean = () => true): Program<void> {
    const { design, scheduler, chance, origin, watcher } = this.parts
    const settings = design.warming
    if (settings === null) return
    const keys = this.popular(settings.mostKeys).filter(concerns)
    watcher.noted(
      'warming',
      `Warming begins: ${keys.length} keys, at most ${settings.ratePerSecond} a second`,
    )
    const beganMs = scheduler.nowMs
    let told = 0
    const onProgress = (share: number) => {
      while (share >= (told + 1) / TOLD) {
        told++
        const afterS = ((scheduler.nowMs - beganMs) / 1000).toFixed(1)
        watcher.noted('warming', `Warming is at ${Math.round((100 * told) / TOLD)} % after ${afterS} s`)
      }
    }
    const guard = new OriginGuard({ origin, scheduler })
    yield* warmUp({ keys, settings, design, store, guard, scheduler, chance, watcher, onProgress })
  }

  /** A shard has come back without what it held: `fill`, for its keys. Together with others it is one job at one rate. */
  refill(store: Store, shard: number): void {
    const { design, scheduler } = this.parts
    if (design.warming === null) return
    if (this.restarted === null) {
      this.restarted = new Set()
      scheduler.start(this.refillRestarted(store, this.restarted), 'refill', TOGETHER_MS)
    }
    this.restarted.add(shard)
  }

  private *refillRestarted(store: Store, shards: ReadonlySet<number>): Program<void> {
    this.restarted = null
    yield* this.fill(store, key => shards.has(nodeOf(key.slot, store.shards)))
  }

  /**
   * Moves the traffic from the old cluster to the new one, `fresh`: at once without a gate; otherwise when the new one
   * holds enough of what is looked up, step by step.
   */
  *shift(shift: ClusterShift, fresh: RedisCluster): Program<void> {
    const { design, scheduler, watcher } = this.parts
    const settings = design.warming
    if (settings === null) {
      shift.to(1)
      return
    }
    scheduler.start(this.fill(fresh), 'warming')
    if (settings.hitRateGate !== null) {
      for (;;) {
        yield LOOK_MS
        if (!shift.isTo(fresh)) return
        const rate = shift.shadowHitRate
        if (rate === null || rate < settings.hitRateGate) continue
        watcher.noted(
          'warming',
          `The gate opens: the new cache holds ${Math.round(100 * rate)} % of what is asked for`,
        )
        break
      }
    }
    for (let step = 1; step <= SHIFT_STEPS; step++) {
      if (settings.shiftMs > 0) yield settings.shiftMs / SHIFT_STEPS
      if (!shift.isTo(fresh)) return
      shift.to(step / SHIFT_STEPS)
    }
    watcher.noted('warming', 'All traffic is on the new cache')
  }

  /** The most popular keys of each type, by how often they are read; the most popular first. */
  private popular(mostKeys: number): readonly Key[] {
    const { world, keys } = this.parts
    const rates = new Map<Key, number>()
    for (const { keys: mix, ratePerSecond } of world.readers)
      for (const { key, share } of keys.shares(mix))
        rates.set(key, (rates.get(key) ?? 0) + share * ratePerSecond)
    const counts = new Map<string, number>()
    return [...rates.keys()]
      .sort((a, b) => rates.get(b)! - rates.get(a)!)
      .filter(({ type }) => {
        const count = counts.get(type) ?? 0
        counts.set(type, count + 1)
        return count < mostKeys
      })
  }
}
