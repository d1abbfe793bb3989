import type { Program, Scheduler } from '#kernel/program.ts'
import type { Breaker } from './breaker.ts'
import type { Entry } from './entry.ts'
import type { Key } from './key.ts'
import { type Call, type Copy, LoadShed, type Lookup, type Store, TierUnavailable } from './ports.ts'
import type { CacheWatcher } from './watcher.ts'

/**
 * Redis behind a breaker: while it does not answer it is skipped, as if it were down, instead of being waited for. A
 * delete that is skipped has failed, and is repaired like any other.
 */
export class SharedTier implements Store {
  private readonly store: Store
  private readonly breaker: Breaker
  private readonly scheduler: Scheduler
  private readonly watcher: CacheWatcher

  constructor(store: Store, breaker: Breaker, scheduler: Scheduler, watcher: CacheWatcher) {
    this.store = store
    this.breaker = breaker
    this.scheduler = scheduler
    this.watcher = watcher
  }

  get shards(): number {
    return this.store.shards
  }

  lookUp(key: Key, wantsToken: boolean, call: Call, from?: Copy): Program<Lookup> {
    return this.tried(key, this.store.lookUp(key, wantsToken, call, from))
  }

  fill(key: Key, entry: Entry, seen: string | null, call: Call, lease?: string | null): Program<boolean> {
    return this.tried(key, this.store.fill(key, entry, seen, call, lease))
  }

  delete(key: Key, call: Call): Program<void> {
    return this.tried(key, this.store.delete(key, call))
  }

  takeLease(key: Key, holder: string, leaseMs: number, call: Call): Program<boolean> {
    return this.tried(key, this.store.takeLease(key, holder, leaseMs, call))
  }

  renewLease(key: Key, holder: string, leaseMs: number, call: Call): Program<boolean> {
    return this.tried(key, this.store.renewLease(key, holder, leaseMs, call))
  }

  releaseLease(key: Key, holder: string, call: Call): Program<void> {
    return this.tried(key, this.store.releaseLease(key, holder, call))
  }

  /** `command` has not begun: it does not reach Redis unless the breaker lets it. */
  private *tried<A>(key: Key, command: Program<A>): Program<A> {
    const { breaker, scheduler } = this
    let pass: number
    try {
      pass = breaker.admit(scheduler.nowMs)
    } catch (error) {
      if (!(error instanceof LoadShed)) throw error
      this.watcher.acted('redis-skipped', key)
      throw new TierUnavailable('redis is skipped: its breaker is not closed', { cause: error })
    }
    let hasEnded = false
    try {
      const answer = yield* command
      hasEnded = true
      breaker.succeeded(pass, scheduler.nowMs)
      return answer
    } catch (error) {
      hasEnded = true
      breaker.failed(pass, scheduler.nowMs)
      throw error
    } finally {
      // Whoever asked was cancelled: there is no outcome, and a probe's place must not stay taken.
      if (!hasEnded) breaker.abandoned(pass, scheduler.nowMs)
    }
  }
}
