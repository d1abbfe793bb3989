import type { Program, Scheduler } from '#kernel/program.ts'
import type { Design } from './design.ts'
import { deleteCopies } from './invalidation.ts'
import type { Key } from './key.ts'
import type { Policy } from './policy.ts'
import { type Bus, type Change, type ChangeFeed, type Store, TierUnavailable, unseen } from './ports.ts'
import { type ReplicatedKeys, replicatedKeysOf } from './replicatedKey.ts'
import { type CacheWatcher, SILENT } from './watcher.ts'

/** No instance: messages of the backstop are for all. */
const NOBODY = -1
const FIRST_RETRY_MS = 50
const LONGEST_RETRY_MS = 2000

/** What the backstop knows of a type it covers. */
interface Covered {
  readonly policy: Policy
  readonly copies: ReplicatedKeys | null
}

/**
 * Change data capture: reads every commit from the changelog, whoever made it, and deletes the key again. It covers
 * the writer who forgot, and the delete that was lost, after the lag of the feed. Deletes do not wait for one another,
 * so a burst of commits does not make its last one late; and one that Redis refuses is tried until it succeeds, for a
 * backstop that skips is none.
 */
export function* cdcBackstop(
  feed: ChangeFeed,
  store: Store,
  bus: Bus,
  design: Design,
  scheduler: Scheduler,
  watcher: CacheWatcher = SILENT,
): Program<void> {
  const types = new Map(
    Object.entries(design.policies).flatMap(([type, policy]): [string, Covered][] => {
      // A stamped copy is unreachable once its row has changed: there is nothing to delete.
      const { cdcBackstop: isOn, versionStamps } = policy.invalidation
      if (!isOn || versionStamps !== null || policy.pattern === 'none') return []
      return [[type, { policy, copies: replicatedKeysOf(policy, store.shards) }]]
    }),
  )
  /** Keys whose delete will be tried again: one delete serves every change until then. */
  const postponed = new Set<string>()
  for (;;) {
    const change = yield* feed.next()
    const covered = types.get(change.key.type)
    if (covered === undefined) continue
    if (postponed.has(change.key.name)) {
      // Its delete is under way; the copies in the instances are of before this change all the same.
      tell(change.key, covered, bus)
      continue
    }
    scheduler.start(invalidate(change, covered, store, bus, scheduler, watcher, postponed), 'change')
  }
}

function* invalidate(
  { key, atMs }: Change,
  covered: Covered,
  store: Store,
  bus: Bus,
  scheduler: Scheduler,
  watcher: CacheWatcher,
  postponed: Set<string>,
): Program<void> {
  const { policy, copies } = covered
  for (let retryMs = FIRST_RETRY_MS; policy.l2 !== null; retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS)) {
    try {
      yield* deleteCopies(key, copies, store, scheduler, unseen(0))
      break
    } catch (error) {
      if (!(error instanceof TierUnavailable)) throw error
    }
    // The copies in the instances need not wait for Redis.
    if (retryMs === FIRST_RETRY_MS) tell(key, covered, bus)
    if (postponed.has(key.name)) return
    postponed.add(key.name)
    watcher.acted('delete-retried', key)
    yield retryMs
    postponed.delete(key.name)
  }
  watcher.invalidated(key, scheduler.nowMs - atMs)
  tell(key, covered, bus)
}

/** Every instance, if the policy says so, that its copy is of before a change. */
function tell(key: Key, { policy }: Covered, bus: Bus): void {
  if (policy.invalidation.publishToL1) bus.publish(key, NOBODY, unseen(0))
}
