import type { Entry } from './entry.ts'
import type { Eviction, EvictionKind } from './eviction/eviction.ts'
import { makeEviction } from './eviction/makeEviction.ts'
import type { Key } from './key.ts'

interface Copy {
  readonly key: Key
  readonly entry: Entry
  readonly untilMs: number
}

export interface LocalTierWatcher {
  kept(key: Key, entry: Entry, untilMs: number): void
  dropped(key: Key): void
}

export interface LocalTierRules {
  readonly maxEntries: number
  readonly eviction?: EvictionKind
  /** How long a copy stays past its end, for when there is nothing better. */
  readonly graceMs?: number
  /** A copy may outlive its entry's freshness, so that the tiers' times add up. */
  readonly outlivesEntry?: boolean
}

/** How many evicted keys are remembered while loads that began before may still be under way. */
const REMEMBERED_EVICTIONS = 4096

/** L1: copies of one type of data inside one process. Its eviction policy says who makes room. */
export class LocalTier {
  private readonly copies = new Map<string, Copy>()
  private readonly evictedAt = new Map<string, number>()
  /** Counts evictions; a read notes it before it leaves the process and shows it when it comes back with a copy. */
  private moment = 0
  /** Evictions up to here are forgotten: whoever left before must not keep anything. */
  private forgottenUntil = 0
  private readonly order: Eviction
  private readonly graceMs: number
  private readonly outlivesEntry: boolean
  private readonly watcher: LocalTierWatcher | undefined

  constructor(rules: LocalTierRules, watcher?: LocalTierWatcher) {
    this.order = makeEviction(rules.eviction ?? 'lru', rules.maxEntries)
    this.graceMs = rules.graceMs ?? 0
    this.outlivesEntry = rules.outlivesEntry ?? false
    this.watcher = watcher
  }

  /** What a read shows to `keep` when it returns. */
  get now(): number {
    return this.moment
  }

  get size(): number {
    return this.copies.size
  }

  /** The copy, if it is fresh. */
  get(key: Key, nowMs: number): Entry | null {
    const copy = this.copies.get(key.name)
    if (copy === undefined) return null
    if (nowMs >= copy.untilMs) {
      if (nowMs >= copy.untilMs + this.graceMs) this.drop(key)
      return null
    }
    this.order.touch(key.name)
    return copy.entry
  }

  /** A copy past its end that is still kept, and when it ended; null for a fresh one, too. */
  ended(key: Key, nowMs: number): { readonly entry: Entry; readonly untilMs: number } | null {
    const copy = this.graceMs === 0 ? undefined : this.copies.get(key.name)
    return copy === undefined || nowMs < copy.untilMs || nowMs >= copy.untilMs + this.graceMs ? null : copy
  }

  /**
   * Keeps a copy until `untilMs`, but, unless the rules say otherwise, never beyond the entry's own freshness, so that
   * the tiers' times do not add up. Refused when the key was evicted after `since`, the moment at which the caller went
   * to fetch it, and when the eviction policy does not admit it.
   */
  keep(key: Key, entry: Entry, untilMs: number, since: number, nowMs: number): boolean {
    const endMs = this.outlivesEntry ? untilMs : Math.min(untilMs, entry.freshUntilMs)
    if (endMs <= nowMs || this.wasEvictedSince(key, since)) return false
    const held = this.copies.get(key.name)
    if (held !== undefined && held.entry.version > entry.version) return false
    if (held !== undefined) this.order.touch(key.name)
    else {
      const leaves = this.order.add(key.name)
      if (leaves === key.name) return false
      if (leaves !== undefined) this.forget(leaves)
    }
    this.copies.set(key.name, { key, entry, untilMs: endMs })
    this.watcher?.kept(key, entry, endMs)
    return true
  }

  /** The key has changed: its copy goes, and copies fetched before now will not be kept. */
  evict(key: Key): void {
    this.moment++
    this.evictedAt.delete(key.name)
    this.evictedAt.set(key.name, this.moment)
    if (this.evictedAt.size > REMEMBERED_EVICTIONS) this.forgetOldestEviction()
    this.drop(key)
  }

  /** A whole group has changed: whatever of it is here goes, and nothing fetched before now will be kept. */
  evictGroup(group: string): void {
    this.forgottenUntil = ++this.moment
    this.evictedAt.clear()
    for (const { key } of [...this.copies.values()]) if (key.group === group) this.drop(key)
  }

  expire(key: Key): void {
    this.drop(key)
  }

  private wasEvictedSince(key: Key, since: number): boolean {
    if (since === this.moment) return false
    return since < this.forgottenUntil || (this.evictedAt.get(key.name) ?? 0) > since
  }

  private drop(key: Key): void {
    this.order.remove(key.name)
    if (this.copies.delete(key.name)) this.watcher?.dropped(key)
  }

  /** A copy has left the order already, to make room. */
  private forget(name: string): void {
    const copy = this.copies.get(name)
    if (copy === undefined) return
    this.copies.delete(name)
    this.watcher?.dropped(copy.key)
  }

  private forgetOldestEviction(): void {
    for (const [name, moment] of this.evictedAt) {
      this.evictedAt.delete(name)
      this.forgottenUntil = Math.max(this.forgottenUntil, moment)
      return
    }
  }
}
