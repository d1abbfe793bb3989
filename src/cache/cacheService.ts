import type { Chance } from '#kernel/chance.ts'
import { Latch } from '#kernel/latch.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import type { Answer } from './answer.ts'
import type { Design } from './design.ts'
import type { Entry, Value } from './entry.ts'
import { guardsFills } from './fillGuard.ts'
import { graceMs } from './grace.ts'
import type { Key } from './key.ts'
import type { OriginGuard } from './originGuard.ts'
import { OwedWrites } from './owedWrites.ts'
import type { Policy } from './policy.ts'
import {
  type Bus,
  CacheFailed,
  type Call,
  isExpected,
  type Origin,
  type Store,
  TierUnavailable,
  unseen,
} from './ports.ts'
import { TieredCache } from './tieredCache.ts'
import type { CacheWatcher } from './watcher.ts'
import {
  FIRST_PENDING_VERSION,
  firstPendingVersion,
  type Pending,
  WriteBuffer,
  writesOf,
} from './writeBehind.ts'

/** The cache itself sends messages and takes leases under this number. */
const SERVICE = -2
/** How often a refill that Redis did not take is undone by a DEL, and how long apart, ms. */
const REPAIRS = 20
const REPAIR_MS = 200

export interface ServiceParts {
  readonly design: Design
  readonly scheduler: Scheduler
  readonly clock?: { readonly nowMs: number }
  readonly chance: Chance
  readonly store: Store
  readonly bus: Bus
  readonly origin: Origin
  readonly guard: OriginGuard
  readonly watcher: CacheWatcher
  /** Told under which version a pending one was committed, and whether it was a later write of the key that was. */
  readonly committed?: (pendingVersion: number, version: number, isOvertaken: boolean) => void
  /** Tells services apart whose pending versions meet. */
  readonly number?: number
}

/** What an instance asks of the cache as a service. */
export type CacheServing = Pick<CacheService, 'read' | 'owedWrite' | 'write' | 'evict'>

/**
 * The patterns in which the cache, and not the application, talks to the origin: read-through loads on a miss,
 * write-through commits before it acknowledges, write-behind acknowledges first and commits later. One serves all
 * instances, so that its loads are coalesced for the whole fleet; without it there is neither reading nor writing.
 */
export class CacheService {
  private readonly parts: ServiceParts
  private readonly clock: { readonly nowMs: number }
  private readonly inside: TieredCache
  private readonly buffer: WriteBuffer
  private readonly policies: ReadonlyMap<string, Policy>
  /** Writes of one key follow one another, so that the last commit is what the cache holds. */
  private readonly writing = new Map<string, Latch>()
  private lastPendingVersion: number

  constructor(parts: ServiceParts) {
    const { design, store } = parts
    const policies = Object.entries(design.policies).map(([type, policy]): [string, Policy] => [
      type,
      {
        ...policy,
        pattern: 'cache-aside',
        l1: null,
        cdn: null,
        coalescing: 'instance',
        hotKeys: null,
        invalidation: { ...policy.invalidation, missTokens: guardsFills(policy) },
        // Authors of a write are told apart before the service is asked.
        readYourWritesMs: 0,
      },
    ])
    this.parts = parts
    this.clock = parts.clock ?? parts.scheduler
    this.policies = new Map(Object.entries(design.policies))
    this.buffer = new WriteBuffer(store.shards)
    this.lastPendingVersion = firstPendingVersion(parts.number ?? 0)
    const inner: Design = { ...design, policies: Object.fromEntries(policies) }
    const isBehind = Object.values(design.policies).some(({ pattern }) => pattern === 'write-behind')
    this.inside = new TieredCache({
      ...parts,
      store: isBehind ? new OwedWrites(store, this.buffer, pending => this.pendingEntry(pending)) : store,
      instance: SERVICE,
      design: inner,
      isService: true,
    })
  }

  /** Begins to write to the origin what write-behind owes it. */
  start(): void {
    for (const [type, { pattern, writeBehind }] of this.policies)
      if (pattern === 'write-behind')
        this.parts.scheduler.serve(this.flushes(type, writeBehind.flushMs), 'write-behind')
  }

  /** Throws CacheFailed when Redis does not answer: there is no other way to the origin. */
  read(key: Key, call: Call): Program<Answer> {
    return this.inside.fetch(key, call)
  }

  /**
   * The write that the primary owes the origin: what its author is to see, however long the way. null: there is none, so
   * the origin has whatever was written, and what Redis holds may be an older row that a load from a replica brought.
   * Throws CacheFailed when Redis does not answer.
   */
  *owedWrite(key: Key, call: Call): Program<Answer | null> {
    if (!(yield* this.inside.reaches(key, call)))
      throw new CacheFailed('the cache does not answer, and has what was written')
    const owed = this.buffer.owedFor(key)
    if (owed === undefined) return null
    return { entry: { ...this.pendingEntry(owed), freshUntilMs: Number.POSITIVE_INFINITY }, source: 'l2' }
  }

  /** Write-through or write-behind, by the type's pattern. Throws CacheFailed, BufferFull, or what the origin throws. */
  *write(key: Key, value: Value, call: Call): Program<number> {
    const policy = this.policies.get(key.type)!
    try {
      if (policy.pattern === 'write-behind') return yield* this.writeBehind(key, value, policy, call)
      return yield* this.inTurn(key, () => this.writeThrough(key, value, policy, call))
    } catch (error) {
      if (!(error instanceof TierUnavailable)) throw error
      throw new CacheFailed('the cache does not answer, and writes go through it', { cause: error })
    }
  }

  /** The key has changed: nobody new joins a load begun before. */
  evict(key: Key): void {
    this.inside.evict(key)
  }

