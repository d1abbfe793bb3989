import type { Program } from '#kernel/program.ts'
import { type Entry, isFresh } from './entry.ts'
import type { Key } from './key.ts'
import type { Call, Copy, Lookup, Store } from './ports.ts'
import { FIRST_PENDING_VERSION, type Pending, type WriteBuffer } from './writeBehind.ts'

/**
 * Redis with the writes that it owes the origin, which stand in the memory of the same shard: they are what a look-up
 * finds, whatever has become of the entry beside them (a DEL by somebody who wrote past the cache, an eviction), and no
 * load puts an older row in their place. An entry of a write that is owed no longer and was never committed, because
 * the shard lost its buffer or the write was never acknowledged, counts as missing.
 */
export class OwedWrites implements Store {
  readonly shards: number
  private readonly store: Store
  private readonly buffer: WriteBuffer
  private readonly clock: { readonly nowMs: number }
  private readonly entryOf: (pending: Pending) => Entry

  constructor(
    store: Store,
    buffer: WriteBuffer,
    clock: { readonly nowMs: number },
    entryOf: (pending: Pending) => Entry,
  ) {
    this.store = store
    this.shards = store.shards
    this.buffer = buffer
    this.clock = clock
    this.entryOf = entryOf
  }

  *lookUp(key: Key, wantsToken: boolean, call: Call, from?: Copy): Program<Lookup> {
    const lookup = yield* this.store.lookUp(key, wantsToken, call, from)
    const { entry, stamp } = lookup
    const owed = this.buffer.owedFor(key)
    if (owed !== undefined) {
      const isHere = entry !== null && entry.version === owed.version && isFresh(entry, this.clock.nowMs)
      return isHere ? lookup : { entry: this.entryOf(owed), stamp }
    }
    const isNobodys =
      entry !== null && entry.version >= FIRST_PENDING_VERSION && !this.buffer.knows(key, entry.version)
    return isNobodys ? { entry: null, stamp } : lookup
  }

  *fill(key: Key, entry: Entry, seen: string | null, call: Call, lease?: string | null): Program<boolean> {
    if (this.buffer.owedFor(key) !== undefined) return false
    return yield* this.store.fill(key, entry, seen, call, lease)
  }

  delete(key: Key, call: Call): Program<void> {
    return this.store.delete(key, call)
  }

  takeLease(key: Key, holder: string, leaseMs: number, call: Call): Program<boolean> {
    return this.store.takeLease(key, holder, leaseMs, call)
  }

  renewLease(key: Key, holder: string, leaseMs: number, call: Call): Program<boolean> {
    return this.store.renewLease(key, holder, leaseMs, call)
  }

  releaseLease(key: Key, holder: string, call: Call): Program<void> {
    return this.store.releaseLease(key, holder, call)
  }
}
