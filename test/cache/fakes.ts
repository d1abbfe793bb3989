import type { Act } from '#cache/acts.ts'
import type { Answer } from '#cache/answer.ts'
import { Breaker } from '#cache/breaker.ts'
import { CacheService } from '#cache/cacheService.ts'
import { Design, type DesignInput } from '#cache/design.ts'
import { type Entry, isFresh, isKept, type Value } from '#cache/entry.ts'
import { type Key, makeKey } from '#cache/key.ts'
import { MissLimiter } from '#cache/missLimiter.ts'
import { OriginGuard } from '#cache/originGuard.ts'
import { Policy, type PolicyInput } from '#cache/policy.ts'
import {
  type Bus,
  type Call,
  type Change,
  type ChangeFeed,
  type Copy,
  type Lookup,
  type Origin,
  type Row,
  type Store,
  TierUnavailable,
  TOKEN_MS,
  unseen,
} from '#cache/ports.ts'
import { LoadShedder } from '#cache/shedding.ts'
import { type CacheParts, TieredCache } from '#cache/tieredCache.ts'
import { type CacheWatcher, SILENT } from '#cache/watcher.ts'
import { Chance } from '#kernel/chance.ts'
import type { Fiber } from '#kernel/fiber.ts'
import { Kernel } from '#kernel/kernel.ts'
import { Latch } from '#kernel/latch.ts'
import type { Program, Scheduler } from '#kernel/program.ts'

function* pass(ms: number): Program<void> {
  if (ms > 0) yield ms
}

/** The shared tier as its port describes it: a value or a miss token a key, each with a stamp. */
class FakeStore implements Store {
  shards = 1
  /** One way between an instance and the store. */
  delayMs = 0
  /** As `delayMs`, for the way back of what was looked up. */
  answerDelayMs: number | undefined
  /** As `delayMs`, for deletes. */
  deleteDelayMs: number | undefined
  isDown = false
  /** Fills are carried out, but nobody hears of it. */
  losesAnswers = false
  /** Deletes fail, though everything else works. */
  refusesDeletes = false
  lookUps = 0
  fillsTried = 0
  fillsKept = 0
  deletes = 0
  /** What was asked, in order, by key name; of a replica with a mark. */
  readonly asked: string[] = []
  /** How far replicas are behind what is held here. */
  replicaLagMs = 0
  /** What replicas hold, where it differs for another reason: by key name. */
  readonly lagging = new Map<string, Entry | null>()
  /** Keys whose shard does not answer. */
  readonly unreachable = new Set<string>()
  leasesTaken = 0
  private readonly held = new Map<string, Lookup>()
  /** What was held under each name, and since when. */
  private readonly past = new Map<string, { readonly sinceMs: number; readonly entry: Entry | null }[]>()
  private readonly leases = new Map<string, { readonly holder: string; untilMs: number }>()
  private readonly clock: Scheduler
  private stamps = 0

  constructor(clock: Scheduler) {
    this.clock = clock
  }

  *lookUp(key: Key, wantsToken: boolean, _call: Call, from: Copy = 'primary'): Program<Lookup> {
    this.lookUps++
    this.asked.push(from === 'replica' ? `${key.name} (replica)` : key.name)
    if (from === 'replica') {
      yield* this.travel(this.delayMs, key)
      const entry = this.lagging.has(key.name) ? this.lagging.get(key.name)! : this.onReplica(key)
      yield* pass(this.answerDelayMs ?? this.delayMs)
      return { entry, stamp: null }
    }
    yield* this.travel(this.delayMs, key)
    let lookup: Lookup = this.live(key) ?? { entry: null, stamp: null }
    if (lookup.stamp === null && wantsToken) {
      lookup = { entry: null, stamp: `stamp ${++this.stamps}` }
      this.held.set(key.name, lookup)
    }
    yield* pass(this.answerDelayMs ?? this.delayMs)
    return lookup
  }

  *fill(
    key: Key,
    entry: Entry,
    seen: string | null,
    _call: Call,
    lease: string | null = null,
  ): Program<boolean> {
    this.fillsTried++
    yield* this.travel(this.delayMs, key)
    const held = this.live(key)
    const mayKeep =
      (lease === null || this.holderOf(key) === lease) &&
      (seen === null ||
        held?.stamp === seen ||
        (held !== undefined && held.entry !== null && held.entry.version < entry.version))
    if (mayKeep) {
      this.fillsKept++
      this.put(key, entry)
    }
    yield* pass(this.delayMs)
    if (this.losesAnswers) throw new TierUnavailable('no answer in time')
    return mayKeep
  }

