import { Breaker } from '#cache/breaker.ts'
import type { BreakerSettings, Design } from '#cache/design.ts'
import type { Policy } from '#cache/policy.ts'
import { type Entry, isFresh, type Value } from '#cache/entry.ts'
import { type Key, makeKey } from '#cache/key.ts'
import { MissLimiter } from '#cache/missLimiter.ts'
import { OriginGuard } from '#cache/originGuard.ts'
import {
  type Bus,
  type Call,
  type ChangeFeed,
  type Lookup,
  type Origin,
  type Row,
  type Store,
  TierUnavailable,
  unseen,
} from '#cache/ports.ts'
import { type Answer, TieredCache } from '#cache/tieredCache.ts'
import { Chance } from '#kernel/chance.ts'
import type { Fiber } from '#kernel/fiber.ts'
import { Kernel } from '#kernel/kernel.ts'
import { Latch } from '#kernel/latch.ts'
import type { Program, Scheduler } from '#kernel/program.ts'

function* pass(ms: number): Program<void> {
  if (ms > 0) yield ms
}

/** The shared tier as its port describes it: a value or a miss token a key, each with a stamp. */
export class FakeStore implements Store {
  /** One way between an instance and the store. */
  delayMs = 0
  /** As `delayMs`, for the way back of what was looked up. */
  answerDelayMs: number | undefined
  /** As `delayMs`, for deletes. */
  deleteDelayMs: number | undefined
  isDown = false
  /** Deletes fail, though everything else works. */
  refusesDeletes = false
  lookUps = 0
  fillsTried = 0
  fillsKept = 0
  deletes = 0
  private readonly held = new Map<string, Lookup>()
  private readonly clock: Scheduler
  private stamps = 0

  constructor(clock: Scheduler) {
    this.clock = clock
  }

  *lookUp(key: Key, wantsToken: boolean, _call: Call): Program<Lookup> {
    this.lookUps++
    yield* this.travel(this.delayMs)
    let lookup: Lookup = this.live(key) ?? { entry: null, stamp: null }
    if (lookup.stamp === null && wantsToken) {
      lookup = { entry: null, stamp: `stamp ${++this.stamps}` }
      this.held.set(key.name, lookup)
    }
    yield* pass(this.answerDelayMs ?? this.delayMs)
    return lookup
  }

  *fill(key: Key, entry: Entry, seen: string | null, _call: Call): Program<boolean> {
    this.fillsTried++
    yield* this.travel(this.delayMs)
    const held = this.live(key)
    const mayKeep =
      seen === null ||
      held?.stamp === seen ||
      (held !== undefined && held.entry !== null && held.entry.version < entry.version)
    if (mayKeep) {
      this.fillsKept++
      this.put(key, entry)
    }
    yield* pass(this.delayMs)
    return mayKeep
  }

  *delete(key: Key, _call: Call): Program<void> {
    this.deletes++
    const delayMs = this.deleteDelayMs ?? this.delayMs
    yield* this.travel(delayMs)
    if (this.refusesDeletes) throw new TierUnavailable('no deletes today')
    this.held.delete(key.name)
    yield* pass(delayMs)
  }

  /** What a reader would find now. */
  entry(key: Key): Entry | null {
    return this.live(key)?.entry ?? null
  }

  put(key: Key, entry: Entry): void {
    this.held.set(key.name, { entry, stamp: `stamp ${++this.stamps}` })
  }

  private live(key: Key): Lookup | undefined {
    const held = this.held.get(key.name)
    if (held === undefined || held.entry === null || isFresh(held.entry, this.clock.nowMs)) return held
    this.held.delete(key.name)
    return undefined
  }

  private *travel(ms: number): Program<void> {
    yield* pass(ms)
    if (this.isDown) throw new TierUnavailable('the store is down')
  }
}

/** The source of truth: reads a row when a load begins, answers when it ends, and remembers every commit's time. */
export class FakeOrigin implements Origin {
  loadMs = 10
  commitMs = 0
  /** Thrown by loads that end while it is set. */
  failure: Error | undefined
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

  *load(key: Key, _call: Call): Program<Row> {
    this.loads++
    this.beganMs.push(this.clock.nowMs)
    this.mostRunning = Math.max(this.mostRunning, ++this.running)
    const row = this.row(key)
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
    return this.commitNow(key, value)
  }

  /** A writer that does not know the cache. */
  commitNow(key: Key, value: Value): number {
    this.values.set(key.name, value)
    const times = this.commitsMs.get(key.name) ?? []
    times.push(this.clock.nowMs)
    this.commitsMs.set(key.name, times)
    for (const committed of this.watchers) committed(key)
    return times.length + 1
  }

  /** How long the version had been superseded at that time, ms; 0 when it was still in force. */
  staleMs(key: Key, version: number, attemptMs: number): number {
    const supersededMs = this.commitsMs.get(key.name)?.[version - 1] ?? attemptMs
    return Math.max(0, attemptMs - supersededMs)
  }

