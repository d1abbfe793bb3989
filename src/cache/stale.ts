import type { CachedType, Errand } from './cachedType.ts'
import { type Entry, isFresh, isKept } from './entry.ts'
import type { Key } from './key.ts'
import { CacheFailed } from './ports.ts'
import type { CacheWatcher } from './watcher.ts'

/** A copy past its end, when it ended, and where it was found. */
export interface Stale {
  readonly entry: Entry
  readonly endedMs: number
  readonly tier: 'l1' | 'l2'
}

/** The youngest copy past its end that is still kept: Redis's, or this instance's. Negative ones are not worth serving. */
export function bestStale(key: Key, type: CachedType, fromRedis: Entry | null, nowMs: number): Stale | null {
  const local = type.local.ended(key, nowMs)
  const shared =
    fromRedis !== null && !isFresh(fromRedis, nowMs) && isKept(fromRedis, nowMs) ? fromRedis : null
  const isLocal = local !== null && isServable(key, type, local.entry, nowMs)
  const isShared = shared !== null && isServable(key, type, shared, nowMs)
  if (isLocal && !(isShared && shared.version > local.entry.version))
    return { entry: local.entry, endedMs: local.untilMs, tier: 'l1' }
  return isShared ? { entry: shared, endedMs: shared.freshUntilMs, tier: 'l2' } : null
}

/** A negative entry is not worth serving past its end, and one whose group was cleared since is wrong. */
function isServable(key: Key, type: CachedType, entry: Entry, nowMs: number): boolean {
  if (!entry.exists) return false
  return type.groups === null || key.group === null || type.groups.judge(key.group, entry, nowMs) !== false
}

/**
 * Redis does not answer. By the policy: an ended copy of this instance that is young enough, or null to go on to the
 * origin. Throws CacheFailed, also to those on the errand's flight, for a type that is to fail explicitly.
 */
export function withoutCache(errand: Errand, nowMs: number, watcher: CacheWatcher): Stale | null {
  const { key, type, flight } = errand
  const { onCacheFailure } = type.policy
  if (onCacheFailure.kind === 'fail-explicit') {
    watcher.acted('refused-without-cache', key)
    const error = new CacheFailed('redis does not answer, and this type is not served without it')
    flight.fail(error)
    throw error
  }
  if (onCacheFailure.kind !== 'serve-stale') return null
  const stale = bestStale(key, type, null, nowMs)
  if (stale === null || nowMs >= stale.endedMs + onCacheFailure.maxAgeMs) return null
  watcher.acted('stale-on-cache-failure', key)
  return stale
}
