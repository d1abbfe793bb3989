import type { Policy } from './policy.ts'
import type { Call, Session } from './ports.ts'

/** Items one user's device remembers having written; the oldest makes room. */
const REMEMBERED = 32

/**
 * What a user has written lately. It travels with the user, as a cookie does, so that any instance can honour it: a
 * read of an item written within the window goes past every cache, to the primary; with write-behind first to the cache
 * that took the write.
 */
export class RecentWrites implements Session {
  private readonly writes = new Map<string, number>()

  wroteAtMs(item: string): number | undefined {
    return this.writes.get(item)
  }

  wrote(item: string, atMs: number): void {
    this.writes.delete(item)
    this.writes.set(item, atMs)
    if (this.writes.size <= REMEMBERED) return
    for (const oldest of this.writes.keys()) {
      this.writes.delete(oldest)
      return
    }
  }
}

/** Whether this caller wrote the item so lately that only who has the write for certain may answer. */
export function mustSeeOwnWrite(policy: Policy, item: string, call: Call, nowMs: number): boolean {
  if (policy.readYourWritesMs === 0 || call.session === undefined) return false
  const wroteAtMs = call.session.wroteAtMs(item)
  return wroteAtMs !== undefined && nowMs < wroteAtMs + policy.readYourWritesMs
}
