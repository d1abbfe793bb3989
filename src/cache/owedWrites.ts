import type { Program } from '#kernel/program.ts'
import type { Entry } from './entry.ts'
import type { Key } from './key.ts'
import { PassingStore } from './passingStore.ts'
import type { Call, Copy, Lookup, Store } from './ports.ts'
import { FIRST_PENDING_VERSION, type Pending, type WriteBuffer } from './writeBehind.ts'

/**
 * Redis with the writes that it owes the origin, which stand in the memory of the same shard: they are what a look-up
 * finds, whatever has become of the entry beside them (a DEL by somebody who wrote past the cache, an eviction), and no
 * load puts an older row in their place. An entry of a write that is owed no longer and was never committed, because
 * the shard lost its buffer or the write was never acknowledged, counts as missing.
 */
export class OwedWrites extends PassingStore {
  private readonly buffer: WriteBuffer
  /** A write as an entry of this moment: as long as it is owed it does not age, and no marker of its group is later. */
  private readonly entryOf: (pending: Pending) => Entry

  constructor(store: Store, buffer: WriteBuffer, entryOf: (pending: Pending) => Entry) {
    super(store)
    this.buffer = buffer
    this.entryOf = entryOf
  }

  override *lookUp(key: Key, wantsToken: boolean, call: Call, from?: Copy): Program<Lookup> {
    const lookup = yield* this.store.lookUp(key, wantsToken, call, from)
    const { entry, stamp } = lookup
    const owed = this.buffer.owedFor(key)
    if (owed !== undefined) return { entry: this.entryOf(owed), stamp }
    const isNobodys =
      entry !== null && entry.version >= FIRST_PENDING_VERSION && !this.buffer.knows(key, entry.version)
    return isNobodys ? { entry: null, stamp } : lookup
  }

  override *fill(
    key: Key,
    entry: Entry,
    seen: string | null,
    call: Call,
    lease?: string | null,
  ): Program<boolean> {
    if (this.buffer.owedFor(key) !== undefined) return false
    return yield* this.store.fill(key, entry, seen, call, lease)
  }
}
