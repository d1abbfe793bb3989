import type { Value } from './entry.ts'
import { type Key, nodeOf } from './key.ts'
import { BufferFull } from './ports.ts'

/** A write that has been acknowledged, and has not reached the origin. */
export interface Pending {
  readonly key: Key
  readonly value: Value
  /** What the cache's entry for it is numbered. */
  readonly version: number
  /** Acknowledged writes it stands for: a later write of the same key takes the place of an earlier one. */
  readonly writes: number
}

/**
 * Versions of what is not committed yet: above every version the origin gives, so that nothing that is committed takes
 * their place; in the order in which they were written.
 */
export const FIRST_PENDING_VERSION = 1_099_511_627_776

/**
 * What write-behind has acknowledged and still owes the origin, in the memory of each Redis shard, beside the entries:
 * a shard that loses its memory loses these writes.
 */
export class WriteBuffer {
  private readonly shards: Map<string, Pending>[]
  /** Room kept for writes that the cache has not taken yet, by shard and key: for how many. */
  private readonly claims: Map<string, number>[]
  /** Writes that are being committed, by key: one commit at a time, so that the last write is what remains. */
  private readonly underWay = new Map<string, number>()

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
  add(key: Key, value: Value, version: number): void {
    this.release(key)
    const owed = this.shards[this.shardOf(key)]!
    const writes = (owed.get(key.name)?.writes ?? 0) + 1
    owed.set(key.name, { key, value, version, writes })
  }

  /**
   * What a shard owes, oldest key first, now to be committed; each must be `flushed` or given back. A key that is being
   * committed already waits for the next time. What is under way is no longer in the shard's memory.
   */
  take(shard: number): readonly Pending[] {
    const owed = this.shards[shard]!
    const taken = [...owed.values()].filter(({ key }) => !this.underWay.has(key.name))
    for (const { key, writes } of taken) {
      owed.delete(key.name)
      this.underWay.set(key.name, writes)
    }
    return taken
  }

  /** The origin has a write that was taken. */
  flushed({ key }: Pending): void {
    this.underWay.delete(key.name)
  }

  /** A write that the origin did not take is owed again, unless a later one has come meanwhile. There is always room for it. */
  giveBack(pending: Pending): void {
    this.underWay.delete(pending.key.name)
    const owed = this.shards[this.shardOf(pending.key)]!
    const later = owed.get(pending.key.name)
    owed.set(
      pending.key.name,
      later === undefined ? pending : { ...later, writes: later.writes + pending.writes },
    )
  }

  /** A shard has lost its memory: how many acknowledged writes went with it. */
  lose(shard: number): number {
    let sum = 0
    for (const { writes } of this.shards[shard]!.values()) sum += writes
    this.shards[shard]!.clear()
    return sum
  }

  /** Acknowledged writes that the origin does not have yet, those under way included. */
  get owed(): number {
    let sum = 0
    for (const shard of this.shards) for (const { writes } of shard.values()) sum += writes
    for (const writes of this.underWay.values()) sum += writes
    return sum
  }

  /** A key by which a shard can be asked whether it answers; undefined when it owes nothing. */
  firstOf(shard: number): Key | undefined {
    for (const { key } of this.shards[shard]!.values()) return key
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
