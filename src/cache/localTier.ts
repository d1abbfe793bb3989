import type { Entry } from './entry.ts'
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

/** How many evicted keys are remembered while loads that began before may still be under way. */
const REMEMBERED_EVICTIONS = 4096

/** L1: copies of one type of data inside one instance. The least recently used one makes room. */
export class LocalTier {
  private readonly copies = new Map<string, Copy>()
  private readonly evictedAt = new Map<string, number>()
  /** Counts evictions; a read notes it before it leaves the process and shows it when it comes back with a copy. */
  private moment = 0
  /** Evictions up to here are forgotten: whoever left before must not keep anything. */
  private forgottenUntil = 0
  private readonly maxEntries: number
  private readonly watcher: LocalTierWatcher | undefined

  constructor(maxEntries: number, watcher?: LocalTierWatcher) {
    this.maxEntries = maxEntries
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
      this.drop(key)
      return null
    }
    // A Map keeps insertion order: putting a copy back makes it the youngest.
    this.copies.delete(key.name)
    this.copies.set(key.name, copy)
    return copy.entry
  }

  /**
   * Keeps a copy until `untilMs`, but never beyond the entry's own freshness, so that the tiers' times do not add up.
   * Refused when the key was evicted after `since`, the moment at which the caller went to fetch it.
   */
  keep(key: Key, entry: Entry, untilMs: number, since: number, nowMs: number): boolean {
    const endMs = Math.min(untilMs, entry.freshUntilMs)
    if (endMs <= nowMs || this.wasEvictedSince(key, since)) return false
    const held = this.copies.get(key.name)
    if (held !== undefined && held.entry.version > entry.version) return false
    this.copies.delete(key.name)
    this.copies.set(key.name, { key, entry, untilMs: endMs })
    if (this.copies.size > this.maxEntries) this.dropOldest()
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

  expire(key: Key): void {
    this.drop(key)
  }

  private wasEvictedSince(key: Key, since: number): boolean {
    return since < this.forgottenUntil || (this.evictedAt.get(key.name) ?? 0) > since
  }

  private drop(key: Key): void {
    if (this.copies.delete(key.name)) this.watcher?.dropped(key)
  }

  private dropOldest(): void {
    for (const { key } of this.copies.values()) {
      this.drop(key)
      return
    }
  }

  private forgetOldestEviction(): void {
    for (const [name, moment] of this.evictedAt) {
      this.evictedAt.delete(name)
      this.forgottenUntil = moment
      return
    }
  }
}
