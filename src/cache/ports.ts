import type { Program } from '#kernel/program.ts'
import type { Entry, Value } from './entry.ts'
import type { Key } from './key.ts'
import type { Priority } from './priority.ts'

/** Where a request spent time inside the engine; 'lease' is waiting for another instance's load. */
export type CacheStage = 'l1' | 'redis' | 'flight' | 'lease' | 'pool' | 'query'

/** What a user's own device remembers of its writes, whichever instance it talks to. */
export interface Session {
  /** When this user last wrote the item, ms of the run's clock; undefined: not within memory. */
  wroteAtMs(item: string): number | undefined
  wrote(item: string, atMs: number): void
}

/** Which copy of something replicated is asked: the one that is written to, or one that lags behind it. */
export type Copy = 'primary' | 'replica'

/** One request, as the engine and its ports see it: an identity for chance, and somebody to tell where time went. */
export interface Call {
  readonly id: number
  /** What the caller says of its own importance; undefined: its type's policy decides. */
  readonly priority?: Priority | undefined
  /** The user's own writes, for read-your-writes; undefined: nobody in particular. */
  readonly session?: Session | undefined
  /** A wait has begun. It ends with `spent`, unless the caller leaves first. */
  waits(stage: CacheStage, fromMs: number): void
  spent(stage: CacheStage, fromMs: number, toMs: number): void
}

/** A call that nobody waits for: background work, under the identity of what caused it. */
export function unseen(id: number): Call {
  return { id, waits: () => {}, spent: () => {} }
}

/**
 * What the shared tier held when it was asked. `stamp` names that state: the entry's own, or a miss token when it held
 * none. An invalidation destroys either, and a fill that shows a destroyed stamp is refused (the lease of Nishtala et
 * al. 2013, "Scaling Memcache at Facebook", section 3.2.1, without its exclusiveness).
 */
export interface Lookup {
  readonly entry: Entry | null
  /** null when no token was asked for. */
  readonly stamp: string | null
}

/** The shared tier (L2). Commands throw TierUnavailable when it cannot be reached. */
export interface Store {
  /** Shards that keys are spread over; copies of one key go to different ones. */
  readonly shards: number
  /** A replica gives no token: what it does not hold the primary may. */
  lookUp(key: Key, wantsToken: boolean, call: Call, from?: Copy): Program<Lookup>
  /**
   * Keeps an entry. With `seen`, only if the store still holds what that stamp names, or an older version of the
   * entry; null keeps it whatever happened meanwhile. With `lease`, only if that holder has the key's lease.
   * Returns whether it was kept.
   */
  fill(key: Key, entry: Entry, seen: string | null, call: Call, lease?: string | null): Program<boolean>
  delete(key: Key, call: Call): Program<void>
  /** Takes the right to load a key for all, unless somebody has it: `SET lock:{key} holder NX PX leaseMs`. */
  takeLease(key: Key, holder: string, leaseMs: number, call: Call): Program<boolean>
  /** Prolongs a lease to `leaseMs` from now; false when the holder has it no longer. */
  renewLease(key: Key, holder: string, leaseMs: number, call: Call): Program<boolean>
  /** Gives a lease back, if the holder still has it. */
  releaseLease(key: Key, holder: string, call: Call): Program<void>
}

/** How long a miss token lives, and an entry's stamp past its freshness; a load that takes longer fills nothing. */
export const TOKEN_MS = 60_000

/** Tells every instance that a key has changed. Best effort: a message may be lost, repeated or late. */
export interface Bus {
  publish(key: Key, sender: number, call: Call): void
  /** The whole group has changed, at `atMs` of the sender's clock. */
  publishGroup(group: string, atMs: number, sender: number, call: Call): void
}

export interface Row {
  readonly value: Value
  /** 0 for a row that does not exist. */
  readonly version: number
  readonly exists: boolean
}

/** The source of truth. Throws OriginRefused when it will not run a query. */
export interface Origin {
  load(key: Key, call: Call, from?: Copy): Program<Row>
  /** The version of a row, without the row: a short query. */
  version(key: Key, call: Call, from?: Copy): Program<number>
  /** Returns the new version once it is durable. */
  commit(key: Key, value: Value, call: Call): Program<number>
}

export interface Change {
  readonly key: Key
  /** When it was committed. */
  readonly atMs: number
}

/** Every commit, in order, some time after it happened. */
export interface ChangeFeed {
  next(): Program<Change>
}

/** A tier of the cache did not answer. */
export class TierUnavailable extends Error {
  override readonly name = 'TierUnavailable'
}

/** The origin has no room: its line is full, or no connection came free in time. */
export class OriginRefused extends Error {
  override readonly name = 'OriginRefused'
}

/** The engine itself refused a load, to protect the origin. */
export class LoadShed extends Error {
  override readonly name = 'LoadShed'
}

/** A load took longer than its policy allows. It goes on; those who waited do not. */
export class LoadTooSlow extends Error {
  override readonly name = 'LoadTooSlow'
}

/** The shared tier did not answer, and the type's policy is to say so. */
export class CacheFailed extends Error {
  override readonly name = 'CacheFailed'
}

/** A write was not taken: the buffer it goes to is full. */
export class BufferFull extends Error {
  override readonly name = 'BufferFull'
}

/** Failures that belong to the outside world, and so to the outcome of a request; anything else is a bug. */
export function isExpected(error: unknown): boolean {
  return (
    error instanceof TierUnavailable ||
    error instanceof OriginRefused ||
    error instanceof LoadShed ||
    error instanceof LoadTooSlow ||
    error instanceof CacheFailed ||
    error instanceof BufferFull
  )
}

/** Runs a command to the shared tier; undefined when the tier does not answer, which a cache must survive. */
export function* unlessUnavailable<A>(command: Program<A>): Program<A | undefined> {
  try {
    return yield* command
  } catch (error) {
    if (error instanceof TierUnavailable) return undefined
    throw error
  }
}

/** At once (a model) or a promise (a client of a real server). */
export type Eventually<A> = A | Promise<A>

/**
 * What one Redis node does with the Store's commands, when they have reached it. Times are whole milliseconds of the
 * node's clock, as Redis counts them.
 */
export interface StoreNode {
  lookUp(key: Key, wantsToken: boolean, clockMs: number): Eventually<Lookup>
  /** Keeps the entry for `keepMs`, a whole number from 1 up, under the conditions of `Store.fill`. */
  fill(
    key: Key,
    entry: Entry,
    seen: string | null,
    keepMs: number,
    clockMs: number,
    lease?: string | null,
  ): Eventually<boolean>
  delete(key: Key, clockMs: number): Eventually<void>
  takeLease(key: Key, holder: string, leaseMs: number, clockMs: number): Eventually<boolean>
  renewLease(key: Key, holder: string, leaseMs: number, clockMs: number): Eventually<boolean>
  releaseLease(key: Key, holder: string, clockMs: number): Eventually<void>
  /** Loses everything. */
  clear(): Eventually<void>
}
