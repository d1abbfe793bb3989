import type { Answer } from './answer.ts'
import type { Design } from './design.ts'
import { isFresh } from './entry.ts'
import type { Key } from './key.ts'
import { LocalTier } from './localTier.ts'
import type { Policy } from './policy.ts'
import type { Call } from './ports.ts'
import { mustSeeOwnWrite } from './readYourWrites.ts'
import type { CacheWatcher } from './watcher.ts'

/** Entries an edge holds of one type. */
const MOST_ENTRIES = 100_000

interface EdgeType {
  readonly policy: Policy
  readonly ttlMs: number
  readonly copies: LocalTier
}

/**
 * CDN edge: answers before a request reaches an instance. It counts its TTL from when the answer passed, whatever was
 * left of the entry, so it adds its own staleness to everything behind it; a purge takes a copy away, but not an answer
 * that is on its way.
 */
export class EdgeTier {
  private readonly types: ReadonlyMap<string, EdgeType>
  private readonly clock: { readonly nowMs: number }
  private readonly watcher: CacheWatcher

  constructor(design: Design, clock: { readonly nowMs: number }, watcher: CacheWatcher) {
    this.clock = clock
    this.watcher = watcher
    this.types = new Map(
      Object.entries(design.policies).flatMap(([type, policy]) => {
        if (policy.cdn === null || policy.pattern === 'none') return []
        const copies = new LocalTier({ maxEntries: MOST_ENTRIES, outlivesEntry: true }, watcher)
        return [[type, { policy, ttlMs: policy.cdn.ttlMs, copies }] as const]
      }),
    )
  }

  serves(type: string): boolean {
    return this.types.has(type)
  }

  /** What the edge holds; null when the request goes on. */
  peek(key: Key, call: Call): Answer | null {
    const type = this.types.get(key.type)
    if (type === undefined) return null
    const { nowMs } = this.clock
    if (mustSeeOwnWrite(type.policy, key.item, call, nowMs)) return null
    const entry = type.copies.get(key, nowMs)
    if (entry === null) return null
    this.watcher.lookedUp('cdn', key)
    return { entry, source: 'cdn' }
  }

  /** Keeps an answer that passes. One past its end is not made to last longer, nor one that went past the caches. */
  keep(key: Key, { entry }: Answer): void {
    const type = this.types.get(key.type)
    const { nowMs } = this.clock
    if (type === undefined || !isFresh(entry, nowMs) || entry.freshUntilMs === Number.POSITIVE_INFINITY)
      return
    type.copies.keep(key, entry, nowMs + type.ttlMs, type.copies.now, nowMs)
  }

  purge(key: Key): void {
    this.types.get(key.type)?.copies.evict(key)
  }

  /** The copy has reached the end of its time. */
  expire(key: Key): void {
    this.types.get(key.type)?.copies.expire(key)
  }
}
