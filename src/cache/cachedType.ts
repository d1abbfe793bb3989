import type { Policy } from './policy.ts'
import type { Entry } from './entry.ts'
import { Flight, Flights } from './flights.ts'
import type { Key } from './key.ts'
import { LocalTier, type LocalTierWatcher } from './localTier.ts'
import type { Call } from './ports.ts'

/** What one instance holds and has under way for one type of data. */
export class CachedType {
  readonly policy: Policy
  readonly local: LocalTier
  /** Readers' own questions and loads: whoever misses joins. */
  readonly flights = new Flights()
  /** Loads ahead of time: only who finds no copy at all joins. */
  readonly refreshes = new Flights()

  constructor(policy: Policy, watcher: LocalTierWatcher | undefined) {
    this.policy = policy
    this.local = new LocalTier(policy.l1?.maxEntries ?? 0, watcher)
  }

  private get coalesces(): boolean {
    return this.policy.coalescing !== 'none'
  }

  /** The flight among these that a caller may join now; none without coalescing. */
  joinable(key: Key, flights: Flights, nowMs: number): Flight | undefined {
    return this.coalesces ? flights.under(key, nowMs, this.policy.loadCapMs) : undefined
  }

  /** Sets out for a key now. With coalescing, `flights` will show others the flight to join. */
  setOut(key: Key, flights: Flights, call: Call, nowMs: number): Errand {
    const flight = this.coalesces ? flights.depart(key, nowMs) : new Flight(nowMs)
    return { key, type: this, call, flight, since: this.local.now }
  }

  /** The key has changed elsewhere: the copy goes, and nobody new joins a load begun before. */
  evict(key: Key): void {
    this.local.evict(key)
    this.flights.forget(key)
    this.refreshes.forget(key)
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
}

/** The errand brings an entry: everybody on the flight gets it, and L1 keeps it as if it had been fresh since the errand set out. */
export function bring({ key, type, flight, since }: Errand, entry: Entry, nowMs: number): void {
  flight.land(entry)
  const { l1 } = type.policy
  if (l1 !== null) type.local.keep(key, entry, flight.begunAtMs + l1.ttlMs, since, nowMs)
}