  onCommit(committed: (key: Key) => void): void {
    this.watchers.push(committed)
  }

  private row(key: Key): Row {
    const version = 1 + (this.commitsMs.get(key.name)?.length ?? 0)
    return { value: version === 1 ? 'first' : this.values.get(key.name)!, version }
  }
}

/** Reaches every instance but the sender's after a delay, unless messages are being lost. */
export class FakeBus implements Bus {
  delayMs = 1
  losesAll = false
  readonly published: { readonly key: Key; readonly sender: number; readonly atMs: number }[] = []
  private readonly clock: Scheduler
  private readonly subscribers: { evict(key: Key): void }[] = []

  constructor(clock: Scheduler) {
    this.clock = clock
  }

  subscribe(subscriber: { evict(key: Key): void }): void {
    this.subscribers.push(subscriber)
  }

  publish(key: Key, sender: number): void {
    this.published.push({ key, sender, atMs: this.clock.nowMs })
    if (this.losesAll) return
    const deliver = () => {
      for (const [number, subscriber] of this.subscribers.entries())
        if (number !== sender) subscriber.evict(key)
    }
    this.clock.after(this.delayMs, { wake: deliver }, 0)
  }
}

/** Hands out each commit, a lag after it happened. */
export class FakeFeed implements ChangeFeed {
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

  *next(): Program<Key> {
    while (this.due.length === 0) {
      this.arrived = new Latch()
      yield this.arrived
    }
    const { key, atMs } = this.due.shift()!
    yield* pass(atMs - this.clock.nowMs)
    return key
  }
}

/** Cached in Redis alone for a minute, coalesced, with miss tokens, invalidated by nobody. */
const plainPolicy: Policy = {
  stalenessBudgetMs: 60_000,
  signedBy: 'product',
  l1: null,
  l2: { ttlMs: 60_000, jitter: 0 },
  invalidation: { deleteOnWrite: false, publishToL1: false, cdcBackstop: false, missTokens: true },
  coalescing: 'instance',
  earlyExpiry: { kind: 'none' },
  loadCapMs: 3000,
}

export interface PolicyChange extends Partial<Omit<Policy, 'invalidation'>> {
  readonly invalidation?: Partial<Policy['invalidation']>
}

export function policyWith(change: PolicyChange = {}): Policy {
  return { ...plainPolicy, ...change, invalidation: { ...plainPolicy.invalidation, ...change.invalidation } }
}

export function designWith(policies: Readonly<Record<string, Policy>>): Design {
  return {
    version: 1,
    id: 'under-test',
    title: 'Under test',
    policies: { ...policies },
    origin: { breaker: null, missLimit: null },
    ownership: { invalidation: null, warming: null, pager: null },
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
  readonly breaker?: BreakerSettings
  readonly missLimit?: number
  readonly seed?: number
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

  constructor({ policy = {}, policies = {}, instances = 1, breaker, missLimit, seed = 1 }: RigParts = {}) {
    const { kernel, store, bus, origin } = this
    const all = Object.entries({ product: policy, ...policies })
    this.design = designWith(Object.fromEntries(all.map(([type, change]) => [type, policyWith(change)])))
    this.chance = new Chance(seed)
    this.caches = Array.from({ length: instances }, (_, instance) => {
      const guard = new OriginGuard(
        origin,
        breaker === undefined ? null : new Breaker(breaker),
        missLimit === undefined ? null : new MissLimiter(missLimit),
        kernel,
      )
      const { design, chance } = this
      const cache = new TieredCache({
        instance,
        design,
        scheduler: kernel,
        chance,
        store,
        bus,
        origin,
        guard,
      })
      bus.subscribe(cache)
      return cache
    })
  }

  call(): Call {
    return unseen(this.nextId++)
  }

  /** Begins a read; its fiber's result is what became of it. */
  read(key = this.key, instance = 0): Fiber<Outcome> {
    return this.kernel.start(this.attempt(key, instance), 'reader')
  }

  write(value: Value, key = this.key, instance = 0): Fiber<number> {
    return this.kernel.start(this.caches[instance]!.write(key, value, true, this.call()), 'writer')
  }

  /** What L1 of an instance would answer now, without any effect but that of a read. */
  local(key = this.key, instance = 0): Entry | null {
    return this.caches[instance]!.peek(key, this.call())?.entry ?? null
  }

  /** Does something at a time. */
  at(timeMs: number, act: () => void): void {
    this.kernel.at(timeMs, { wake: act }, 0)
  }

  private *attempt(key: Key, instance: number): Program<Outcome> {
    const askedMs = this.kernel.nowMs
    try {
      const answer = yield* this.caches[instance]!.read(key, this.call())
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
