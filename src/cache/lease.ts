import type { Program, Scheduler } from '#kernel/program.ts'
import type { Entry } from './entry.ts'
import type { Key } from './key.ts'
import type { LeaseSettings } from './policy.ts'
import { type Call, type Lookup, type Store, TierUnavailable, unlessUnavailable, unseen } from './ports.ts'
import type { CacheWatcher } from './watcher.ts'

/** A holder that prolongs its lease does so this many times in its length. */
const RENEWALS = 3

/**
 * What came of asking for the right to load a key for the whole fleet. lead: it is ours, and this is what Redis holds
 * now; found: another instance has filled it; over: the time to wait has run out; alone: Redis does not answer, so
 * there is no right to be had.
 */
export type Turn =
  | { readonly kind: 'lead'; readonly held: Held; readonly lookup: Lookup }
  | { readonly kind: 'found'; readonly lookup: Lookup }
  | { readonly kind: 'over' }
  | { readonly kind: 'alone' }

/** A lease that was taken. */
export interface Held {
  readonly holder: string
  /** When it was asked for, or last prolonged: for its length from then on it is certainly ours. */
  askedMs: number
}

export interface LeaseParts {
  readonly instance: number
  /** Tells the lives of an instance apart: one has no right to what another has taken. */
  readonly life: number
  readonly store: Store
  readonly scheduler: Scheduler
  readonly watcher: CacheWatcher
}

/**
 * Request coalescing across instances: `SET lock:{key} holder NX PX leaseMs`, in Redis, beside the key. A holder that
 * crashes gives nothing back; its lease runs out and somebody else loads. A holder that outlives its lease has lost
 * the right to fill.
 */
export class Leases {
  private readonly parts: LeaseParts
  private taken = 0

  constructor(parts: LeaseParts) {
    this.parts = parts
  }

  /** Waits for the right to load, or for an entry that `willDo`, at most `waitMs` by the settings. */
  *turn(
    key: Key,
    settings: LeaseSettings,
    wantsToken: boolean,
    willDo: (entry: Entry) => Program<boolean>,
    call: Call,
  ): Program<Turn> {
    const { scheduler, watcher, instance, life } = this.parts
    const holder = `${instance}:${life}.${++this.taken}`
    const beganMs = scheduler.nowMs
    try {
      for (let hasWaited = false; ; hasWaited = true) {
        const askedMs = scheduler.nowMs
        if (yield* this.parts.store.takeLease(key, holder, settings.leaseMs, call)) {
          watcher.acted('lease-taken', key)
          return yield* this.lead(key, { holder, askedMs }, wantsToken, willDo, call)
        }
        if (!hasWaited) watcher.acted('lease-waited', key)
        const leftMs = beganMs + settings.waitMs - scheduler.nowMs
        if (leftMs <= 0) {
          watcher.acted('lease-wait-ended', key)
          return { kind: 'over' }
        }
        const fromMs = scheduler.nowMs
        call.waits('lease', fromMs)
        yield Math.min(settings.pollMs, leftMs)
        call.spent('lease', fromMs, scheduler.nowMs)
        const lookup = yield* this.parts.store.lookUp(key, wantsToken, call)
        if (lookup.entry !== null && (yield* willDo(lookup.entry))) return { kind: 'found', lookup }
      }
    } catch (error) {
      if (error instanceof TierUnavailable) return { kind: 'alone' }
      throw error
    }
  }

  /** Prolongs a lease until `isOver` says that the load has ended, or the lease is lost. */
  *renew(key: Key, held: Held, leaseMs: number, isOver: () => boolean, call: Call): Program<void> {
    const { store, scheduler } = this.parts
    try {
      for (;;) {
        yield leaseMs / RENEWALS
        if (isOver()) return
        const askedMs = scheduler.nowMs
        if (!(yield* store.renewLease(key, held.holder, leaseMs, call))) return
        held.askedMs = askedMs
      }
    } catch (error) {
      if (!(error instanceof TierUnavailable)) throw error
    }
  }

  /** The last holder may have filled the key just before its lease came free, so Redis is asked again. */
  private *lead(
    key: Key,
    held: Held,
    wantsToken: boolean,
    willDo: (entry: Entry) => Program<boolean>,
    call: Call,
  ): Program<Turn> {
    const lookup = yield* this.parts.store.lookUp(key, wantsToken, call)
    if (lookup.entry === null || !(yield* willDo(lookup.entry))) return { kind: 'lead', held, lookup }
    // Who waits for the entry does not wait for this, too.
    const release = this.parts.store.releaseLease(key, held.holder, unseen(call.id))
    this.parts.scheduler.start(unlessUnavailable(release), 'lease')
    return { kind: 'found', lookup }
  }
}
