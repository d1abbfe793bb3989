import type { Program, Scheduler } from '#kernel/program.ts'
import { BackgroundRefresh } from './backgroundRefresh.ts'
import { type Entry, isFresh } from './entry.ts'
import { Flight, Flights } from './flights.ts'
import { graceMs } from './grace.ts'
import { Groups } from './groups.ts'
import { HotKeys } from './hotKeys.ts'
import { Invalidation } from './invalidation.ts'
import type { Key } from './key.ts'
import { LocalTier } from './localTier.ts'
import type { Wanted } from './originGuard.ts'
import type { Policy } from './policy.ts'
import type { Bus, Call, Store } from './ports.ts'
import { type ReplicatedKeys, replicatedKeysOf } from './replicatedKey.ts'
import { VersionKeys } from './versionStamp.ts'
import type { CacheWatcher } from './watcher.ts'

export interface CachedTypeParts {
  readonly name: string
  readonly policy: Policy
  readonly instance: number
  readonly store: Store
  readonly bus: Bus
  readonly scheduler: Scheduler
  readonly watcher: CacheWatcher
}

/** What one instance holds, knows and has under way for one type of data. What its policy leaves out is null. */
export class CachedType {
  readonly policy: Policy
  readonly local: LocalTier
  /** Readers' own questions and loads: whoever misses joins. */
  readonly flights = new Flights()
  /** Loads ahead of time: only who finds no copy at all joins. */
  readonly refreshes = new Flights()
  readonly invalidation: Invalidation
  readonly hot: HotKeys | null
  readonly copies: ReplicatedKeys | null
  readonly background: BackgroundRefresh | null
  readonly groups: Groups | null
  readonly versions: VersionKeys | null
  /** Whether a read can be answered without leaving the process. */
  readonly hasLocal: boolean
  /** Whether the cache itself, and not this instance, loads and writes. */
  readonly isServed: boolean
  /** Whether the right to load is shared by the fleet. */
  readonly isFleet: boolean
  /** Whether anything is to be done when a copy answers. */
  readonly watchesHits: boolean
  /** How long past its end a copy is still of use. */
  readonly graceMs: number
  /** Whether a copy past its end may take the place of a load that fails or is slow. */
  readonly outlastsErrors: boolean
  readonly wanted: Wanted
  readonly versionWanted: Wanted

  constructor(parts: CachedTypeParts) {
    const { policy, store, watcher, name } = parts
    const { l1, hotKeys, earlyExpiry, backgroundRefresh, invalidation } = policy
    this.policy = policy
    this.graceMs = graceMs(policy)
    this.local = new LocalTier(
      {
        maxEntries: l1?.maxEntries ?? hotKeys?.trackedKeys ?? 1,
        eviction: l1?.eviction ?? 'lru',
        graceMs: this.graceMs,
        outlivesEntry: l1?.outlivesEntry ?? false,
      },
      watcher,
    )
    this.hot =
      hotKeys === null
        ? null
        : new HotKeys(hotKeys, found => {
            watcher.acted('hot-key-found', null)
            watcher.noted('hot-key', `${found} is hot in this instance`)
          })
    this.copies = replicatedKeysOf(policy, store.shards)
    this.background = backgroundRefresh === null ? null : new BackgroundRefresh(backgroundRefresh.mostKeys)
    this.groups =
      invalidation.groupMarkerMs === null || policy.l2 === null
        ? null
        : new Groups(store, name, invalidation.groupMarkerMs)
    this.versions = invalidation.versionStamps === null ? null : new VersionKeys()
    this.hasLocal =
      policy.pattern !== 'none' &&
      this.versions === null &&
      (l1 !== null || (hotKeys !== null && hotKeys.localCopyMs !== null))
    this.isServed =
      policy.l2 !== null &&
      (policy.pattern === 'read-through' ||
        policy.pattern === 'write-through' ||
        policy.pattern === 'write-behind')
    this.isFleet = policy.coalescing === 'fleet' && policy.l2 !== null
    this.watchesHits =
      earlyExpiry.kind !== 'none' ||
      backgroundRefresh !== null ||
      policy.samplingShare > 0 ||
      policy.negativeTtlMs !== null
    this.outlastsErrors =
      policy.staleIfErrorMs > 0 &&
      (policy.onCacheFailure.kind === 'serve-stale' || policy.onCacheFailure.kind === 'fall-through')
    const { loadCapMs: capMs, priority, readFrom } = policy
    this.wanted = { capMs, priority, from: readFrom }
    this.versionWanted = { capMs, priority, from: invalidation.versionStamps?.lookup ?? 'primary' }
    this.invalidation = new Invalidation({ ...parts, sender: parts.instance, evict: key => this.evict(key) })
  }

