import type { Draws } from '#kernel/chance.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import type { Answer, Source } from './answer.ts'
import { bring, type CachedType, type Errand } from './cachedType.ts'
import { isFresh } from './entry.ts'
import type { Flight } from './flights.ts'
import { countsAsHot, lookUpElsewhere } from './hotLookUp.ts'
import type { Key } from './key.ts'
import { type Loader, MISS, NOTHING, type Occasion } from './loader.ts'
import {
  CacheFailed,
  type Call,
  isExpected,
  type Lookup,
  type Store,
  TierUnavailable,
  unseen,
} from './ports.ts'
import type { Refreshing } from './refreshing.ts'
import { bestStale, type Stale, withoutCache } from './stale.ts'
import type { CacheWatcher } from './watcher.ts'

export interface MissPathParts {
  readonly scheduler: Scheduler
  readonly clock: { readonly nowMs: number }
  readonly store: Store
  readonly loader: Loader
  readonly refreshing: Refreshing
  readonly copyDraws: Draws
  readonly watcher: CacheWatcher
  /** This is the cache itself, not an application: it has nowhere to go when Redis does not answer. */
  readonly isService: boolean
}

/**
 * Cache-aside beyond the process: Redis, then the origin. With coalescing one flight covers both, and later callers wait
 * for the first one's answer, or its error.
 */
export class MissPath {
  private readonly parts: MissPathParts

  constructor(parts: MissPathParts) {
    this.parts = parts
  }

  /** `left`: an errand whose caller has left, to be carried on. */
  *read(key: Key, type: CachedType, call: Call, left: Errand | null = null): Program<Answer> {
    const { clock, scheduler } = this.parts
    const current = left === null ? type.joinable(key, type.flights, clock.nowMs) : undefined
    if (current !== undefined) return yield* this.join(current, key, type, call)
    const errand = left ?? type.setOut(key, type.flights, call, clock.nowMs)
    /** Nobody but this caller will land the flight. */
    let isOurs = true
    try {
      let lookup = NOTHING
      if (type.policy.l2 !== null) {
        try {
          lookup = yield* this.ask(errand)
        } catch (error) {
          if (!(error instanceof TierUnavailable)) throw error
          const answer = this.cacheFailed(errand)
          if (answer !== null) return answer
        }
      }
      const { entry } = lookup
      if (
        entry !== null &&
        isFresh(entry, clock.nowMs) &&
        // The usual case without a program of its own: hits are many.
        (type.groups === null ||
          key.group === null ||
          (type.groups.judge(key.group, entry, clock.nowMs) ??
            (yield* type.isValid(key, entry, clock, call))))
      ) {
        this.parts.watcher.lookedUp('l2', key)
        bring(errand, entry, clock.nowMs)
        const { copy, isElsewhere } = errand
        if (copy !== null && !isElsewhere)
          scheduler.start(this.parts.loader.fillCopy(errand, entry), 'fill copy')
        if (type.watchesHits)
          this.parts.refreshing.answered(key, type, entry, isElsewhere ? null : lookup, call, copy)
        return { entry, source: 'l2' }
      }
      this.parts.watcher.lookedUp(null, key)
      const stale = type.graceMs === 0 ? null : bestStale(key, type, entry, clock.nowMs)
      if (stale !== null && clock.nowMs < stale.endedMs + type.policy.staleWhileRevalidateMs) {
        errand.flight.landStale(stale)
        return this.parts.refreshing.whileRevalidating(key, type, { stale, lookup }, call)!
      }
      errand.flight.fallback = stale
      const refresh = type.joinable(key, type.refreshes, clock.nowMs)
      if (refresh !== undefined) {
        refresh.fallback ??= stale
        return yield* this.relay(refresh, errand)
      }
      isOurs = false
      scheduler.start(this.parts.loader.load(errand, lookup, occasionOf(type, stale)), 'load')
      return yield* this.landed(errand.flight, key, type, stale, 'load', call)
    } catch (error) {
      if (isOurs) errand.flight.fail(error)
      throw error
    } finally {
      if (isOurs && !errand.flight.isOpen && type.policy.coalescing !== 'none')
        scheduler.start(this.carryOn({ ...errand, call: unseen(call.id), copy: null }), 'errand')
    }
  }

  /** The caller was cancelled on the way: others may have joined, and are not to suffer for it. */
  private *carryOn(errand: Errand): Program<void> {
    try {
      yield* this.read(errand.key, errand.type, errand.call, errand)
    } catch (error) {
      if (!isExpected(error)) throw error
    }
  }

