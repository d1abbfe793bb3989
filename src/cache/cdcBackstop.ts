import type { Program } from '#kernel/program.ts'
import type { Design } from './design.ts'
import { type Bus, type Call, type ChangeFeed, type Store, unlessUnavailable } from './ports.ts'

/** No instance: messages of the backstop are for all. */
const NOBODY = -1

/**
 * Change data capture: reads every commit from the changelog, whoever made it, and deletes the key again. It covers
 * the writer who forgot, and the delete that was lost, after the lag of the feed.
 */
export function* cdcBackstop(
  feed: ChangeFeed,
  store: Store,
  bus: Bus,
  design: Design,
  call: Call,
): Program<void> {
  const policies = new Map(Object.entries(design.policies))
  for (;;) {
    const key = yield* feed.next()
    const policy = policies.get(key.type)
    if (policy === undefined || !policy.invalidation.cdcBackstop) continue
    if (policy.l2 !== null) yield* unlessUnavailable(store.delete(key, call))
    if (policy.invalidation.publishToL1) bus.publish(key, NOBODY)
  }
}