  /** A shard has lost what it was told since then, and with it the writes that it has owed the origin since. */
  shardLost(shard: number, sinceMs: number): void {
    const lost = this.buffer.lose(shard, sinceMs)
    if (lost > 0) this.parts.watcher.writeLost(lost)
  }

  /** Acknowledged writes that have not reached the origin yet. */
  get owed(): number {
    return this.buffer.owed
  }

  private *inTurn<A>(key: Key, run: () => Program<A>): Program<A> {
    for (let before = this.writing.get(key.name); before !== undefined; before = this.writing.get(key.name))
      yield before
    const done = new Latch()
    this.writing.set(key.name, done)
    try {
      return yield* run()
    } finally {
      this.writing.delete(key.name)
      done.open()
    }
  }

  /** The old entry goes first, so that a failure halfway leaves nothing old behind; what was committed is then kept. */
  private *writeThrough(key: Key, value: Value, policy: Policy, call: Call): Program<number> {
    const { store, origin, scheduler, watcher } = this.parts
    yield* store.delete(key, call)
    this.inside.evict(key)
    const beganMs = this.clock.nowMs
    const version = yield* origin.commit(key, value, call)
    this.inside.evict(key)
    try {
      yield* store.fill(key, this.entryOf(value, version, policy, beganMs), null, call)
      watcher.invalidated(key, this.clock.nowMs - beganMs)
    } catch (error) {
      if (!(error instanceof TierUnavailable)) throw error
      // A reader may have brought back the old value since the delete.
      scheduler.start(this.undo(key, call.id), 'undo')
    }
    return version
  }

  private *undo(key: Key, callId: number): Program<void> {
    for (let attempt = 0; attempt < REPAIRS; attempt++) {
      yield REPAIR_MS
      this.parts.watcher.acted('delete-retried', key)
      try {
        yield* this.parts.store.delete(key, unseen(callId))
        this.inside.evict(key)
        return
      } catch (error) {
        if (!(error instanceof TierUnavailable)) throw error
      }
    }
    this.parts.watcher.acted('delete-given-up', key)
  }

  private *writeBehind(key: Key, value: Value, policy: Policy, call: Call): Program<number> {
    this.buffer.claim(key, policy.writeBehind.bufferLimit)
    const version = ++this.lastPendingVersion
    const entry = this.entryOf(value, version, policy, this.clock.nowMs)
    let isTaken = false
    try {
      isTaken = yield* this.parts.store.fill(key, entry, null, call)
    } finally {
      if (!isTaken) this.buffer.release(key)
    }
    if (!isTaken) throw new CacheFailed('the cache has no room for the write')
    this.inside.evict(key)
    this.buffer.add(key, value, version, this.parts.scheduler.nowMs)
    this.parts.watcher.acted('write-buffered', key)
    return version
  }

  private *flushes(type: string, everyMs: number): Program<void> {
    const { store, scheduler } = this.parts
    for (;;) {
      yield everyMs
      for (let shard = 0; shard < store.shards; shard++)
        if (this.buffer.firstOf(shard, type) !== undefined) scheduler.start(this.flush(shard, type), 'flush')
    }
  }

  /** The buffer is in the shard's memory: while the shard does not answer nothing can be taken from it. */
  private *flush(shard: number, type: string): Program<void> {
    const { store } = this.parts
    const first = this.buffer.firstOf(shard, type)
    if (first === undefined) return
    try {
      yield* store.lookUp(first, false, unseen(0))
    } catch (error) {
      if (error instanceof TierUnavailable) return
      throw error
    }
    for (const pending of this.buffer.take(shard, type)) yield* this.commit(pending)
  }

  private *commit(pending: Pending): Program<void> {
    const { origin, watcher, committed } = this.parts
    const { key, value, version: pendingVersion, overtaken } = pending
    let version: number
    try {
      version = yield* origin.commit(key, value, unseen(0))
    } catch (error) {
      this.buffer.giveBack(pending)
      if (!isExpected(error)) throw error
      return
    }
    this.buffer.committed(pending)
    watcher.acted('write-flushed', key)
    watcher.writeFlushed(writesOf(pending))
    committed?.(pendingVersion, version, false)
    for (const earlier of overtaken) committed?.(earlier.version, version, true)
    yield* this.settle(pending, version)
    this.buffer.settled(pending)
  }

  /**
   * The cache's entry of a write gets the version under which it was committed. Anything else that stands in its place,
   * but a later write, is older than the commit, or a token of somebody who may have read the row before it: it goes.
   */
  private *settle({ key, version: pendingVersion }: Pending, version: number): Program<void> {
    const { store, bus } = this.parts
    this.inside.evict(key)
    try {
      const { entry, stamp } = yield* store.lookUp(key, false, unseen(0))
      const held = entry?.version ?? 0
      if (held === pendingVersion && stamp !== null)
        yield* store.fill(key, { ...entry!, version }, stamp, unseen(0))
      else if (held < FIRST_PENDING_VERSION) yield* store.delete(key, unseen(0))
    } catch (error) {
      // The origin has the write; what Redis still holds of it counts as missing from now on.
      if (!(error instanceof TierUnavailable)) throw error
    }
    this.inside.evict(key)
    if (this.policies.get(key.type)!.invalidation.publishToL1) bus.publish(key, SERVICE, unseen(0))
  }

  private pendingEntry({ key, value, version }: Pending): Entry {
    return this.entryOf(value, version, this.policies.get(key.type)!, this.clock.nowMs)
  }

  private entryOf(value: Value, version: number, policy: Policy, beganMs: number): Entry {
    const freshUntilMs = beganMs + policy.l2!.ttlMs
    const keptUntilMs = freshUntilMs + graceMs(policy)
    return { value, version, exists: true, createdAtMs: beganMs, freshUntilMs, keptUntilMs, loadMs: 0 }
  }
}
