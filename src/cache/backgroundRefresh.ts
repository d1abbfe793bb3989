import type { Entry } from './entry.ts'
import type { Key } from './key.ts'

interface Watched {
  readonly createdAtMs: number
  isRead: boolean
}

/**
 * Background refresh: whoever filled an entry looks after it, and refreshes it before its end if it was read since, so
 * that no reader ever meets the expiry. What nobody reads is let go. Knows at most so many entries; further ones expire
 * in the ordinary way.
 */
export class BackgroundRefresh {
  private readonly watched = new Map<string, Watched>()
  private readonly mostKeys: number

  constructor(mostKeys: number) {
    this.mostKeys = mostKeys
  }

  read(key: Key): void {
    const watched = this.watched.get(key.name)
    if (watched !== undefined) watched.isRead = true
  }

  /** This instance has filled an entry; false when there is no room to look after it. */
  filled(key: Key, entry: Entry): boolean {
    if (this.watched.size >= this.mostKeys && !this.watched.has(key.name)) return false
    this.watched.set(key.name, { createdAtMs: entry.createdAtMs, isRead: false })
    return true
  }

  /** The time to refresh that entry has come: whether it is still the one looked after, and was read. Forgets it. */
  isDue(key: Key, entry: Entry): boolean {
    const watched = this.watched.get(key.name)
    if (watched === undefined || watched.createdAtMs !== entry.createdAtMs) return false
    this.watched.delete(key.name)
    return watched.isRead
  }

  forget(key: Key): void {
    this.watched.delete(key.name)
  }
}