  *delete(key: Key, _call: Call): Program<void> {
    this.deletes++
    const delayMs = this.deleteDelayMs ?? this.delayMs
    yield* this.travel(delayMs, key)
    if (this.refusesDeletes) throw new TierUnavailable('no deletes today')
    this.held.delete(key.name)
    this.note(key, null)
    yield* pass(delayMs)
  }

  *takeLease(key: Key, holder: string, leaseMs: number, _call: Call): Program<boolean> {
    yield* this.travel(this.delayMs, key)
    const isFree = this.holderOf(key) === null
    if (isFree) {
      this.leasesTaken++
      this.leases.set(key.name, { holder, untilMs: this.clock.nowMs + leaseMs })
    }
    yield* pass(this.delayMs)
    return isFree
  }

  *renewLease(key: Key, holder: string, leaseMs: number, _call: Call): Program<boolean> {
    yield* this.travel(this.delayMs, key)
    const isHeld = this.holderOf(key) === holder
    if (isHeld) this.leases.get(key.name)!.untilMs = this.clock.nowMs + leaseMs
    yield* pass(this.delayMs)
    return isHeld
  }

  *releaseLease(key: Key, holder: string, _call: Call): Program<void> {
    yield* this.travel(this.delayMs, key)
    if (this.holderOf(key) === holder) this.leases.delete(key.name)
    yield* pass(this.delayMs)
  }

  /** Who may load the key for all now; null: nobody. */
  holderOf(key: Key): string | null {
    const lease = this.leases.get(key.name)
    return lease === undefined || this.clock.nowMs >= lease.untilMs ? null : lease.holder
  }

  /** Takes the lease for somebody outside the test. */
  lease(key: Key, holder: string, untilMs: number): void {
    this.leases.set(key.name, { holder, untilMs })
  }

  /** What a reader would find now. */
  entry(key: Key): Entry | null {
    const entry = this.kept(key)
    return entry !== null && isFresh(entry, this.clock.nowMs) ? entry : null
  }

  /** What is there for whoever has nothing better. */
  kept(key: Key): Entry | null {
    const entry = this.live(key)?.entry ?? null
    return entry !== null && isKept(entry, this.clock.nowMs) ? entry : null
  }

  put(key: Key, entry: Entry): void {
    this.held.set(key.name, { entry, stamp: `stamp ${++this.stamps}` })
    this.note(key, entry)
  }

  /** What a replica holds now that is `replicaLagMs` behind. */
  private onReplica(key: Key): Entry | null {
    if (this.replicaLagMs === 0) return this.entry(key)
    const seenMs = this.clock.nowMs - this.replicaLagMs
    const state = this.past.get(key.name)?.findLast(({ sinceMs }) => sinceMs <= seenMs)
    return state?.entry && isFresh(state.entry, this.clock.nowMs) ? state.entry : null
  }

  private note(key: Key, entry: Entry | null): void {
    if (this.replicaLagMs === 0) return
    const past = this.past.get(key.name) ?? []
    past.push({ sinceMs: this.clock.nowMs, entry })
    this.past.set(key.name, past)
  }

  /** An entry's stamp outlives its freshness, so that a load begun before its end may fill. */
  private live(key: Key): Lookup | undefined {
    const held = this.held.get(key.name)
    if (held === undefined || held.entry === null) return held
    if (this.clock.nowMs < Math.max(held.entry.keptUntilMs, held.entry.freshUntilMs + TOKEN_MS)) return held
    this.held.delete(key.name)
    return undefined
  }

  private *travel(ms: number, key: Key): Program<void> {
    yield* pass(ms)
    if (this.isDown || this.unreachable.has(key.name)) throw new TierUnavailable('the store is down')
  }
}

/** The source of truth: reads a row when a load begins, answers when it ends, and remembers every commit's time. */
export class FakeOrigin implements Origin {
  loadMs = 10
  commitMs = 0
  /** Thrown by loads that end while it is set. */
  failure: Error | undefined
  /** Thrown by commits while it is set. */
  commitFailure: Error | undefined
  /** What was committed, in order. */
  readonly committed: { readonly key: Key; readonly value: Value; readonly atMs: number }[] = []
  /** Rows that do not exist, by key name. */
  readonly absent = new Set<string>()
  /** How far the replica is behind. */
  replicaLagMs = 0
  versionMs = 1
  versions = 0
  loads = 0
  running = 0
  mostRunning = 0
  /** When each load began. */
  readonly beganMs: number[] = []
  private readonly clock: Scheduler
  private readonly values = new Map<string, Value>()
  private readonly commitsMs = new Map<string, number[]>()
  private readonly watchers: ((key: Key) => void)[] = []

