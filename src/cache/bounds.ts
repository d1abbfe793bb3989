import { graceMs } from './grace.ts'
import type { Policy } from './policy.ts'

/** How long messages take in a world, ms; what the arithmetic of staleness needs to know of it. */
export interface Delays {
  /** From a commit to the execution of the writer's DEL, on the slowest way from an instance to Redis. */
  readonly deleteMs: number
  /** From publishing to the eviction in the slowest instance. */
  readonly busMs: number
  /** From a commit to the execution of the change feed's DEL. */
  readonly feedMs: number
  /** False when some writer of this type does not know the cache, or invalidates a group only when all of it is committed. */
  readonly everyWriterInvalidates: boolean
  /** From a commit to the execution of the DEL in the slowest other region; none when it is not told. Left out: there is one cache. */
  readonly otherRegionsMs?: number
  /** How far the database's replica is behind. */
  readonly originReplicaLagMs?: number
  /** How far Redis's replicas are behind. */
  readonly redisReplicaLagMs?: number
  /** How far an instance's clock may be from the true time, either way. */
  readonly clockSkewMs?: number
}

export interface Bounds {
  /** Oldest answer possible while every message arrives, ms. */
  readonly boundMs: number
  /** Oldest answer possible when every message is lost, ms. */
  readonly worstBoundMs: number
}

/** Settling a write-behind entry asks Redis, then deletes: so many times the way of a DEL at most. */
const SETTLING_WAYS = 3

/**
 * The staleness a policy can cause: how long before an attempt began the version it returns may have been superseded.
 *
 * Expiry counts from the start of the load and an L1 copy, unless the policy lets it, never outlives its entry, so the
 * tiers' TTLs do not add up: the longest is the bound. A CDN counts from when the answer passed, so its TTL does add
 * up, and so does what is served past its end. Who joins a flight may get a row read up to the load cap before. A row
 * read from a replica is old by its lag already. Two clocks that differ lengthen a TTL by both errors.
 *
 * A delivered message shortens the TTL to its delay, but only with miss tokens (without them a load that an
 * invalidation overtakes fills the old value for a full TTL), and not when loads read a replica that may still hold the
 * old row. Publishing can always lose; a type that relies on it falls back to the L1 TTL.
 */
export function bounds(policy: Policy, delays: Delays): Bounds {
  if (policy.pattern === 'none') return { boundMs: 0, worstBoundMs: 0 }
  const edgeMs = policy.cdn?.ttlMs ?? 0
  const worstBoundMs = worst(policy, delays) + edgeMs
  return { boundMs: Math.min(worstBoundMs, delivered(policy, delays) + edgeMs), worstBoundMs }
}

function worst(policy: Policy, delays: Delays): number {
  const { invalidation, readFrom } = policy
  const lagMs = delays.originReplicaLagMs ?? 0
  if (invalidation.versionStamps !== null && readFrom === 'primary') return stampMs(policy, lagMs)
  const readLagMs = readFrom === 'replica' ? lagMs : 0
  const skewMs = 2 * (policy.l2 === null ? 0 : (delays.clockSkewMs ?? 0))
  const keptMs = ttlMs(policy) === 0 ? 0 : ttlMs(policy) + localSurplusMs(policy) + graceMs(policy)
  return Math.max(keptMs + skewMs, joinMs(policy)) + readLagMs
}

function delivered(policy: Policy, delays: Delays): number {
  const { invalidation, l2, readFrom } = policy
  const longestMs = ttlMs(policy)
  const lagMs = delays.originReplicaLagMs ?? 0
  const isGuarded = l2 === null || invalidation.missTokens
  const readsOldRows = readFrom === 'replica' && lagMs > 0
  if (longestMs === 0 || !isGuarded || readsOldRows || invalidation.versionStamps !== null)
    return Number.POSITIVE_INFINITY
  const onMs = Math.max(localMs(policy, delays), answerMs(policy, delays))
  return Math.max(deletedMs(policy, delays) + onMs, joinMs(policy))
}

/** Until Redis has forgotten the old value, in every region. */
function deletedMs(policy: Policy, delays: Delays): number {
  const { invalidation, pattern, l2 } = policy
  const copies = policy.hotKeys?.copies ?? 1
  // Copies of a hot key are deleted when the DEL of its own has been answered.
  const copyWays = copies > 1 ? 2 : 0
  const ways = (pattern === 'write-behind' ? SETTLING_WAYS : 1) + copyWays
  // Without Redis there is nothing to write through: the writer is on its own.
  const writesThrough = l2 !== null && (pattern === 'write-through' || pattern === 'write-behind')
  const isTold = (invalidation.deleteOnWrite || writesThrough) && delays.everyWriterInvalidates
  const feedMs = invalidation.cdcBackstop ? delays.feedMs + copyWays * delays.deleteMs : never
  const hereMs = isTold ? ways * delays.deleteMs : feedMs
  const thereMs =
    delays.otherRegionsMs === undefined ? 0 : invalidation.cdcBackstop ? delays.otherRegionsMs : never
  const replicaMs = l2 !== null && l2.replicaReads !== 'none' ? (delays.redisReplicaLagMs ?? 0) : 0
  return Math.max(hereMs, thereMs) + replicaMs
}

/** What the instances' own copies add. One refilled from a replica that lags was put there after its eviction. */
function localMs(policy: Policy, delays: Delays): number {
  const keptMs = localTtlMs(policy)
  if (keptMs === 0) return 0
  const isRefilledOld =
    policy.l2 !== null && policy.l2.replicaReads !== 'none' && delays.redisReplicaLagMs !== 0
  return policy.invalidation.publishToL1 && !isRefilledOld ? delays.busMs : keptMs + graceMs(policy)
}

const never = Number.POSITIVE_INFINITY

/** The TTL by which every copy ends, but for what the rest of this file adds. */
function ttlMs(policy: Policy): number {
  const ownMs = policy.l2?.ttlMs ?? localTtlMs(policy)
  return ownMs === 0 ? 0 : Math.max(ownMs, policy.negativeTtlMs ?? 0)
}

function localTtlMs({ l1, hotKeys }: Policy): number {
  return Math.max(l1?.ttlMs ?? 0, hotKeys?.localCopyMs ?? 0)
}

/** A local copy that may outlive its entry lives its whole TTL from the entry's last moment on. */
function localSurplusMs(policy: Policy): number {
  return policy.l1?.outlivesEntry && policy.l2 !== null ? localTtlMs(policy) : 0
}

/** How old a row can be when it is handed over: to who joins its flight, or to an edge that counts from then. */
function joinMs(policy: Policy): number {
  return isHandedOn(policy) ? policy.loadCapMs : 0
}

/** How long an entry that Redis has just forgotten can still be on its way to be handed over; where there are markers of groups, they are asked for on the way. */
function answerMs(policy: Policy, { deleteMs }: Delays): number {
  if (policy.l2 === null || !isHandedOn(policy)) return 0
  return (policy.invalidation.groupMarkerMs === null ? 1 : 3) * deleteMs
}

function isHandedOn({ coalescing, pattern, l2, cdn }: Policy): boolean {
  const isServed = l2 !== null && pattern !== 'cache-aside' && pattern !== 'none'
  return coalescing !== 'none' || isServed || cdn !== null
}

/** A stamped copy is as fresh as the version that was looked up; an edge counts from when the answer passed, after look-up and load. */
function stampMs({ invalidation, cdn, loadCapMs }: Policy, lagMs: number): number {
  return (invalidation.versionStamps?.lookup === 'replica' ? lagMs : 0) + (cdn === null ? 0 : 2 * loadCapMs)
}
