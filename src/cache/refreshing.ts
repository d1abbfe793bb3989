import type { Draws } from '#kernel/chance.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import type { Answer } from './answer.ts'
import type { CachedType, CopyShown, Errand } from './cachedType.ts'
import type { CorrectnessSampler } from './correctnessSampler.ts'
import { expiresEarly } from './earlyExpiry.ts'
import type { Entry } from './entry.ts'
import type { Key } from './key.ts'
import type { Loader } from './loader.ts'
import { type Call, isExpected, type Lookup, unseen } from './ports.ts'
import { bestStale, type Stale } from './stale.ts'
import type { CacheWatcher } from './watcher.ts'

export interface RefreshingParts {
  readonly scheduler: Scheduler
  readonly clock: { readonly nowMs: number }
  readonly loader: Loader
  readonly sampler: CorrectnessSampler
  readonly earlyDraws: Draws
  /** The way to the cache as a service, for the types that it loads itself; null: there is none. */
  readonly ask: ((key: Key, type: CachedType, call: Call) => Program<Answer>) | null
  readonly watcher: CacheWatcher
}

/** What a copy that answers sets off behind the reader's back: a load ahead of its end, one after it, a comparison with the origin. */
export class Refreshing {
  private readonly parts: RefreshingParts

  constructor(parts: RefreshingParts) {
    this.parts = parts
  }

  /** Serves a copy that has ended lately, and loads a new one behind the reader's back; null when there is none that will do. */
  whileRevalidating(
    key: Key,
    type: CachedType,
    found: { readonly stale: Stale; readonly lookup: Lookup } | null,
    call: Call,
  ): Answer | null {
    const { nowMs } = this.parts.clock
    const stale = found?.stale ?? bestStale(key, type, null, nowMs)
    if (stale === null || nowMs >= stale.endedMs + type.policy.staleWhileRevalidateMs) return null
    if (found === null) {
      this.parts.watcher.lookedUp(null, key)
      if (
        type.groups !== null &&
        key.group !== null &&
        type.groups.judge(key.group, stale.entry, nowMs) !== true
      )
        return null
    }
    this.parts.watcher.acted('stale-while-revalidate', key)
    this.revalidate(key, type, found?.lookup ?? null, stale.entry, call)
    return this.serveStale(key, type, stale, call)
  }

  revalidate(key: Key, type: CachedType, known: Lookup | null, held: Entry, call: Call): void {
    this.begin('revalidation', key, type, known, held, call)
  }

  serveStale(key: Key, type: CachedType, { entry, tier }: Stale, call: Call): Answer {
    if (type.policy.samplingShare > 0) this.sample(key, type, entry, call)
    return { entry, source: tier }
  }

  /**
   * A fresh copy has answered: it may be due for a refresh, or for a comparison with the origin. `known`: what the key
   * itself shows in Redis; `copy`: the copy of a hot key that was asked first, which a refresh reaches, too.
   */
  answered(
    key: Key,
    type: CachedType,
    held: Entry,
    known: Lookup | null,
    call: Call,
    copy: CopyShown | null = null,
  ): void {
    const { earlyExpiry, samplingShare } = type.policy
    const { clock, earlyDraws } = this.parts
    // Readers never wait for it; when it fails the next read that is due tries again.
    if (expiresEarly(earlyExpiry, held, clock.nowMs, earlyDraws, call.id))
      this.begin('early-refresh', key, type, known, held, call, copy)
    type.background?.read(key)
    if (samplingShare > 0) this.sample(key, type, held, call)
    if (!held.exists) this.parts.watcher.acted('negative-hit', key)
  }

  private sample(key: Key, type: CachedType, entry: Entry, call: Call): void {
    this.parts.sampler.answered(
      key,
      entry,
      type.policy.samplingShare,
      { ...type.wanted, from: 'primary' },
      call.id,
    )
  }

  /** Nothing if one is under way. */
  private begin(
    act: 'early-refresh' | 'revalidation',
    key: Key,
    type: CachedType,
    known: Lookup | null,
    held: Entry,
    call: Call,
    copy: CopyShown | null = null,
  ): void {
    const { ask, clock, loader, scheduler, watcher } = this.parts
    if (type.joinable(key, type.refreshes, clock.nowMs) !== undefined) return
    const errand = { ...type.setOut(key, type.refreshes, unseen(call.id), clock.nowMs), copy }
    if (ask !== null && type.isServed) {
      scheduler.start(throughService(ask, errand), act)
      return
    }
    watcher.acted(act, key)
    // A local copy does not know what Redis holds: another instance may have refreshed it already.
    scheduler.start(loader.refresh(errand, known, held.createdAtMs), act)
  }
}

/** Where the cache loads by itself it refreshes by itself, too: the same draw, made a little later, tells it so. */
function* throughService(
  ask: NonNullable<RefreshingParts['ask']>,
  { key, type, call, flight }: Errand,
): Program<void> {
  try {
    const answer = yield* ask(key, type, call)
    flight.land(answer.entry)
  } catch (error) {
    flight.fail(error)
    if (!isExpected(error)) throw error
  }
}
