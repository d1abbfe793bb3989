import type { Entry } from '#cache/entry.ts'
import { type Key, SLOTS } from '#cache/key.ts'
import type { Call, Copy, Lookup, Store } from '#cache/ports.ts'
import type { Program } from '#kernel/program.ts'
import type { RedisCluster } from './redisCluster.ts'

/** Look-ups over which the share is measured that the new cluster could have answered. */
const SHADOWED = 500
/** Fewer say nothing. */
const LEAST_SHADOWED = 100

/**
 * Two clusters while one takes the place of the other. Reads go to the old one, or, as the traffic shifts, to the new
 * one for a growing share of the slots; deletes go to both, so that neither keeps what has changed. While it waits, each
 * look-up is also held against the new cluster, without asking it: that is the hit rate its readers would have.
 */
export class ShiftingStore implements Store {
  readonly shards: number
  private readonly old: RedisCluster
  private fresh: RedisCluster | null = null
  /** The share of the slots that the new cluster serves. */
  private share = 0
  private isOldOff = false
  private readonly shadows: boolean[] = []

  constructor(old: RedisCluster) {
    this.old = old
    this.shards = old.shards
  }

  /** The cluster that faults act upon: the one that serves. */
  get serving(): RedisCluster {
    return this.fresh !== null && this.share >= 1 ? this.fresh : this.old
  }

  /** A new, empty cluster stands beside the old one. */
  begin(fresh: RedisCluster): void {
    this.fresh = fresh
    this.share = 0
    this.isOldOff = false
    this.shadows.length = 0
  }

  shiftTo(share: number): void {
    this.share = share
  }

  /** The old cluster is no more; whatever the new one holds, it serves. */
  switchOff(): void {
    this.share = 1
    this.isOldOff = true
  }

  /** The share of recent look-ups that the new cluster holds; null when there were too few. */
  get shadowHitRate(): number | null {
    if (this.shadows.length < LEAST_SHADOWED) return null
    return this.shadows.filter(isHit => isHit).length / this.shadows.length
  }

  *lookUp(key: Key, wantsToken: boolean, call: Call, from?: Copy): Program<Lookup> {
    if (this.fresh !== null && this.share === 0) {
      this.shadows.push(yield* this.fresh.has(key))
      if (this.shadows.length > SHADOWED) this.shadows.shift()
    }
    return yield* this.of(key).lookUp(key, wantsToken, call, from)
  }

  fill(key: Key, entry: Entry, seen: string | null, call: Call, lease?: string | null): Program<boolean> {
    return this.of(key).fill(key, entry, seen, call, lease)
  }

  *delete(key: Key, call: Call): Program<void> {
    if (this.fresh !== null) yield* this.fresh.delete(key, call)
    if (this.fresh === null || !this.isOldOff) yield* this.old.delete(key, call)
  }

  takeLease(key: Key, holder: string, leaseMs: number, call: Call): Program<boolean> {
    return this.of(key).takeLease(key, holder, leaseMs, call)
  }

  renewLease(key: Key, holder: string, leaseMs: number, call: Call): Program<boolean> {
    return this.of(key).renewLease(key, holder, leaseMs, call)
  }

  releaseLease(key: Key, holder: string, call: Call): Program<void> {
    return this.of(key).releaseLease(key, holder, call)
  }

  private of(key: Key): RedisCluster {
    return this.fresh !== null && key.slot < this.share * SLOTS ? this.fresh : this.old
  }
}
