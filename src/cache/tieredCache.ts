import type { Chance, Draws } from '#kernel/chance.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import type { Design, Policy } from './design.ts'
import { expiresEarly } from './earlyExpiry.ts'
import { type Entry, isFresh, type Value } from './entry.ts'
import { Flight, Flights } from './flights.ts'
import type { Key } from './key.ts'
import { LocalTier, type LocalTierWatcher } from './localTier.ts'
import type { OriginGuard } from './originGuard.ts'
import {
  type Bus,
  type Call,
  isExpected,
  type Lookup,
  type Origin,
  type Store,
  TierUnavailable,
  unlessUnavailable,
  unseen,
} from './ports.ts'

/** Where an answer came from: a tier, somebody else's load, or a load of the reader's own. */
export type Source = 'l1' | 'l2' | 'flight' | 'load'

export interface Answer {
  readonly entry: Entry
  readonly source: Source
}

/** Told what lookups found, and what the local tier keeps. */
export interface CacheWatcher extends LocalTierWatcher {
  /** The tier that held a fresh copy; null when none did. */
  lookedUp(found: 'l1' | 'l2' | null): void
}

export interface CacheParts {
  /** Number of this instance; the sender of its messages. */
  readonly instance: number
  readonly design: Design
  readonly scheduler: Scheduler
  readonly chance: Chance
  readonly store: Store
  readonly bus: Bus
  readonly origin: Origin
  readonly guard: OriginGuard
  readonly watcher?: CacheWatcher
}

/** What counts as Redis's answer when the type does not use it, or it does not answer. */
const NOTHING: Lookup = { entry: null, stamp: null }

/** Cache-aside in one instance: L1, then L2, then the origin; deletes on write. The policy of each data type says which of these apply. */
export class TieredCache {
  private readonly parts: CacheParts
  private readonly scheduler: Scheduler
  private readonly local: LocalTier
  /** Readers' own questions and loads: whoever misses joins. */
  private readonly flights = new Flights()
  /** Loads ahead of time: only who finds no copy at all joins. */
  private readonly refreshes = new Flights()
  private readonly earlyDraws: Draws
  private readonly jitterDraws: Draws

  constructor(parts: CacheParts) {
    this.parts = parts
    this.scheduler = parts.scheduler
    this.local = new LocalTier(parts.watcher)
    this.earlyDraws = parts.chance.about('early-expiry')
    this.jitterDraws = parts.chance.about('ttl-jitter')
  }

  /** What L1 holds, without waiting; null when the reader has to `fetch`. */
  peek(key: Key, call: Call): Answer | null {
    const policy = this.parts.design.policies[key.type]
    if (policy === undefined || policy.l1 === null) return null
    const { nowMs } = this.scheduler
    const held = this.local.get(key, nowMs)
    call.spent('l1', nowMs, nowMs)
    if (held === null) return null
    this.parts.watcher?.lookedUp('l1')
    this.refreshIfDue(key, policy, held, null, call)
    return { entry: held, source: 'l1' }
  }

  /** Reads a key: `peek`, then `fetch`. For callers to whom a generator more does not matter. */
  *read(key: Key, call: Call): Program<Answer> {
    return this.peek(key, call) ?? (yield* this.fetch(key, call))
  }

  /**
   * The miss path: L2, then the origin. With coalescing one flight covers both, and later callers wait for the first
   * one's answer, or its error. Throws LoadShed, OriginRefused or LoadTooSlow when the key cannot be had.
   */
  *fetch(key: Key, call: Call): Program<Answer> {
    const { flights, scheduler } = this
    const policy = this.parts.design.policies[key.type]
    if (policy === undefined) return { entry: yield* this.loadUncached(key, call), source: 'load' }
    const isShared = policy.coalescing !== 'none'
    if (isShared) {
      const current = flights.under(key, scheduler.nowMs, policy.loadCapMs)
      if (current !== undefined) return yield* this.join(current, policy, call)
    }
    const since = this.local.now
    const flight = isShared ? flights.depart(key, scheduler.nowMs) : new Flight(scheduler.nowMs)
    let lookup = NOTHING
    if (policy.l2 !== null) {
      try {
        lookup = yield* this.parts.store.lookUp(key, policy.invalidation.missTokens, call)
      } catch (error) {
        // A Redis that does not answer counts as holding nothing: reads fall through to the origin.
        if (!(error instanceof TierUnavailable)) throw error
      }
    }
    if (lookup.entry !== null && isFresh(lookup.entry, scheduler.nowMs)) {
      this.parts.watcher?.lookedUp('l2')
      flights.arrive(key, flight)
      flight.land(lookup.entry)
      this.keep(key, policy, lookup.entry, since)
      this.refreshIfDue(key, policy, lookup.entry, lookup, call)
      return { entry: lookup.entry, source: 'l2' }
    }
    this.parts.watcher?.lookedUp(null)
    const refresh = isShared ? this.refreshes.under(key, scheduler.nowMs, policy.loadCapMs) : undefined
    if (refresh !== undefined) return yield* this.relay(refresh, key, policy, flight, call)
    scheduler.start(this.load(key, policy, lookup, since, flight, flights, call), 'load')
    return { entry: yield* flight.landing(policy.loadCapMs), source: 'load' }
  }

  /** Commits a value and returns its version; `invalidates` deletes the copies first, as far as the policy says so. */
  *write(key: Key, value: Value, invalidates: boolean, call: Call): Program<number> {
    const { origin, store, bus, design, instance } = this.parts
    const version = yield* origin.commit(key, value, call)
    const policy = design.policies[key.type]
    if (policy === undefined || !invalidates || !policy.invalidation.deleteOnWrite) return version
    this.evict(key)
    if (policy.l2 !== null) yield* unlessUnavailable(store.delete(key, call))
    if (policy.invalidation.publishToL1) bus.publish(key, instance)
    return version
  }