  constructor(clock: Scheduler) {
    this.clock = clock
  }

  *version(key: Key, _call: Call, from: Copy = 'primary'): Program<number> {
    this.versions++
    const { version } = this.row(key, from)
    yield* pass(this.versionMs)
    if (this.failure !== undefined) throw this.failure
    return version
  }

  *load(key: Key, _call: Call, from: Copy = 'primary'): Program<Row> {
    this.loads++
    this.beganMs.push(this.clock.nowMs)
    this.mostRunning = Math.max(this.mostRunning, ++this.running)
    const row = this.row(key, from)
    try {
      yield* pass(this.loadMs)
    } finally {
      this.running--
    }
    if (this.failure !== undefined) throw this.failure
    return row
  }

  *commit(key: Key, value: Value, _call: Call): Program<number> {
    yield* pass(this.commitMs)
    if (this.commitFailure !== undefined) throw this.commitFailure
    return this.commitNow(key, value)
  }

  /** A writer that does not know the cache. */
  commitNow(key: Key, value: Value): number {
    const times = this.commitsMs.get(key.name) ?? []
    times.push(this.clock.nowMs)
    this.values.set(`${key.item} ${times.length + 1}`, value)
    this.commitsMs.set(key.name, times)
    this.committed.push({ key, value, atMs: this.clock.nowMs })
    for (const committed of this.watchers) committed(key)
    return times.length + 1
  }

  /** How long the version had been superseded at that time, ms; 0 when it was still in force. */
  staleMs(key: Key, version: number, attemptMs: number): number {
    // The absence of a row is superseded by the first commit, as the row's first version is.
    const supersededMs = this.commitsMs.get(key.item)?.[Math.max(1, version) - 1] ?? attemptMs
    return Math.max(0, attemptMs - supersededMs)
  }

  onCommit(committed: (key: Key) => void): void {
    this.watchers.push(committed)
  }

  private row(key: Key, from: Copy): Row {
    const times = this.commitsMs.get(key.item) ?? []
    const seenMs = this.clock.nowMs - (from === 'replica' ? this.replicaLagMs : 0)
    const commits = times.filter(timeMs => timeMs <= seenMs).length
    if (this.absent.has(key.item) && commits === 0) return { value: null, version: 0, exists: false }
    const version = 1 + commits
    const value = version === 1 ? 'first' : (this.values.get(`${key.item} ${version}`) ?? null)
    return { value, version, exists: true }
  }
}

/** Reaches every instance but the sender's after a delay, unless messages are being lost. */
class FakeBus implements Bus {
  delayMs = 1
  losesAll = false
  /** When the message of that number reaches an instance, ms after it was sent: not at all, once, or several times. */
  arrivals: ((message: number, instance: number) => readonly number[]) | undefined
  readonly published: { readonly key: Key; readonly sender: number; readonly atMs: number }[] = []
  private readonly clock: Scheduler
  private readonly subscribers: Pick<TieredCache, 'evict' | 'evictGroup'>[] = []

  constructor(clock: Scheduler) {
    this.clock = clock
  }

  subscribe(subscriber: Pick<TieredCache, 'evict' | 'evictGroup'>): void {
    this.subscribers.push(subscriber)
  }

  publish(key: Key, sender: number): void {
    this.published.push({ key, sender, atMs: this.clock.nowMs })
    this.send(sender, subscriber => subscriber.evict(key))
  }

  publishGroup(group: string, atMs: number, sender: number): void {
    this.send(sender, subscriber => subscriber.evictGroup(group, atMs))
  }

  private send(sender: number, hand: (to: Pick<TieredCache, 'evict' | 'evictGroup'>) => void): void {
    if (this.losesAll) return
    const message = this.published.length - 1
    for (const [number, subscriber] of this.subscribers.entries()) {
      if (number === sender) continue
      for (const delayMs of this.arrivals?.(message, number) ?? [this.delayMs])
        this.clock.after(delayMs, { wake: () => hand(subscriber) }, 0)
    }
  }
}

/** Hands out each commit, a lag after it happened. */
class FakeFeed implements ChangeFeed {
  lagMs = 0
  private readonly clock: Scheduler
  private readonly due: { readonly key: Key; readonly atMs: number }[] = []
  private arrived = new Latch()

