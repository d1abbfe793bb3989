import type { Value } from './entry.ts'
import { type Key, nodeOf } from './key.ts'
import { BufferFull } from './ports.ts'

interface Acknowledged {
  readonly value: Value
  /** What the cache's entry for it is numbered. */
  readonly version: number
  /** When it was acknowledged. */
  readonly atMs: number
}

/** A write that has been acknowledged, and has not reached the origin. */
export interface Pending extends Acknowledged {
  readonly key: Key
  /** Earlier acknowledged writes of the key whose place it has taken, in order. */
  readonly overtaken: Acknowledged[]
}

/**
 * Versions of what is not committed yet: above every version the origin gives, so that nothing that is committed takes
 * their place; in the order in which they were written.
 */
export const FIRST_PENDING_VERSION = 1_099_511_627_776
/** So many each service has for itself. */
const PENDING_VERSIONS = 4_294_967_296

/** Below the pending versions of a service. Caches that serve regions do not know of one another, but their answers are compared. */
export function firstPendingVersion(service: number): number {
  return FIRST_PENDING_VERSION + service * PENDING_VERSIONS
}

/** The service whose pending version this is; a negative number for what the origin has given. */
export function serviceOf(version: number): number {
  return Math.floor((version - FIRST_PENDING_VERSION) / PENDING_VERSIONS)
}

interface UnderWay {
  readonly pending: Pending
  isCommitted: boolean
}

/**
 * What write-behind has acknowledged and still owes the origin, in the memory of each Redis shard, beside the entries:
 * a shard that loses its memory loses these writes.
 */
export class WriteBuffer {
  private readonly shards: Map<string, Pending>[]
  /** Room kept for writes that the cache has not taken yet, by shard and key: for how many. */
  private readonly claims: Map<string, number>[]
  /** Writes that are being committed, by key: one at a time, so that the last write is what remains. */
  private readonly underWay = new Map<string, UnderWay>()

  constructor(shards: number) {
    this.shards = Array.from({ length: shards }, () => new Map())
    this.claims = Array.from({ length: shards }, () => new Map())
  }

  /** Keeps room for a write until it is added or released. Throws BufferFull when more than `limit` keys would wait in its shard. */
  claim(key: Key, limit: number): void {
    const shard = this.shardOf(key)
    const claims = this.claims[shard]!
    const owed = this.shards[shard]!
    const isNew = !owed.has(key.name) && !claims.has(key.name)
    if (isNew && this.waiting(shard) >= limit)
      throw new BufferFull(`${limit} keys wait to be written to the origin`)
    claims.set(key.name, (claims.get(key.name) ?? 0) + 1)
  }

  /** The write will not come: its room is free. */
  release(key: Key): void {
    const claims = this.claims[this.shardOf(key)]!
    const left = (claims.get(key.name) ?? 0) - 1
    if (left > 0) claims.set(key.name, left)
    else claims.delete(key.name)
  }

  /** A write is acknowledged, for which room was claimed. */
  add(key: Key, value: Value, version: number, atMs: number): void {
    this.release(key)
    const owed = this.shards[this.shardOf(key)]!
    const earlier = owed.get(key.name)
    // The list is passed on: a key may be written a thousand times between two flushes.
    const overtaken = earlier?.overtaken ?? []
    if (earlier !== undefined) overtaken.push(acknowledgedOf(earlier))
    owed.set(key.name, { key, value, version, atMs, overtaken })
  }

  /**
   * What a shard owes of a type, oldest key first, now to be committed; each must be `committed` and then `settled`, or
   * given back. A key that is being committed already waits for the next time. What is under way is no longer in the
   * shard's memory.
   */
  take(shard: number, type: string): readonly Pending[] {
    const owed = this.shards[shard]!
    const taken = [...owed.values()].filter(({ key }) => key.type === type && !this.underWay.has(key.name))
    for (const pending of taken) {
      owed.delete(pending.key.name)
      this.underWay.set(pending.key.name, { pending, isCommitted: false })
    }
    return taken
  }

  /** The origin has a write that was taken; the cache's entry for it still bears its own version. */
  committed({ key }: Pending): void {
    this.underWay.get(key.name)!.isCommitted = true
  }

  /** The cache's entry, too, is no longer that of a pending write. */
  settled({ key }: Pending): void {
    this.underWay.delete(key.name)
  }

  /** The last write of a key that is acknowledged and not known to be committed. */
  owedFor(key: Key): Pending | undefined {
    const owed = this.shards[this.shardOf(key)]!.get(key.name)
    if (owed !== undefined) return owed
    const underWay = this.underWay.get(key.name)
    return underWay?.isCommitted === false ? underWay.pending : undefined
  }

  /** Whether a version that Redis holds, and is not owed, is all the same that of a write: it is about to be acknowledged, or has just been committed. */
  knows(key: Key, version: number): boolean {
    return (
      this.underWay.get(key.name)?.pending.version === version ||
      this.claims[this.shardOf(key)]!.has(key.name)
    )
  }

  /** A write that the origin did not take is owed again, unless a later one has come meanwhile. There is always room for it. */
  giveBack(pending: Pending): void {
    this.underWay.delete(pending.key.name)
    const owed = this.shards[this.shardOf(pending.key)]!
    const later = owed.get(pending.key.name)
    owed.set(
      pending.key.name,
      later === undefined ? pending : { ...later, overtaken: [...inOrder(pending), ...later.overtaken] },
    )
  }

  /**
   * A shard has lost what it was told since then: how many acknowledged writes went with it. The one before them of the
   * same key, if it has not reached the origin, is owed again. By when they were acknowledged, which is one way later
   * than when the shard carried them out: what fell into that moment counts as lost.
   */
  lose(shard: number, sinceMs: number): number {
    const owed = this.shards[shard]!
    let sum = 0
    for (const [name, pending] of [...owed]) {
      const writes = inOrder(pending)
      const kept = writes.filter(({ atMs }) => atMs <= sinceMs)
      sum += writes.length - kept.length
      const last = kept.pop()
      if (last === undefined) owed.delete(name)
      else owed.set(name, { key: pending.key, ...last, overtaken: kept })
    }
    return sum
  }

  /** Acknowledged writes that the origin does not have yet, those under way included. */
  get owed(): number {
    let sum = 0
    for (const shard of this.shards) for (const pending of shard.values()) sum += writesOf(pending)
    for (const { pending, isCommitted } of this.underWay.values()) if (!isCommitted) sum += writesOf(pending)
    return sum
  }

  /** A key by which a shard can be asked whether it answers; undefined when it owes nothing of a type. */
  firstOf(shard: number, type: string): Key | undefined {
    for (const { key } of this.shards[shard]!.values()) if (key.type === type) return key
    return undefined
  }

  /** Keys that wait in a shard, or will once the cache has taken them. */
  private waiting(shard: number): number {
    const owed = this.shards[shard]!
    let count = owed.size
    for (const name of this.claims[shard]!.keys()) if (!owed.has(name)) count++
    return count
  }

  private shardOf(key: Key): number {
    return nodeOf(key.slot, this.shards.length)
  }
}

/** The acknowledged writes that a pending one stands for, itself last. */
function inOrder(pending: Pending): Acknowledged[] {
  return [...pending.overtaken, acknowledgedOf(pending)]
}

function acknowledgedOf({ value, version, atMs }: Pending): Acknowledged {
  return { value, version, atMs }
}

/** How many acknowledged writes a pending one stands for. */
export function writesOf({ overtaken }: Pending): number {
  return 1 + overtaken.length
}
