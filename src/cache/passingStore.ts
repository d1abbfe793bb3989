import type { Program } from '#kernel/program.ts'
import type { Entry } from './entry.ts'
import type { Key } from './key.ts'
import type { Call, Copy, Lookup, Store } from './ports.ts'

/** A store before another, which passes everything on; what extends it changes what it is there for. */
export class PassingStore implements Store {
  readonly shards: number
  protected readonly store: Store

  constructor(store: Store) {
    this.store = store
    this.shards = store.shards
  }

  lookUp(key: Key, wantsToken: boolean, call: Call, from?: Copy): Program<Lookup> {
    return this.store.lookUp(key, wantsToken, call, from)
  }

  fill(key: Key, entry: Entry, seen: string | null, call: Call, lease?: string | null): Program<boolean> {
    return this.store.fill(key, entry, seen, call, lease)
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
