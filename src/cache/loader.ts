import type { Chance, Draws } from '#kernel/chance.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import { bring, type Errand } from './cachedType.ts'
import { type Entry, isFresh } from './entry.ts'
import type { Held, Leases } from './lease.ts'
import type { OriginGuard } from './originGuard.ts'
import type { Policy } from './policy.ts'
import {
  CacheFailed,
  type Call,
  isExpected,
  LoadTooSlow,
  type Lookup,
  type Row,
  type Store,
  unlessUnavailable,
  unseen,
} from './ports.ts'
import { withoutCache } from './stale.ts'
import type { CacheWatcher } from './watcher.ts'

/** What counts as Redis's answer when the type does not use it, or it does not answer. */
export const NOTHING: Lookup = { entry: null, stamp: null }

export interface LoaderParts {
  readonly scheduler: Scheduler
  readonly clock: { readonly nowMs: number }
  readonly chance: Chance
  readonly store: Store
  readonly guard: OriginGuard
  readonly leases: Leases
  readonly watcher: CacheWatcher
}

/** What sends an errand to the origin: a miss, or a refresh of an entry whose load began at `newerThanMs`. */
export interface Occasion {
  readonly newerThanMs: number
  /** Until then an ended copy at hand may take the place of a load that fails. */
  readonly staleUntilMs: number
}

const NEVER = Number.NEGATIVE_INFINITY

export const MISS: Occasion = { newerThanMs: NEVER, staleUntilMs: NEVER }

/** The way of one instance to the origin and back into the tiers. */
export class Loader {
  private readonly parts: LoaderParts
  private readonly jitterDraws: Draws

  constructor(parts: LoaderParts) {
    this.parts = parts
    this.jitterDraws = parts.chance.about('ttl-jitter')
  }

  /** An errand without a reader: what Redis holds will do if its load began after `newerThanMs`; otherwise it loads. */
  *refresh(errand: Errand, known: Lookup | null, newerThanMs: number): Program<void> {
    const lookup = known ?? (yield* this.ask(errand))
    const { entry } = lookup
    if (entry !== null && (yield* this.willDo(errand, entry, newerThanMs))) {
      bring(errand, entry, this.parts.clock.nowMs)
      if (errand.copy !== null) yield* this.fillCopy(errand, entry)
      return
    }
    yield* this.load(errand, lookup, { newerThanMs, staleUntilMs: NEVER })
  }

  /**
   * Asks the origin, hands the answer to everybody on the flight, then fills the tiers. The fill shows what Redis held
   * when it was asked: if the key was invalidated meanwhile, Redis refuses it, and L1 likewise. With coalescing across
   * the fleet, only the holder of the lease asks; the others wait for what it fills.
   */
  *load(errand: Errand, lookup: Lookup, occasion: Occasion): Program<void> {
    if (!errand.type.isFleet) {
      yield* this.loadAndFill(errand, lookup, null)
      return
    }
    const { leases, clock } = this.parts
    const { key, call, type, flight } = errand
    const { lease, invalidation } = type.policy
    const willDo = (entry: Entry) => this.willDo(errand, entry, occasion.newerThanMs)
    const turn = yield* leases.turn(key, lease, invalidation.missTokens, willDo, call)
    if (turn.kind === 'found') bring(errand, turn.lookup.entry!, clock.nowMs)
    else if (turn.kind === 'lead') yield* this.loadForAll(errand, turn.lookup, turn.held)
    else if (turn.kind === 'over' && refusesAfter(lease.afterWait, occasion, clock.nowMs))
      flight.fail(new LoadTooSlow(`no instance has loaded the key within ${lease.waitMs} ms`))
    else if (turn.kind === 'over' || occasion.newerThanMs > NEVER || this.mayGoOnAlone(errand))
      yield* this.loadAndFill(errand, lookup, null)
  }

  /** A row as an entry of this type, whose load began at `beganMs`. */
  entryOf(row: Row, policy: Policy, graceMs: number, beganMs: number, call: Call): Entry {
    const { l1, l2, negativeTtlMs } = policy
    const longestMs =
      l2 === null
        ? (l1?.ttlMs ?? policy.hotKeys?.localCopyMs ?? 0)
        : l2.ttlMs * (1 - l2.jitter * this.jitterDraws.uniform(call.id))
    const ttlMs = row.exists ? longestMs : (negativeTtlMs ?? 0)
    return {
      value: row.value,
      version: row.version,
      exists: row.exists,
      createdAtMs: beganMs,
      freshUntilMs: beganMs + ttlMs,
      keptUntilMs: beganMs + ttlMs + graceMs,
      loadMs: this.parts.clock.nowMs - beganMs,
    }
  }

  /** Whether an entry found in Redis can stand for a load: it began later, and may answer. */
  private *willDo({ key, type, call }: Errand, entry: Entry, newerThanMs: number): Program<boolean> {
    return entry.createdAtMs > newerThanMs && (yield* type.isValid(key, entry, this.parts.clock, call))
  }

