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
  const isShared = fromRedis?.exists && !isFresh(fromRedis, nowMs) && isKept(fromRedis, nowMs)
  const group = key.group === null ? null : type.groups
  const isValid = (entry: Entry) =>
    entry.exists && (group === null || group.judge(key.group!, entry, nowMs) !== false)
  const shared = isShared && isValid(fromRedis) ? fromRedis : null
  if (local !== null && isValid(local.entry) && (shared === null || local.entry.version >= shared.version))
    return { entry: local.entry, endedMs: local.untilMs, tier: 'l1' }
  return shared === null ? null : { entry: shared, endedMs: shared.freshUntilMs, tier: 'l2' }
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
