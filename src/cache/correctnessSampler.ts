import type { Chance, Draws } from '#kernel/chance.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import type { Entry } from './entry.ts'
import type { Key } from './key.ts'
import type { OriginGuard, Wanted } from './originGuard.ts'
import { isExpected, unseen } from './ports.ts'
import type { CacheWatcher } from './watcher.ts'

/**
 * Correctness sampling: of the reads answered from a cache a share is compared with the origin, in the background. It
 * sees what no hit rate shows; but only what the origin itself does not have wrong.
 */
export class CorrectnessSampler {
  private readonly guard: OriginGuard
  private readonly scheduler: Scheduler
  private readonly watcher: CacheWatcher
  private readonly draws: Draws

  constructor(guard: OriginGuard, scheduler: Scheduler, chance: Chance, watcher: CacheWatcher) {
    this.guard = guard
    this.scheduler = scheduler
    this.watcher = watcher
    this.draws = chance.about('correctness sample')
  }

  /** A cache has answered this call; `share` of such answers are compared. */
  answered(key: Key, entry: Entry, share: number, wanted: Wanted, callId: number): void {
    if (!this.draws.chance(share, callId)) return
    this.scheduler.start(this.compare(key, entry, wanted, callId), 'sample')
  }

  private *compare(key: Key, entry: Entry, wanted: Wanted, callId: number): Program<void> {
    const readAtMs = this.scheduler.nowMs
    try {
      const version = yield* this.guard.version(key, unseen(callId), wanted)
      const isDivergent = version > entry.version
      this.watcher.acted('sampled', key)
      if (isDivergent) this.watcher.acted('diverged', key)
      this.watcher.sampled(key, isDivergent, readAtMs)
    } catch (error) {
      // A sample that the origin has no room for is not taken.
      if (!isExpected(error)) throw error
    }
  }
}
