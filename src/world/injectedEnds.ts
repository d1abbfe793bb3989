import type { Entry } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'

interface End {
  readonly atMs: number
  /** By the name that holds it: when the first entry that ends here was stored. */
  readonly sinceMs: Map<string, number>
}

/**
 * Faults that let an item expire at a given time, whether it stands under its own name, that of a version or of a copy:
 * the entry in force is aged so that it ends then. Entries whose load began before it was stored are its twins and end
 * with it; a later one replaces it ahead of its end, which is what early expiry is for, and lives its own full life. A
 * copy that is first filled after such a refresh counts as in force from then on, and ends all the same.
 */
export class InjectedEnds {
  private readonly ends = new Map<string, End[]>()

  add(key: Key, atMs: number): void {
    const ends = this.ends.get(key.item) ?? []
    ends.push({ atMs, sinceMs: new Map() })
    this.ends.set(key.item, ends)
  }

  /** The entry as it is to be stored at `nowMs`. */
  cut(key: Key, entry: Entry, nowMs: number): Entry {
    const ends = this.ends.get(key.item)
    if (ends === undefined) return entry
    let { freshUntilMs } = entry
    for (const { atMs, sinceMs } of ends) {
      if (atMs <= nowMs || atMs >= freshUntilMs) continue
      const storedMs = sinceMs.get(key.name) ?? nowMs
      sinceMs.set(key.name, storedMs)
      if (entry.createdAtMs <= storedMs) freshUntilMs = atMs
    }
    return freshUntilMs === entry.freshUntilMs ? entry : { ...entry, freshUntilMs }
  }

  /** The entry is gone: the next one is the one in force. */
  renew(key: Key): void {
    for (const { sinceMs } of this.ends.get(key.item) ?? []) sinceMs.delete(key.name)
  }
}
