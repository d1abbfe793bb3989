import type { Key } from '#cache/key.ts'

/** Repairs under way that are followed; further ones are known when they end. */
const MOST_WAITING = 10_000

/**
 * The lag of invalidations as monitoring can know it: of each that was carried out or given up, from its commit on; and
 * how old the oldest is that still waits for its repair. One that was lost without an error is not known.
 */
export class LagLog {
  private highestMs = 0
  /** Keys under repair, by whom and since when, the oldest first. */
  private readonly waiting = new Map<Key, { readonly by: number; readonly sinceMs: number }>()

  ended(key: Key, lagMs: number): void {
    this.waiting.delete(key)
    this.highestMs = Math.max(this.highestMs, lagMs)
  }

  waits(key: Key, by: number, nowMs: number): void {
    if (!this.waiting.has(key) && this.waiting.size < MOST_WAITING)
      this.waiting.set(key, { by, sinceMs: nowMs })
  }

  givenUp(key: Key): void {
    this.waiting.delete(key)
  }

  /** An instance has crashed, and with it what it still wanted to repair is forgotten. */
  crashed(instance: number): void {
    for (const [key, { by }] of [...this.waiting]) if (by === instance) this.waiting.delete(key)
  }

  /** The longest lag since it was asked last, ms. */
  take(nowMs: number): number {
    const oldest = this.waiting.values().next().value
    const longestMs = Math.max(this.highestMs, oldest === undefined ? 0 : nowMs - oldest.sinceMs)
    this.highestMs = 0
    return longestMs
  }
}
