import type { Entry } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import {
  type Call,
  type Copy,
  type Lookup,
  type Store,
  TierUnavailable,
  unlessUnavailable,
} from '#cache/ports.ts'
import { FIRST_PENDING_VERSION } from '#cache/writeBehind.ts'
import type { Program } from '#kernel/program.ts'
import type { ClusterShift } from './clusterShift.ts'
import type { RedisCluster } from './redisCluster.ts'
import type { RegionLink } from './regions.ts'

/** A cluster as the clients of one region see it. */
interface View {
  readonly store: Store
  /** Stamps name what one cluster held; they mean nothing to another one, though both may count alike. */
  readonly mark: string
}

/**
 * Two clusters while one takes the place of the other. Reads go to the old one, or, as the traffic shifts, to the new
 * one for a growing share of the slots. Deletes, and what is written whatever is there, go to both, so that neither
 * keeps what has changed. Until it shifts, each look-up is also held against the new cluster, without asking it: that is
 * the hit rate its readers would have.
 */
export class ShiftingStore implements Store {
  readonly shift: ClusterShift
  readonly shards: number
  private readonly link: RegionLink | null
  private readonly views = new Map<RedisCluster, View>()

  /** `link` lies between the clusters and their clients; null: nothing does. */
  constructor(shift: ClusterShift, link: RegionLink | null) {
    this.shift = shift
    this.link = link
    this.shards = shift.serving.shards
  }

  *lookUp(key: Key, wantsToken: boolean, call: Call, from?: Copy): Program<Lookup> {
    const { shadow } = this.shift
    if (shadow !== null) this.shift.shadowed(yield* shadow.has(key))
    const { store, mark } = this.view(this.shift.of(key).serving)
    const { entry, stamp } = yield* store.lookUp(key, wantsToken, call, from)
    return { entry, stamp: stamp === null ? null : mark + stamp }
  }

  *fill(key: Key, entry: Entry, seen: string | null, call: Call, lease?: string | null): Program<boolean> {
    const { serving, other } = this.shift.of(key)
    const { store, mark } = this.view(serving)
    if (seen !== null) {
      const shown = seen.startsWith(mark) ? seen.slice(mark.length) : seen
      return yield* store.fill(key, entry, shown, call, lease)
    }
    const isKept = yield* store.fill(key, entry, null, call, lease)
    if (other === null || !isKept) return isKept
    // What is not committed yet is looked after in one place only.
    const isPending = entry.version >= FIRST_PENDING_VERSION
    const elsewhere = this.view(other).store
    if (isPending) yield* unlessUnavailable(elsewhere.delete(key, call))
    else yield* unlessUnavailable(elsewhere.fill(key, entry, null, call))
    return true
  }

  *delete(key: Key, call: Call): Program<void> {
    const { serving, other } = this.shift.of(key)
    if (other === null) return yield* this.view(serving).store.delete(key, call)
    // Whatever becomes of one, the other is told.
    const failure = yield* failureOf(this.view(serving).store.delete(key, call))
    yield* this.view(other).store.delete(key, call)
    if (failure !== null) throw failure
  }

  takeLease(key: Key, holder: string, leaseMs: number, call: Call): Program<boolean> {
    return this.servingStore(key).takeLease(key, holder, leaseMs, call)
  }

  renewLease(key: Key, holder: string, leaseMs: number, call: Call): Program<boolean> {
    return this.servingStore(key).renewLease(key, holder, leaseMs, call)
  }

  releaseLease(key: Key, holder: string, call: Call): Program<void> {
    return this.servingStore(key).releaseLease(key, holder, call)
  }

  private servingStore(key: Key): Store {
    return this.view(this.shift.of(key).serving).store
  }

  private view(cluster: RedisCluster): View {
    let view = this.views.get(cluster)
    if (view === undefined) {
      const store = this.link === null ? cluster : cluster.seenFrom(this.link)
      view = { store, mark: `${this.views.size}:` }
      this.views.set(cluster, view)
    }
    return view
  }
}

function* failureOf(command: Program<void>): Program<TierUnavailable | null> {
  try {
    yield* command
    return null
  } catch (error) {
    if (error instanceof TierUnavailable) return error
    throw error
  }
}