  constructor(clock: Scheduler) {
    this.clock = clock
  }

  committed(key: Key): void {
    this.due.push({ key, atMs: this.clock.nowMs + this.lagMs })
    this.arrived.open()
  }

  *next(): Program<Change> {
    while (this.due.length === 0) {
      this.arrived = new Latch()
      yield this.arrived
    }
    const { key, atMs } = this.due.shift()!
    yield* pass(atMs - this.clock.nowMs)
    return { key, atMs: atMs - this.lagMs }
  }
}

/** Cached in Redis alone for a minute, coalesced, with miss tokens, invalidated by nobody. */
const plainPolicy: PolicyInput = {
  stalenessBudgetMs: 60_000,
  signedBy: 'product',
  l1: null,
  l2: { ttlMs: 60_000, jitter: 0 },
  invalidation: { deleteOnWrite: false, publishToL1: false, cdcBackstop: false, missTokens: true },
  coalescing: 'instance',
  earlyExpiry: { kind: 'none' },
  loadCapMs: 3000,
}

export interface PolicyChange extends Partial<Omit<PolicyInput, 'invalidation'>> {
  readonly invalidation?: Partial<PolicyInput['invalidation']>
}

export function policyWith(change: PolicyChange = {}): Policy {
  const invalidation = { ...plainPolicy.invalidation, ...change.invalidation }
  return Policy.parse({ ...plainPolicy, ...change, invalidation })
}

export type DesignChange = {
  readonly origin?: Partial<DesignInput['origin']>
  readonly redis?: DesignInput['redis']
}

export function designWith(policies: Readonly<Record<string, Policy>>, change: DesignChange = {}): Design {
  return Design.parse({
    version: 1,
    id: 'under-test',
    title: 'Under test',
    policies: { ...policies },
    origin: { breaker: null, missLimit: null, ...change.origin },
    redis: change.redis,
    ownership: { invalidation: null, warming: null, pager: null },
  })
}

/** Remembers what the engine did. */
export class Witness implements CacheWatcher {
  readonly acts: Act[] = []
  readonly invalidations: { readonly key: Key; readonly lagMs: number }[] = []
  readonly samples: boolean[] = []
  readonly found: ('cdn' | 'l1' | 'l2' | null)[] = []
  readonly notes: string[] = []
  lostWrites = 0
  flushedWrites = 0
  readonly kept = SILENT.kept
  readonly dropped = SILENT.dropped

  lookedUp(found: 'cdn' | 'l1' | 'l2' | null): void {
    this.found.push(found)
  }

  acted(act: Act): void {
    this.acts.push(act)
  }

  invalidated(key: Key, lagMs: number): void {
    this.invalidations.push({ key, lagMs })
  }

  sampled(_key: Key, isDivergent: boolean): void {
    this.samples.push(isDivergent)
  }

  writeLost(count: number): void {
    this.lostWrites += count
  }

  writeFlushed(count: number): void {
    this.flushedWrites += count
  }

  noted(_kind: string, text: string): void {
    this.notes.push(text)
  }

  count(act: Act): number {
    return this.acts.filter(each => each === act).length
  }
}

/** What became of a read, and when. */
export type Outcome =
  | { readonly answer: Answer; readonly askedMs: number; readonly atMs: number }
  | { readonly error: unknown; readonly askedMs: number; readonly atMs: number }

export interface RigParts {
  readonly policy?: PolicyChange
  /** More data types, by name. */
  readonly policies?: Readonly<Record<string, PolicyChange>>
  readonly instances?: number
  readonly breaker?: NonNullable<NonNullable<DesignInput['origin']>['breaker']>
  readonly missLimit?: number
  readonly shedding?: NonNullable<NonNullable<DesignInput['origin']>['shedding']>
  readonly redis?: NonNullable<DesignInput['redis']>
  readonly shards?: number
  readonly seed?: number
  /** Each instance's clock is ahead by so much. */
  readonly skewsMs?: readonly number[]
  /** Takes copies away from an edge. */
  readonly purger?: NonNullable<CacheParts['purger']>
}

/** Instances of the engine on one kernel, around one store, bus and origin. Type 'product' has the policy given. */
export class Rig {
  readonly kernel = new Kernel()
  readonly store = new FakeStore(this.kernel)
  readonly origin = new FakeOrigin(this.kernel)
  readonly bus = new FakeBus(this.kernel)
  readonly feed = new FakeFeed(this.kernel)
  readonly design: Design
  readonly chance: Chance
  readonly caches: readonly TieredCache[]
  readonly key = makeKey('product', 'product:1')
  private nextId = 1

