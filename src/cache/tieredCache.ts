import type { Chance, Draws } from '#kernel/chance.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import { bring, CachedType, type Errand } from './cachedType.ts'
import type { Design } from './design.ts'
import type { Policy } from './policy.ts'
import { expiresEarly } from './earlyExpiry.ts'
import { type Entry, isFresh, type Value } from './entry.ts'
import type { Flight } from './flights.ts'
import type { Key } from './key.ts'
import type { LocalTierWatcher } from './localTier.ts'
import type { OriginGuard } from './originGuard.ts'
import {
  type Bus,
  type Call,
  isExpected,
  type Lookup,
  type Origin,
  type Row,
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

/** A type without a policy has no cap of its own; to the breaker a load as long as this has failed. */
const UNCACHED_CAP_MS = 10_000

/** Cache-aside in one instance: L1, then L2, then the origin; deletes on write. The policy of each data type says which of these apply. */
export class TieredCache {
  private readonly parts: CacheParts
  private readonly scheduler: Scheduler
  private readonly types: ReadonlyMap<string, CachedType>
  private readonly earlyDraws: Draws
  private readonly jitterDraws: Draws

  constructor(parts: CacheParts) {
    this.parts = parts
    this.scheduler = parts.scheduler
    const policies = Object.entries(parts.design.policies)
    this.types = new Map(policies.map(([type, policy]) => [type, new CachedType(policy, parts.watcher)]))
    this.earlyDraws = parts.chance.about('early-expiry')
    this.jitterDraws = parts.chance.about('ttl-jitter')
  }

  /** What L1 holds, without waiting; null when the reader has to `fetch`. */
  peek(key: Key, call: Call): Answer | null {
    const type = this.types.get(key.type)
    if (type === undefined || type.policy.l1 === null) return null
    const { nowMs } = this.scheduler
    const held = type.local.get(key, nowMs)
    call.spent('l1', nowMs, nowMs)
    if (held === null) return null
    this.parts.watcher?.lookedUp('l1')
    this.refreshIfDue(key, type, held, null, call)
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
    const { scheduler } = this
    const type = this.types.get(key.type)
    if (type === undefined) return { entry: yield* this.loadUncached(key, call), source: 'load' }
    const current = type.joinable(key, type.flights, scheduler.nowMs)
    if (current !== undefined) return yield* this.join(current, type.policy, call)
    const errand = type.setOut(key, type.flights, call, scheduler.nowMs)
    let lookup = NOTHING
    if (type.policy.l2 !== null) {
      try {
        lookup = yield* this.parts.store.lookUp(key, type.policy.invalidation.missTokens, call)
      } catch (error) {
        // A Redis that does not answer counts as holding nothing: reads fall through to the origin.
        if (!(error instanceof TierUnavailable)) throw error
      }
    }
    if (lookup.entry !== null && isFresh(lookup.entry, scheduler.nowMs)) {
      this.parts.watcher?.lookedUp('l2')
      bring(errand, lookup.entry, scheduler.nowMs)
      this.refreshIfDue(key, type, lookup.entry, lookup, call)
      return { entry: lookup.entry, source: 'l2' }
    }
    this.parts.watcher?.lookedUp(null)
    const refresh = type.joinable(key, type.refreshes, scheduler.nowMs)
    if (refresh !== undefined) return yield* this.relay(refresh, errand)
    scheduler.start(this.load(errand, lookup), 'load')
    return { entry: yield* errand.flight.landing(type.policy.loadCapMs, scheduler.nowMs), source: 'load' }
  }

  /** Commits a value, then deletes the copies, if `invalidates` and as far as the policy says so; returns the version. */
  *write(key: Key, value: Value, invalidates: boolean, call: Call): Program<number> {
    const { origin, store, bus, instance } = this.parts
    const version = yield* origin.commit(key, value, call)
    const type = this.types.get(key.type)
    if (type === undefined || !invalidates || !type.policy.invalidation.deleteOnWrite) return version
    type.evict(key)
    if (type.policy.l2 !== null) {
      yield* unlessUnavailable(store.delete(key, call))
      // While the DEL was on its way readers here may have fetched the old value again, and the bus spares its sender.
      type.evict(key)
    }
    if (type.policy.invalidation.publishToL1) bus.publish(key, instance, call)
    return version
  }

  /** The key has changed elsewhere: drops this instance's copy, and lets nobody new join a load begun before. */
  evict(key: Key): void {
    this.types.get(key.type)?.evict(key)
  }

  /** This instance's copy has reached the end of its time; unlike `evict`, loads under way are still good. */
  expire(key: Key): void {
    this.types.get(key.type)?.local.expire(key)
  }

  private *join(flight: Flight, policy: Policy, call: Call): Program<Answer> {
    const beganMs = this.scheduler.nowMs
    call.waits('flight', beganMs)
    try {
      return { entry: yield* flight.landing(policy.loadCapMs, beganMs), source: 'flight' }
    } finally {
      call.spent('flight', beganMs, this.scheduler.nowMs)
    }
  }

  /** A refresh is under way already: its answer is passed on to those who joined this errand. */
  private *relay(refresh: Flight, errand: Errand): Program<Answer> {
    try {
      const answer = yield* this.join(refresh, errand.type.policy, errand.call)
      errand.flight.land(answer.entry)
      return answer
    } catch (error) {
      errand.flight.fail(error)
      throw error
    }
  }

  /** Loads ahead of the expiry, if the draw of this read says so. Readers never wait for it; when it fails the next read that is due tries again. */
  private refreshIfDue(key: Key, type: CachedType, held: Entry, known: Lookup | null, call: Call): void {
    const { earlyExpiry } = type.policy
    if (earlyExpiry.kind === 'none') return
    const { nowMs } = this.scheduler
    if (!expiresEarly(earlyExpiry, held, nowMs, this.earlyDraws, call.id)) return
    if (type.joinable(key, type.refreshes, nowMs) !== undefined) return
    const errand = type.setOut(key, type.refreshes, unseen(call.id), nowMs)
    // A local copy does not know what Redis holds: another instance may have refreshed it already.
    this.scheduler.start(this.run(errand, known, held.createdAtMs), 'refresh')
  }

  /** An errand without a reader: what Redis holds will do if its load began after `newerThanMs`; otherwise it loads. */
  private *run(errand: Errand, known: Lookup | null, newerThanMs: number): Program<void> {
    const lookup = known ?? (yield* this.ask(errand))
    const { entry } = lookup
    if (entry !== null && entry.createdAtMs > newerThanMs && isFresh(entry, this.scheduler.nowMs)) {
      bring(errand, entry, this.scheduler.nowMs)
      return
    }
    yield* this.load(errand, lookup)
  }

  private *ask({ key, type, call }: Errand): Program<Lookup> {
    if (type.policy.l2 === null) return NOTHING
    const { missTokens } = type.policy.invalidation
    return (yield* unlessUnavailable(this.parts.store.lookUp(key, missTokens, call))) ?? NOTHING
  }

  /**
   * Asks the origin, hands the answer to everybody on the flight, then fills the tiers. The fill shows what Redis held
   * when it was asked: if the key was invalidated meanwhile, Redis refuses it, and L1 likewise.
   */
  private *load(errand: Errand, lookup: Lookup): Program<void> {
    const { scheduler } = this
    const { key, call } = errand
    const { l2, invalidation } = errand.type.policy
    const beganMs = scheduler.nowMs
    let entry: Entry
    try {
      const row = yield* this.parts.guard.load(key, call, errand.type.policy.loadCapMs)
      entry = this.entryOf(row, errand.type.policy, beganMs, call)
    } catch (error) {
      errand.flight.fail(error)
      if (!isExpected(error)) throw error
      return
    }
    bring(errand, entry, scheduler.nowMs)
    if (l2 === null || !isFresh(entry, scheduler.nowMs)) return
    const seen = invalidation.missTokens ? lookup.stamp : null
    // Redis was not asked, so there is no token: what cannot be checked is not kept.
    if (invalidation.missTokens && seen === null) return
    yield* unlessUnavailable(this.parts.store.fill(key, entry, seen, call))
  }

  private *loadUncached(key: Key, call: Call): Program<Entry> {
    const beganMs = this.scheduler.nowMs
    const row = yield* this.parts.guard.load(key, call, UNCACHED_CAP_MS)
    const loadMs = this.scheduler.nowMs - beganMs
    return { ...row, createdAtMs: beganMs, freshUntilMs: Number.POSITIVE_INFINITY, loadMs }
  }

  private entryOf(row: Row, policy: Policy, beganMs: number, call: Call): Entry {
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
}
