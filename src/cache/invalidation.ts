import type { Program, Scheduler } from '#kernel/program.ts'
import type { Key } from './key.ts'
import type { Policy } from './policy.ts'
import { type Bus, type Call, type Store, TierUnavailable, unseen } from './ports.ts'
import { type ReplicatedKeys, replicatedKeysOf } from './replicatedKey.ts'
import type { CacheWatcher } from './watcher.ts'

const LONGEST_RETRY_MS = 2000

export interface InvalidationParts {
  readonly policy: Policy
  readonly store: Store
  readonly bus: Bus
  readonly scheduler: Scheduler
  readonly watcher: CacheWatcher
  /** Number of this instance: the bus spares its sender. */
  readonly sender: number
  /** Drops what this instance holds itself. */
  readonly evict: (key: Key) => void
}

/** What is to be done for a key whose DEL failed. */
interface Repair {
  /** When the first of the writes was made that wait for this. */
  committedMs: number
  /** When the first was made whose DEL has failed since the present attempt began; null: none. */
  againMs: number | null
}

/**
 * Invalidation of one type of data on write: a DEL of every copy in Redis, then a message to the other instances. A DEL
 * that fails goes to a bounded queue of repairs if the policy has one; otherwise it is forgotten.
 */
export class Invalidation {
  private readonly parts: InvalidationParts
  private readonly copies: ReplicatedKeys | null
  private readonly repairs = new Map<string, Repair>()

  constructor(parts: InvalidationParts) {
    const { policy, store } = parts
    this.parts = parts
    this.copies = replicatedKeysOf(policy, store.shards)
  }

  /** Takes every copy away; `committedMs` tells when the write was made. Never fails: what could not be done is repaired, or given up. */
  *invalidate(key: Key, committedMs: number, call: Call): Program<void> {
    const { policy, watcher, evict } = this.parts
    evict(key)
    if (policy.l2 !== null && policy.invalidation.versionStamps === null) {
      const isDone = yield* this.tryDelete(key, call)
      // While the DEL was on its way readers here may have fetched the old value again, and the bus spares its sender.
      evict(key)
      if (isDone) watcher.invalidated(key, this.sinceMs(committedMs))
      else this.repairLater(key, committedMs, call)
    } else watcher.invalidated(key, this.sinceMs(committedMs))
    this.tell(key, call)
  }

  /** How many keys wait for repair. */
  get waiting(): number {
    return this.repairs.size
  }

  private tell(key: Key, call: Call): void {
    const { policy, bus, sender } = this.parts
    if (policy.invalidation.publishToL1) bus.publish(key, sender, call)
  }

  private sinceMs(committedMs: number): number {
    return this.parts.scheduler.nowMs - committedMs
  }

  private *tryDelete(key: Key, call: Call): Program<boolean> {
    try {
      yield* deleteCopies(key, this.copies, this.parts.store, this.parts.scheduler, call)
      return true
    } catch (error) {
      if (error instanceof TierUnavailable) return false
      throw error
    }
  }

  private repairLater(key: Key, committedMs: number, call: Call): void {
    const { policy, scheduler, watcher } = this.parts
    const { retries } = policy.invalidation
    if (retries === null) return
    const underWay = this.repairs.get(key.name)
    if (underWay !== undefined) {
      underWay.againMs ??= committedMs
      return
    }
    if (this.repairs.size >= retries.queueLimit) {
      watcher.acted('delete-given-up', key)
      watcher.invalidated(key, this.sinceMs(committedMs))
      return
    }
    const repair = { committedMs, againMs: null }
    this.repairs.set(key.name, repair)
    scheduler.start(this.repair(key, repair, unseen(call.id)), 'repair')
  }

  private *repair(key: Key, repair: Repair, call: Call): Program<void> {
    const { policy, watcher, evict } = this.parts
    const { attempts, delayMs } = policy.invalidation.retries!
    let waitMs = Math.min(delayMs, LONGEST_RETRY_MS)
    for (let attempt = 1; attempt <= attempts; attempt++) {
      yield waitMs
      waitMs = Math.min(2 * waitMs, LONGEST_RETRY_MS)
      watcher.acted('delete-retried', key)
      // A write that came meanwhile has as many attempts as the first.
      if (repair.againMs !== null) attempt = 1
      repair.againMs = null
      if (yield* this.tryDelete(key, call)) {
        watcher.invalidated(key, this.sinceMs(repair.committedMs))
        evict(key)
        this.tell(key, call)
        if (repair.againMs === null) {
          this.repairs.delete(key.name)
          return
        }
        // It may have been made after Redis had carried out this DEL.
        repair.committedMs = repair.againMs
      }
      if (repair.againMs !== null) attempt = 0
    }
    this.repairs.delete(key.name)
    watcher.acted('delete-given-up', key)
    watcher.invalidated(key, this.sinceMs(repair.committedMs))
  }
}

/**
 * Deletes a key, then its copies. The key itself goes first: a reader who finds a copy missing looks there, and must
 * not bring the old value back to a copy that is deleted already. Copies are tried even when the key's own shard is
 * down; then the failure is thrown at the end.
 */
export function* deleteCopies(
  key: Key,
  copies: ReplicatedKeys | null,
  store: Store,
  scheduler: Scheduler,
  call: Call,
): Program<void> {
  if (copies === null) {
    yield* store.delete(key, call)
    return
  }
  let failure: TierUnavailable | undefined
  const [own, ...others] = copies.of(key)
  failure = yield* refused(store.delete(own!, call))
  const deletes = others.map(copy => scheduler.start(refused(store.delete(copy, call)), 'delete copy'))
  for (const each of deletes) {
    yield each
    failure ??= each.result()
  }
  if (failure !== undefined) throw failure
}

/** Runs a command; returns the failure of a tier that does not answer. */
function* refused(command: Program<void>): Program<TierUnavailable | undefined> {
  try {
    yield* command
    return undefined
  } catch (error) {
    if (error instanceof TierUnavailable) return error
    throw error
  }
}
