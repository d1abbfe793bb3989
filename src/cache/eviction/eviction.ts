/** Decides who leaves when a store of `capacity` entries has no room. It knows names, not values. */
export interface Eviction {
  /** How many names are held, at most the capacity. */
  readonly size: number
  /** A name was read. Returns whether it is held; one that is not leaves no trace. */
  touch(name: string): boolean
  /** A name that is not held comes in; returns the one that leaves for it (perhaps itself, if it is not admitted), if any. */
  add(name: string): string | undefined
  /** A held name leaves for another reason (expired, deleted). Unknown names are ignored. */
  remove(name: string): void
  clear(): void
}

export const EVICTION_KINDS = ['lru', 'lfu', 'fifo', 'sieve', 's3-fifo', 'w-tinylfu'] as const
export type EvictionKind = (typeof EVICTION_KINDS)[number]
