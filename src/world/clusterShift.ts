import type { Key } from '#cache/key.ts'
import { SLOTS } from '#cache/key.ts'
import type { RedisCluster } from './redisCluster.ts'

/** Look-ups over which the share is measured that the new cluster could have answered. */
const SHADOWED = 500
/** Fewer say nothing. */
const LEAST_SHADOWED = 100

/** How far one cluster has taken the place of another; there may never be another. */
export class ClusterShift {
  private oldNow: RedisCluster
  private freshNow: RedisCluster | null = null
  /** The share of the slots that the new cluster serves. */
  private share = 0
  private readonly shadows: boolean[] = []

  constructor(cluster: RedisCluster) {
    this.oldNow = cluster
  }

  /** The cluster that faults act upon: the one that serves, or while two do the old one. */
  get serving(): RedisCluster {
    return this.freshNow !== null && this.share >= 1 ? this.freshNow : this.oldNow
  }

  /** The cluster that serves a key, and the other one as long as there is one that may serve it later. */
  of(key: Key): { readonly serving: RedisCluster; readonly other: RedisCluster | null } {
    const { freshNow: fresh, oldNow: old, share } = this
    if (fresh === null) return { serving: old, other: null }
    if (share >= 1) return { serving: fresh, other: null }
    return key.slot < share * SLOTS ? { serving: fresh, other: old } : { serving: old, other: fresh }
  }

  /** A new, empty cluster stands beside the one that serves. One that was to take its place before is given up. */
  begin(fresh: RedisCluster): void {
    this.oldNow = this.serving
    this.freshNow = fresh
    this.share = 0
    this.shadows.length = 0
  }

  /** Whether this is still the cluster to shift to. */
  isTo(fresh: RedisCluster): boolean {
    return this.freshNow === fresh
  }

  to(share: number): void {
    this.share = Math.max(this.share, share)
  }

  /** A cluster is no more; whatever the new one holds, it serves. */
  switchOff(old: RedisCluster): void {
    if (this.oldNow === old) this.share = 1
  }

  /** The new cluster, while readers only go to the old one and what they look up is held against it. */
  get shadow(): RedisCluster | null {
    return this.share === 0 ? this.freshNow : null
  }

  shadowed(isHit: boolean): void {
    this.shadows.push(isHit)
    if (this.shadows.length > SHADOWED) this.shadows.shift()
  }

  /** The share of recent look-ups that the new cluster holds; null when there were too few. */
  get shadowHitRate(): number | null {
    if (this.shadows.length < LEAST_SHADOWED) return null
    return this.shadows.filter(isHit => isHit).length / this.shadows.length
  }
}
