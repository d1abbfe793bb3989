import type { Key } from '#cache/key.ts'
import { type Call, isExpected, unseen } from '#cache/ports.ts'
import type { TieredCache } from '#cache/tieredCache.ts'
import type { Chance } from '#kernel/chance.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import type { KeySpace } from './keySpace.ts'
import type { World } from './world.ts'

export interface WriteWatcher {
  acknowledged(): void
}

/** Calls of writers are numbered apart from readers', so that neither disturbs the other's chance. */
const FIRST_WRITE_ID = 0x8000_0000

/** Writers commit by a Poisson process, each through an instance picked by chance. */
export class Writers {
  private readonly scheduler: Scheduler
  private readonly world: World
  private readonly chance: Chance
  private readonly caches: readonly TieredCache[]
  private readonly watcher: WriteWatcher

  constructor(
    scheduler: Scheduler,
    world: World,
    chance: Chance,
    caches: readonly TieredCache[],
    watcher: WriteWatcher,
  ) {
    this.scheduler = scheduler
    this.world = world
    this.chance = chance
    this.caches = caches
    this.watcher = watcher
  }

  start(keys: KeySpace): void {
    for (const [index, writer] of this.world.writers.entries()) {
      const keyFor = keys.sampler(writer.keys)
      this.scheduler.start(
        this.writes(index, writer.ratePerSecond, writer.invalidates, keyFor),
        `writer ${writer.name}`,
      )
    }
  }

  private *writes(
    source: number,
    ratePerSecond: number,
    invalidates: boolean,
    keyFor: (uniform: number) => Key,
  ): Program<void> {
    const gaps = this.chance.about(`write gap ${source}`)
    const picks = this.chance.about(`written key and instance ${source}`)
    for (let n = 0; ; n++) {
      yield gaps.exponential(1000 / ratePerSecond, n)
      if (this.scheduler.nowMs >= this.world.durationMs) return
      const key = keyFor(picks.uniform(n, 0))
      const cache = this.caches[picks.integer(this.caches.length, n, 1)]!
      const call = unseen(FIRST_WRITE_ID + source * 0x100_0000 + n)
      this.scheduler.start(this.write(cache, key, n, invalidates, call), 'write')
    }
  }

  private *write(
    cache: TieredCache,
    key: Key,
    value: number,
    invalidates: boolean,
    call: Call,
  ): Program<void> {
    try {
      yield* cache.write(key, value, invalidates, call)
      this.watcher.acknowledged()
    } catch (error) {
      if (!isExpected(error)) throw error
    }
  }
}