  /** Redis has gone silent before a reader's lease was to be had: what the policy says for that. Those on the flight are told when it is not to load. A refresh has no reader, and goes on alone. */
  private mayGoOnAlone(errand: Errand): boolean {
    const { clock, watcher } = this.parts
    try {
      const stale = withoutCache(errand, clock.nowMs, watcher)
      if (stale !== null) errand.flight.landStale(stale)
      return stale === null
    } catch (error) {
      if (error instanceof CacheFailed) return false
      throw error
    }
  }

  private *ask({ key, type, call }: Errand): Program<Lookup> {
    if (type.policy.l2 === null) return NOTHING
    const { missTokens } = type.policy.invalidation
    return (yield* unlessUnavailable(this.parts.store.lookUp(key, missTokens, call))) ?? NOTHING
  }

  private *loadForAll(errand: Errand, lookup: Lookup, held: Held): Program<void> {
    const { leases, scheduler, store } = this.parts
    const { key, type, call } = errand
    const { leaseMs, renews } = type.policy.lease
    let isOver = false
    if (renews)
      scheduler.start(
        leases.renew(key, held, leaseMs, () => isOver, unseen(call.id)),
        'lease',
      )
    try {
      yield* this.loadAndFill(errand, lookup, held)
    } finally {
      isOver = true
    }
    yield* unlessUnavailable(store.releaseLease(key, held.holder, unseen(call.id)))
  }

  private *loadAndFill(errand: Errand, lookup: Lookup, held: Held | null): Program<void> {
    const { clock, guard } = this.parts
    const { key, call, type } = errand
    const beganMs = clock.nowMs
    let entry: Entry
    try {
      const row = yield* guard.load(key, call, wantedFor(errand))
      entry = this.entryOf(row, type.policy, type.graceMs, beganMs, call)
    } catch (error) {
      errand.flight.fail(error)
      if (!isExpected(error)) throw error
      return
    }
    const isHere = bring(errand, entry, clock.nowMs)
    if (!isFresh(entry, clock.nowMs)) return
    if (type.policy.l2 !== null) yield* this.fill(errand, entry, lookup.stamp, held)
    else if (isHere) this.lookAfter(errand, entry)
  }

  private *fill(errand: Errand, entry: Entry, stamp: string | null, held: Held | null): Program<void> {
    const { store, scheduler, watcher } = this.parts
    const { key, call, type, copy } = errand
    const { missTokens } = type.policy.invalidation
    // Redis was not asked, so there is no token: what cannot be checked is not kept.
    if (!missTokens || stamp !== null) {
      const shown = missTokens ? stamp : null
      const isKept = yield* unlessUnavailable(store.fill(key, entry, shown, call, held?.holder ?? null))
      // While the lease was certainly ours it was an invalidation that came in between.
      const isOurs = held === null || scheduler.nowMs - held.askedMs < type.policy.lease.leaseMs
      if (isKept === false) watcher.acted(isOurs ? 'fill-refused' : 'lease-lost', key)
      else if (isKept === true) this.lookAfter(errand, entry)
      // What the key itself must not have, its copies must not have either.
      if (isKept === false) return
    }
    if (copy !== null) yield* this.fillCopy(errand, entry)
  }

  /** The copy of a hot key that was asked first gets the entry, too. */
  *fillCopy({ copy, call, type }: Errand, entry: Entry): Program<void> {
    const { missTokens } = type.policy.invalidation
    if (copy === null || (missTokens && copy.stamp === null)) return
    const isKept = yield* unlessUnavailable(
      this.parts.store.fill(copy.key, entry, missTokens ? copy.stamp : null, call),
    )
    if (isKept === false) this.parts.watcher.acted('fill-refused', copy.key)
  }

  /** Background refresh: an entry filled here is loaded again before its end, if somebody has read it. */
  private lookAfter({ key, type, call }: Errand, entry: Entry): void {
    const { backgroundRefresh } = type.policy
    if (type.background === null || backgroundRefresh === null || !type.background.filled(key, entry)) return
    const { scheduler, clock, watcher } = this.parts
    const delayMs = Math.max(0, entry.freshUntilMs - backgroundRefresh.aheadMs - clock.nowMs)
    const later = function* (loader: Loader): Program<void> {
      if (!type.background!.isDue(key, entry)) return
      if (type.joinable(key, type.refreshes, clock.nowMs) !== undefined) return
      watcher.acted('background-refresh', key)
      const errand = type.setOut(key, type.refreshes, unseen(call.id), clock.nowMs)
      yield* loader.refresh(errand, null, entry.createdAtMs)
    }
    scheduler.start(later(this), 'background refresh', delayMs)
  }
}

function wantedFor({ call, type }: Errand) {
  return call.priority === undefined ? type.wanted : { ...type.wanted, priority: call.priority }
}

function refusesAfter(
  afterWait: 'load' | 'stale' | 'error',
  { staleUntilMs }: Occasion,
  nowMs: number,
): boolean {
  return afterWait === 'error' || (afterWait === 'stale' && nowMs < staleUntilMs)
}
