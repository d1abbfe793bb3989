import type { Act } from './acts.ts'
import type { Key } from './key.ts'
import type { LocalTierWatcher } from './localTier.ts'

/** Told what the engine of one instance does. Looking on must change nothing. */
export interface CacheWatcher extends LocalTierWatcher {
  /** The tier that held a fresh copy; null when none did. */
  lookedUp(found: 'cdn' | 'l1' | 'l2' | null, key: Key): void
  acted(act: Act, key: Key | null): void
  /** An invalidation was carried out `lagMs` after its commit, or given up after so long. */
  invalidated(key: Key, lagMs: number): void
  /** A cached answer was compared with the origin's. */
  sampled(key: Key, isDivergent: boolean, readAtMs: number): void
  /** Acknowledged writes that will never reach the origin. */
  writeLost(count: number): void
  /** Acknowledged writes that have reached the origin. */
  writeFlushed(count: number): void
  noted(kind: 'hot-key' | 'shedding' | 'warming' | 'breaker', text: string): void
}

const nothing = () => {}

export const SILENT: CacheWatcher = {
  kept: nothing,
  dropped: nothing,
  lookedUp: nothing,
  acted: nothing,
  invalidated: nothing,
  sampled: nothing,
  writeLost: nothing,
  writeFlushed: nothing,
  noted: nothing,
}
