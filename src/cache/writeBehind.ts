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

  constructor(shards: number) {
    this.shards = Array.from({ length: shards }, () => new Map())
  }

  /** Throws BufferFull when a shard would owe more than `limit` keys. */
  requireRoom(key: Key, limit: number): void {
    const owed = this.shards[this.shardOf(key)]!
    if (owed.size >= limit && !owed.has(key.name))
      throw new BufferFull(`${limit} keys wait to be written to the origin`)
  }

  add(key: Key, value: Value, version: number): void {
    const owed = this.shards[this.shardOf(key)]!
    const writes = (owed.get(key.name)?.writes ?? 0) + 1
    owed.set(key.name, { key, value, version, writes })
  }

  /** What a shard owes, oldest key first, now to be written: the buffer forgets it. */
  take(shard: number): readonly Pending[] {
    const owed = [...this.shards[shard]!.values()]
    this.shards[shard]!.clear()
    return owed
  }

  /** A write that the origin did not take is owed again, unless a later one has come meanwhile. */
  giveBack(pending: Pending): void {
    const owed = this.shards[this.shardOf(pending.key)]!
    const later = owed.get(pending.key.name)
    owed.set(
      pending.key.name,
      later === undefined ? pending : { ...later, writes: later.writes + pending.writes },
    )
  }

  /** A shard has lost its memory: how many acknowledged writes went with it. */
  lose(shard: number): number {
    return this.take(shard).reduce((sum, { writes }) => sum + writes, 0)
  }

  /** Acknowledged writes still owed. */
  get owed(): number {
    let sum = 0
    for (const shard of this.shards) for (const { writes } of shard.values()) sum += writes
    return sum
  }

  /** A key by which a shard can be asked whether it answers; undefined when it owes nothing. */
  firstOf(shard: number): Key | undefined {
    for (const { key } of this.shards[shard]!.values()) return key
    return undefined
  }

  private shardOf(key: Key): number {
    return nodeOf(key.slot, this.shards.length)
  }
}
