import type { Policy } from './policy.ts'

/** How long messages take in a world, ms; what the arithmetic of staleness needs to know of it. */
export interface Delays {
  /** From a commit to the execution of the writer's DEL. */
  readonly deleteMs: number
  /** From publishing to the eviction in the slowest instance. */
  readonly busMs: number
  /** From a commit to the execution of the change feed's DEL. */
  readonly feedMs: number
  /** False when some writer of this type does not know the cache. */
  readonly everyWriterInvalidates: boolean
}

export interface Bounds {
  /** Oldest answer possible while every message arrives, ms. */
  readonly boundMs: number
  /** Oldest answer possible when every message is lost, ms. */
  readonly worstBoundMs: number
}

/**
 * The staleness a policy can cause: how long before an attempt began the version it returns may have been superseded.
 *
 * Expiry counts from the start of the load and an L1 copy never outlives its entry, so the tiers' TTLs do not add up:
 * the longest is the bound. Who joins a flight may get a row read up to the load cap before. A delivered message
 * shortens the TTL to its delay, but only with miss tokens: without them a load that an invalidation overtakes fills
 * the old value for a full TTL. Publishing can always lose; a type that relies on it falls back to the L1 TTL.
 */
export function bounds(policy: Policy, delays: Delays): Bounds {
  const ttlMs = Math.max(policy.l2?.ttlMs ?? 0, policy.l2 === null ? (policy.l1?.ttlMs ?? 0) : 0)
  const joinMs = policy.coalescing === 'none' ? 0 : policy.loadCapMs
  const worstBoundMs = Math.max(ttlMs, joinMs)
  const { invalidation } = policy
  if (ttlMs === 0 || (policy.l2 !== null && !invalidation.missTokens))
    return { boundMs: worstBoundMs, worstBoundMs }
  const deletedMs =
    invalidation.deleteOnWrite && delays.everyWriterInvalidates
      ? delays.deleteMs
      : invalidation.cdcBackstop
        ? delays.feedMs
        : ttlMs
  const l1Ms = policy.l1 === null ? 0 : invalidation.publishToL1 ? delays.busMs : policy.l1.ttlMs
  return { boundMs: Math.min(worstBoundMs, Math.max(deletedMs + l1Ms, joinMs)), worstBoundMs }
}
