import type { Eviction, EvictionKind } from './eviction.ts'
import { Fifo } from './fifo.ts'
import { Lfu } from './lfu.ts'
import { Lru } from './lru.ts'
import { S3Fifo } from './s3Fifo.ts'
import { Sieve } from './sieve.ts'
import { WTinyLfu } from './wTinyLfu.ts'

const policies: Readonly<Record<EvictionKind, new (capacity: number) => Eviction>> = {
  lru: Lru,
  lfu: Lfu,
  fifo: Fifo,
  sieve: Sieve,
  's3-fifo': S3Fifo,
  'w-tinylfu': WTinyLfu,
}

/** A policy for a store of `capacity` entries, a whole number from 1; anything else throws a RangeError. */
export function makeEviction(kind: EvictionKind, capacity: number): Eviction {
  if (!(Number.isSafeInteger(capacity) && capacity >= 1))
    throw new RangeError(`capacity: ${capacity} is not allowed; it must be a whole number from 1`)
  return new policies[kind](capacity)
}
