import type { Entry } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import type { Call, Copy, Lookup, Store } from '#cache/ports.ts'
import type { Program, Scheduler } from '#kernel/program.ts'

interface Held {
  readonly instance: number
  readonly untilMs: number
}

/** Knows which instance holds the lease of a key: for the fault that crashes just that one. Changes nothing. */
export class LeaseObserver {
  private readonly held = new Map<string, Held>()
  private readonly awaited = new Map<string, (instance: number) => void>()
  private readonly scheduler: Scheduler

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler
  }

  /** The instance that holds the lease of a key now; undefined when none does. */
  holderOf(key: Key): number | undefined {
    const held = this.held.get(key.name)
    return held === undefined || this.scheduler.nowMs >= held.untilMs ? undefined : held.instance
  }

  /** Calls back once, when the next instance takes it. */
  onNext(key: Key, taken: (instance: number) => void): void {
    this.awaited.set(key.name, taken)
  }

  /** The same store, watched. Holders are named `instance:number` by the engine. */
  watch(store: Store): Store {
    return {
      shards: store.shards,
      lookUp: (key: Key, wantsToken: boolean, call: Call, from?: Copy): Program<Lookup> =>
        store.lookUp(key, wantsToken, call, from),
      fill: (key: Key, entry: Entry, seen: string | null, call: Call, lease?: string | null) =>
        store.fill(key, entry, seen, call, lease),
      delete: (key: Key, call: Call) => store.delete(key, call),
      takeLease: (key: Key, holder: string, leaseMs: number, call: Call) =>
        this.taking(store, key, holder, leaseMs, call),
      renewLease: (key: Key, holder: string, leaseMs: number, call: Call) =>
        this.renewing(store, key, holder, leaseMs, call),
      releaseLease: (key: Key, holder: string, call: Call) => this.releasing(store, key, holder, call),
    }
  }

  private *taking(store: Store, key: Key, holder: string, leaseMs: number, call: Call): Program<boolean> {
    const isTaken = yield* store.takeLease(key, holder, leaseMs, call)
    if (isTaken) this.note(key, holder, leaseMs)
    return isTaken
  }

  private *renewing(store: Store, key: Key, holder: string, leaseMs: number, call: Call): Program<boolean> {
    const isHeld = yield* store.renewLease(key, holder, leaseMs, call)
    if (isHeld) this.note(key, holder, leaseMs)
    return isHeld
  }

  private *releasing(store: Store, key: Key, holder: string, call: Call): Program<void> {
    this.held.delete(key.name)
    yield* store.releaseLease(key, holder, call)
  }

  private note(key: Key, holder: string, leaseMs: number): void {
    const instance = Number(holder.split(':')[0])
    // The cache itself takes leases under a number below 0; it does not crash.
    if (instance < 0) return
    this.held.set(key.name, { instance, untilMs: this.scheduler.nowMs + leaseMs })
    const taken = this.awaited.get(key.name)
    if (taken === undefined) return
    this.awaited.delete(key.name)
    taken(instance)
  }
}