  /** Redis, or for a hot key a copy or a replica. A program of the store's own wherever that will do: hits are many. */
  private ask(errand: Errand): Program<Lookup> {
    const { key, type, call } = errand
    const { l2, invalidation } = type.policy
    const { store, clock, copyDraws, watcher } = this.parts
    const isHot = type.hot !== null && countsAsHot(errand, clock.nowMs)
    if (!isHot && l2!.replicaReads !== 'all') return store.lookUp(key, invalidation.missTokens, call)
    return lookUpElsewhere(errand, isHot, store, clock, copyDraws, watcher)
  }

  /** Redis does not answer: what the policy says. null: go on to the origin. */
  private cacheFailed(errand: Errand): Answer | null {
    const { key, type, call, flight } = errand
    if (this.parts.isService === true) {
      const error = new CacheFailed('the cache does not answer, and reads go through it')
      flight.fail(error)
      throw error
    }
    const stale = withoutCache(errand, this.parts.clock.nowMs, this.parts.watcher)
    if (stale === null) return null
    flight.landStale(stale)
    this.parts.refreshing.revalidate(key, type, null, stale.entry, call)
    return this.parts.refreshing.serveStale(key, type, stale, call)
  }

  private *join(flight: Flight, key: Key, type: CachedType, call: Call): Program<Answer> {
    const beganMs = this.parts.scheduler.nowMs
    const stale = type.graceMs === 0 ? null : bestStale(key, type, null, this.parts.clock.nowMs)
    call.waits('flight', beganMs)
    try {
      return yield* this.landed(flight, key, type, stale, 'flight', call)
    } finally {
      call.spent('flight', beganMs, this.parts.scheduler.nowMs)
    }
  }

  /** Waits for a flight, no longer than its cap; with an ended copy at hand, no longer than the soft timeout, and its failure is not the reader's. */
  private *landed(
    flight: Flight,
    key: Key,
    type: CachedType,
    stale: Stale | null,
    source: Source,
    call: Call,
  ): Program<Answer> {
    const { loadCapMs, softTimeoutMs, staleIfErrorMs } = type.policy
    const { clock } = this.parts
    if (!type.outlastsErrors) return yield* this.broughtBy(flight, key, type, source, call)
    // What the flight has found on its way is known only later than who joined it began to wait.
    const usable = () => {
      const held = stale ?? flight.fallback
      return held !== null && clock.nowMs < held.endedMs + staleIfErrorMs ? held : null
    }
    if (softTimeoutMs !== null && softTimeoutMs < loadCapMs) {
      const hasEnded = yield* flight.endsWithin(softTimeoutMs, clock.nowMs)
      const held = hasEnded ? null : usable()
      if (held !== null) {
        this.parts.watcher.acted('stale-on-timeout', key)
        return this.parts.refreshing.serveStale(key, type, held, call)
      }
    }
    try {
      return yield* this.broughtBy(flight, key, type, source, call)
    } catch (error) {
      const held = isExpected(error) ? usable() : null
      if (held === null) throw error
      this.parts.watcher.acted('stale-on-error', key)
      return this.parts.refreshing.serveStale(key, type, held, call)
    }
  }

  /** What the flight lands with. If that is an ended copy in place of an answer, whose load it was has it loaded behind the reader's back. */
  private *broughtBy(
    flight: Flight,
    key: Key,
    type: CachedType,
    source: Source,
    call: Call,
  ): Program<Answer> {
    const entry = yield* flight.landing(type.policy.loadCapMs, this.parts.clock.nowMs)
    const { standIn } = flight
    if (standIn === null) return { entry, source }
    if (source === 'load') this.parts.refreshing.revalidate(key, type, null, entry, call)
    return this.parts.refreshing.serveStale(key, type, standIn, call)
  }

  /** A refresh is under way already: its answer, or the ended copy that takes its place, is passed on to those who joined this errand. */
  private *relay(refresh: Flight, errand: Errand): Program<Answer> {
    const answer = yield* this.join(refresh, errand.key, errand.type, errand.call)
    const { entry, source } = answer
    if (source === 'l1' || source === 'l2')
      errand.flight.landStale({ entry, endedMs: entry.freshUntilMs, tier: source })
    else errand.flight.land(entry)
    return answer
  }
}

function occasionOf(type: CachedType, stale: Stale | null): Occasion {
  if (stale === null || !type.outlastsErrors) return MISS
  return { ...MISS, staleUntilMs: stale.endedMs + type.policy.staleIfErrorMs }
}
