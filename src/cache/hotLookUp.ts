import type { Draws } from '#kernel/chance.ts'
import type { Program } from '#kernel/program.ts'
import type { Errand } from './cachedType.ts'
import { type Lookup, type Store, unlessUnavailable } from './ports.ts'
import type { CacheWatcher } from './watcher.ts'

/**
 * Asks Redis for a key elsewhere first: for a hot one a copy, each on another shard, or a replica of its shard. What these
 * do not hold the key's own shard may; the errand then brings it to the copy, too. A replica lags behind, and gives no
 * token.
 */
export function* lookUpElsewhere(
  errand: Errand,
  isHot: boolean,
  store: Store,
  clock: { readonly nowMs: number },
  draws: Draws,
  watcher: CacheWatcher,
): Program<Lookup> {
  const { key, type, call } = errand
  const { l2, invalidation } = type.policy
  if (isHot && type.copies !== null) {
    const copies = type.copies.of(key)
    const copy = copies[draws.integer(copies.length, call.id)]!
    if (copy !== key) {
      const found = yield* unlessUnavailable(store.lookUp(copy, invalidation.missTokens, call))
      if (found !== undefined) errand.copy = { key: copy, stamp: found.stamp }
      if (found?.entry && (yield* type.isValid(key, found.entry, clock, call))) {
        watcher.acted('hot-copy-read', key)
        errand.isElsewhere = true
        return found
      }
    }
  }
  if (l2!.replicaReads === 'all' || (l2!.replicaReads === 'hot' && isHot)) {
    const found = yield* unlessUnavailable(store.lookUp(key, false, call, 'replica'))
    if (found?.entry && (yield* type.isValid(key, found.entry, clock, call))) {
      watcher.acted('replica-read', key)
      errand.isElsewhere = true
      // What a replica holds may have been deleted already: it must not get into a copy.
      errand.copy = null
      return found
    }
  }
  return yield* store.lookUp(key, invalidation.missTokens, call)
}

/** Whether a key is hot; counts the read, unless it has looked into the process first and was counted there. For types with hot keys. */
export function countsAsHot({ key, type }: Errand, nowMs: number): boolean {
  return type.hasLocal ? type.hot!.isHot(key.item) : type.hot!.read(key.item, nowMs)
}
