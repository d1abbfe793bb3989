import { type Entry, isFresh } from './entry.ts'
import type { Key } from './key.ts'

interface Copy {
  readonly entry: Entry
  readonly untilMs: number
}

export interface LocalTierWatcher {
  kept(key: Key, entry: Entry, untilMs: number): void
  dropped(key: Key): void
}

/** How many evicted keys are remembered while loads that began before may still be under way. */
const REMEMBERED_EVICTIONS = 4096

/** L1: copies inside one instance. The least recently used one makes room. */
export class LocalTier {
  private readonly copies = new Map<string, Copy>()
  private readonly evictedAt = new Map<string, number>()
  /** Counts evictions; a read notes it before it leaves the process and shows it when it comes back with a copy. */
  private moment = 0
  /** Evictions up to here are forgotten: whoever left before must not keep anything. */
  private forgottenUntil = 0
  private readonly watcher: LocalTierWatcher | undefined

  constructor(watcher?: LocalTierWatcher) {
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
   * Keeps a copy for `ttlMs`, but never beyond the entry's own freshness, so that the tiers' times do not add up.
   * Refused when the key was evicted after `since`, the moment at which the caller went to fetch it.
   */
  keep(key: Key, entry: Entry, ttlMs: number, maxEntries: number, since: number, nowMs: number): boolean {
    if (!isFresh(entry, nowMs) || this.wasEvictedSince(key, since)) return false
    const held = this.copies.get(key.name)
    if (held !== undefined && held.entry.version > entry.version) return false
    const untilMs = Math.min(nowMs + ttlMs, entry.freshUntilMs)
    this.copies.delete(key.name)
    this.copies.set(key.name, { entry, untilMs })
    if (this.copies.size > maxEntries) this.dropOldest()
    this.watcher?.kept(key, entry, untilMs)
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
    for (const name of this.copies.keys()) {
      this.copies.delete(name)
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