  /** The flight among these that a caller may join now; none without coalescing. */
  joinable(key: Key, flights: Flights, nowMs: number): Flight | undefined {
    return this.policy.coalescing === 'none' ? undefined : flights.under(key, nowMs, this.policy.loadCapMs)
  }

  /** Sets out for a key now. With coalescing, `flights` will show others the flight to join. */
  setOut(key: Key, flights: Flights, call: Call, nowMs: number): Errand {
    const flight = this.policy.coalescing === 'none' ? new Flight(nowMs) : flights.depart(key, nowMs)
    return { key, type: this, call, flight, since: this.local.now, copy: null, isElsewhere: false }
  }

  /** Whether an entry found in Redis may answer: it is fresh, and its group is not invalidated. Asks Redis about the group where nothing is believed of it. */
  *isValid(key: Key, entry: Entry, clock: { readonly nowMs: number }, call: Call): Program<boolean> {
    if (!isFresh(entry, clock.nowMs)) return false
    if (this.groups === null || key.group === null) return true
    // The question took its time.
    return (yield* this.groups.isValid(key.group, entry, clock, call)) && isFresh(entry, clock.nowMs)
  }

  /** How long this instance keeps a copy of a key; 0: not at all. */
  keepsForMs(key: Key): number {
    const { l1, hotKeys } = this.policy
    const ownMs = l1?.ttlMs ?? 0
    if (this.hot === null || hotKeys!.localCopyMs === null || !this.hot.isHot(key.item)) return ownMs
    return Math.max(ownMs, hotKeys!.localCopyMs)
  }

  /** The key has changed elsewhere: the copy goes, and nobody new joins a load begun before. */
  evict(key: Key): void {
    this.local.evict(key)
    this.flights.forget(key)
    this.refreshes.forget(key)
    this.background?.forget(key)
  }

  /** As `evict`, for a whole group, all of which was loaded at or before `atMs`. */
  evictGroup(group: string, atMs: number): void {
    this.groups?.learn(group, atMs)
    this.local.evictGroup(group)
    this.flights.forgetAll()
    this.refreshes.forgetAll()
  }
}

/** One way to the shared tier, and from there perhaps to the origin: for what, for whom, and who waits for it. */
export interface Errand {
  readonly key: Key
  readonly type: CachedType
  readonly call: Call
  readonly flight: Flight
  /** The local tier's count of evictions when it set out. */
  readonly since: number
  /** The copy of a hot key that was asked first, with what it showed. */
  copy: CopyShown | null
  /** It was that copy, or a replica, that answered: nothing is known of what the key itself shows. */
  isElsewhere: boolean
}

export interface CopyShown {
  readonly key: Key
  readonly stamp: string | null
}

/**
 * The errand brings an entry: everybody on the flight gets it, and L1 keeps it as if it had been fresh since the errand
 * set out. Returns whether L1 did.
 */
export function bring({ key, type, flight, since }: Errand, entry: Entry, nowMs: number): boolean {
  flight.land(entry)
  if (!entry.exists && type.policy.negativeTtlMs === null) return false
  const keptMs = type.keepsForMs(key)
  return keptMs > 0 && type.local.keep(key, entry, flight.begunAtMs + keptMs, since, nowMs)
}