  readonly witness = new Witness()
  /** Only where a policy has a pattern that needs one. */
  readonly service: CacheService | null

  constructor(parts: RigParts = {}) {
    const { policy = {}, policies = {}, instances = 1, breaker, missLimit, shedding, seed = 1 } = parts
    const { kernel, store, bus, origin, witness: watcher } = this
    const all = Object.entries({ product: policy, ...policies })
    this.design = designWith(Object.fromEntries(all.map(([type, change]) => [type, policyWith(change)])), {
      origin: { breaker: breaker ?? null, missLimit: missLimit ?? null, shedding: shedding ?? null },
      ...(parts.redis !== undefined && { redis: parts.redis }),
    })
    this.chance = new Chance(seed)
    store.shards = parts.shards ?? 1
    const guard = () => {
      const { breaker, missLimit, shedding } = this.design.origin
      return new OriginGuard({
        origin,
        breaker: breaker === null ? null : new Breaker(breaker),
        limiter: missLimit === null ? null : new MissLimiter(missLimit),
        shedder: shedding === null ? null : new LoadShedder(shedding),
        scheduler: kernel,
        watcher,
      })
    }
    const { design, chance } = this
    const common = { design, scheduler: kernel, chance, store, bus, origin, watcher }
    const purger = parts.purger ?? null
    const isServed = Object.values(design.policies).some(
      ({ pattern }) => pattern !== 'cache-aside' && pattern !== 'none',
    )
    this.service = isServed ? new CacheService({ ...common, guard: guard() }) : null
    this.caches = Array.from({ length: instances }, (_, instance) => {
      const skewMs = parts.skewsMs?.[instance] ?? 0
      const clock = {
        get nowMs() {
          return kernel.nowMs + skewMs
        },
      }
      const cache = new TieredCache({
        ...common,
        instance,
        clock,
        guard: guard(),
        service: this.service,
        purger,
      })
      bus.subscribe(cache)
      return cache
    })
  }

  call(more: Pick<Call, 'priority' | 'session'> = {}): Call {
    return { ...unseen(this.nextId++), ...more }
  }

  /** Begins a read; its fiber's result is what became of it. */
  read(key = this.key, instance = 0, more: Pick<Call, 'priority' | 'session'> = {}): Fiber<Outcome> {
    return this.kernel.start(this.attempt(key, instance, this.call(more)), 'reader')
  }

  write(
    value: Value,
    key = this.key,
    instance = 0,
    more: Pick<Call, 'priority' | 'session'> = {},
  ): Fiber<number> {
    return this.kernel.start(this.caches[instance]!.write(key, value, true, this.call(more)), 'writer')
  }

  /** A write whose error is a result. */
  tryWrite(value: Value, key = this.key, instance = 0): Fiber<number | Error> {
    const { caches } = this
    const call = this.call()
    function* attempt(): Program<number | Error> {
      try {
        return yield* caches[instance]!.write(key, value, true, call)
      } catch (error) {
        return error as Error
      }
    }
    return this.kernel.start(attempt(), 'writer')
  }

  /** What L1 of an instance would answer now, without any effect but that of a read. */
  local(key = this.key, instance = 0): Entry | null {
    return this.caches[instance]!.peek(key, this.call())?.entry ?? null
  }

  /** Does something at a time. */
  at(timeMs: number, act: () => void): void {
    this.kernel.at(timeMs, { wake: act }, 0)
  }

  private *attempt(key: Key, instance: number, call: Call): Program<Outcome> {
    const askedMs = this.kernel.nowMs
    try {
      const answer = yield* this.caches[instance]!.read(key, call)
      return { answer, askedMs, atMs: this.kernel.nowMs }
    } catch (error) {
      return { error, askedMs, atMs: this.kernel.nowMs }
    }
  }
}

/** The answer of a read that must have one. */
export function answerOf(reader: Fiber<Outcome>): Answer {
  const outcome = reader.result()
  if ('error' in outcome) throw new Error('the read failed', { cause: outcome.error })
  return outcome.answer
}

/** The error of a read that must have failed. */
export function errorOf(reader: Fiber<Outcome>): unknown {
  const outcome = reader.result()
  if ('error' in outcome) return outcome.error
  throw new Error(`the read was answered with version ${outcome.answer.entry.version}`)
}