  /** The key has changed elsewhere: drops this instance's copy, and lets nobody new join a load begun before. */
  evict(key: Key): void {
    this.local.evict(key)
    this.flights.forget(key)
    this.refreshes.forget(key)
  }

  /** This instance's copy has reached the end of its time; unlike `evict`, loads under way are still good. */
  expire(key: Key): void {
    this.local.expire(key)
  }

  private *join(flight: Flight, policy: Policy, call: Call): Program<Answer> {
    const beganMs = this.scheduler.nowMs
    call.waits('flight', beganMs)
    try {
      return { entry: yield* flight.landing(policy.loadCapMs), source: 'flight' }
    } finally {
      call.spent('flight', beganMs, this.scheduler.nowMs)
    }
  }

  /** A refresh is under way already: its answer is passed on to those who joined this reader's flight. */
  private *relay(refresh: Flight, key: Key, policy: Policy, flight: Flight, call: Call): Program<Answer> {
    try {
      const answer = yield* this.join(refresh, policy, call)
      flight.land(answer.entry)
      return answer
    } catch (error) {
      flight.fail(error)
      throw error
    } finally {
      this.flights.arrive(key, flight)
    }
  }

  private refreshIfDue(key: Key, policy: Policy, entry: Entry, lookup: Lookup | null, call: Call): void {
    if (policy.earlyExpiry.kind === 'none') return
    const { nowMs } = this.scheduler
    if (!expiresEarly(policy.earlyExpiry, entry, nowMs, this.earlyDraws, call.id)) return
    if (policy.coalescing !== 'none' && this.refreshes.under(key, nowMs, policy.loadCapMs) !== undefined)
      return
    this.scheduler.start(this.refresh(key, policy, entry, lookup, call), 'refresh')
  }

  private *ask(key: Key, policy: Policy, call: Call): Program<Lookup> {
    if (policy.l2 === null) return NOTHING
    const lookup = yield* unlessUnavailable(
      this.parts.store.lookUp(key, policy.invalidation.missTokens, call),
    )
    return lookup ?? NOTHING
  }

  /** Loads ahead of the expiry. Readers never wait for it; when it fails the next read that is due tries again. */
  private *refresh(key: Key, policy: Policy, held: Entry, known: Lookup | null, call: Call): Program<void> {
    const { refreshes, scheduler } = this
    const since = this.local.now
    const flight =
      policy.coalescing === 'none' ? new Flight(scheduler.nowMs) : refreshes.depart(key, scheduler.nowMs)
    const background = unseen(call.id)
    // A local copy does not know what Redis holds: another instance may have refreshed it already.
    const lookup = known ?? (yield* this.ask(key, policy, background))
    if (lookup.entry !== null && lookup.entry.createdAtMs > held.createdAtMs) {
      this.keep(key, policy, lookup.entry, since)
      refreshes.arrive(key, flight)
      flight.land(lookup.entry)
      return
    }
    yield* this.load(key, policy, lookup, since, flight, refreshes, background)
  }

  /**
   * Asks the origin, hands the answer to everybody on the flight, then fills the tiers. The fill shows what Redis held
   * when it was asked: if the key was invalidated meanwhile, Redis refuses it, and L1 likewise.
   */
  private *load(
    key: Key,
    policy: Policy,
    lookup: Lookup,
    since: number,
    flight: Flight,
    flights: Flights,
    call: Call,
  ): Program<void> {
    const beganMs = this.scheduler.nowMs
    let entry: Entry
    try {
      const row = yield* this.parts.guard.load(key, call)
      entry = this.entryOf(row, policy, beganMs, call)
    } catch (error) {
      flights.arrive(key, flight)
      flight.fail(error)
      if (!isExpected(error)) throw error
      return
    }
    flights.arrive(key, flight)
    flight.land(entry)
    this.keep(key, policy, entry, since)
    if (policy.l2 === null || !isFresh(entry, this.scheduler.nowMs)) return
    const seen = policy.invalidation.missTokens ? lookup.stamp : null
    // Redis was not asked, so there is no token: what cannot be checked is not kept.
    if (policy.invalidation.missTokens && seen === null) return
    yield* unlessUnavailable(this.parts.store.fill(key, entry, seen, call))
  }

  private *loadUncached(key: Key, call: Call): Program<Entry> {
    const beganMs = this.scheduler.nowMs
    const row = yield* this.parts.guard.load(key, call)
    const loadMs = this.scheduler.nowMs - beganMs
    return { ...row, createdAtMs: beganMs, freshUntilMs: Number.POSITIVE_INFINITY, loadMs }
  }

  private entryOf(
    row: { value: Value; version: number },
    policy: Policy,
    beganMs: number,
    call: Call,
  ): Entry {
    const ttlMs =
      policy.l2 === null
        ? (policy.l1?.ttlMs ?? 0)
        : policy.l2.ttlMs * (1 - policy.l2.jitter * this.jitterDraws.uniform(call.id))
    return {
      value: row.value,
      version: row.version,
      createdAtMs: beganMs,
      freshUntilMs: beganMs + ttlMs,
      loadMs: this.scheduler.nowMs - beganMs,
    }
  }

  private keep(key: Key, policy: Policy, entry: Entry, since: number): void {
    if (policy.l1 === null) return
    this.local.keep(key, entry, policy.l1.ttlMs, policy.l1.maxEntries, since, this.scheduler.nowMs)
  }
}
