import type { Entry } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'

interface End {
  readonly atMs: number
  /** When the first entry that ends here was stored; undefined while there is none. */
  sinceMs: number | undefined
}

/**
 * Faults that let a key expire at a given time: the entry in force is aged so that it ends then. Entries whose load
 * began before it was stored are its twins and end with it; a later one replaces it ahead of its end, which is what
 * early expiry is for, and lives its own full life.
 */
export class InjectedEnds {
  private readonly ends = new Map<string, End[]>()

  add(key: Key, atMs: number): void {
    const ends = this.ends.get(key.name) ?? []
    ends.push({ atMs, sinceMs: undefined })
    this.ends.set(key.name, ends)
  }

  /** The entry as it is to be stored at `nowMs`. */
  cut(key: Key, entry: Entry, nowMs: number): Entry {
    const ends = this.ends.get(key.name)
    if (ends === undefined) return entry
    let { freshUntilMs } = entry
    for (const end of ends) {
      if (end.atMs <= nowMs || end.atMs >= freshUntilMs) continue
      end.sinceMs ??= nowMs
      if (entry.createdAtMs <= end.sinceMs) freshUntilMs = end.atMs
    }
    return freshUntilMs === entry.freshUntilMs ? entry : { ...entry, freshUntilMs }
  }

  /** The entry is gone: the next one is the one in force. */
  renew(key: Key): void {
    for (const end of this.ends.get(key.name) ?? []) end.sinceMs = undefined
  }
}
