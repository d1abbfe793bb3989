import type { Program, Scheduler } from '#kernel/program.ts'
import type { Design } from './design.ts'
import type { Policy } from './policy.ts'
import type { Key } from './key.ts'
import { type Bus, type ChangeFeed, type Store, TierUnavailable, unseen } from './ports.ts'

/** No instance: messages of the backstop are for all. */
const NOBODY = -1
const FIRST_RETRY_MS = 50
const LONGEST_RETRY_MS = 2000

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
): Program<void> {
  const policies = new Map(Object.entries(design.policies))
  /** Keys whose delete will be tried again: one delete serves every change until then. */
  const postponed = new Set<string>()
  for (;;) {
    const key = yield* feed.next()
    const policy = policies.get(key.type)
    if (policy === undefined || !policy.invalidation.cdcBackstop || postponed.has(key.name)) continue
    scheduler.start(invalidate(key, policy, store, bus, postponed), 'change')
  }
}

function* invalidate(
  key: Key,
  policy: Policy,
  store: Store,
  bus: Bus,
  postponed: Set<string>,
): Program<void> {
  const tell = () => {
    if (policy.invalidation.publishToL1) bus.publish(key, NOBODY, unseen(0))
  }
  for (let retryMs = FIRST_RETRY_MS; policy.l2 !== null; retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS)) {
    try {
      yield* store.delete(key, unseen(0))
      break
    } catch (error) {
      if (!(error instanceof TierUnavailable)) throw error
    }
    // The copies in the instances need not wait for Redis.
    if (retryMs === FIRST_RETRY_MS) tell()
    if (postponed.has(key.name)) return
    postponed.add(key.name)
    yield retryMs
    postponed.delete(key.name)
  }
  tell()
}
