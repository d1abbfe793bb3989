import { CacheService } from '#cache/cacheService.ts'
import { cdcBackstop } from '#cache/cdcBackstop.ts'
import { Design } from '#cache/design.ts'
import type { Value } from '#cache/entry.ts'
import { makeKey } from '#cache/key.ts'
import { OriginGuard } from '#cache/originGuard.ts'
import type { PolicyInput } from '#cache/policy.ts'
import { type Call, isExpected, unseen } from '#cache/ports.ts'
import { TieredCache } from '#cache/tieredCache.ts'
import { type CacheWatcher, SILENT } from '#cache/watcher.ts'
import { Chance } from '#kernel/chance.ts'
import { Kernel } from '#kernel/kernel.ts'
import type { Program } from '#kernel/program.ts'
import { Lifeline } from '#world/lifeline.ts'
import type { Exchange, Lane, Mark } from './exchange.ts'
import { type Sent, Trace } from './trace.ts'
import { DATABASE, TracedDatabase } from './tracedDatabase.ts'
import { FEED, tracedBus, tracedFeed } from './tracedMessages.ts'
import { REDIS, TracedRedis } from './tracedRedis.ts'
import { MARK_OF, SERVICE, type Told, tracedService } from './tracedService.ts'

const KEY = makeKey('product', 'product:7')
/** One way within the data centre. */
const HOP_MS = 0.5

export interface StageParts {
  readonly policy: Partial<PolicyInput>
  /** Lanes of the instances, each with an engine of its own. */
  readonly instances?: readonly string[]
  readonly loadMs?: number
  readonly feedLagMs?: number
  readonly replicaLagMs?: number
}

interface Instance {
  readonly cache: TieredCache
  readonly lifeline: Lifeline
}

/**
 * The engine as it runs in the labs and on real servers, with somebody who writes down what passes through its ports. Half a
 * millisecond to Redis, one to the database, a commit of 2 ms; what one process tells itself takes no time.
 */
export class Stage {
  readonly kernel = new Kernel()
  readonly trace = new Trace(this.kernel)
  readonly database: TracedDatabase
  readonly redis: TracedRedis
  private readonly policy: Partial<PolicyInput>
  private readonly service: CacheService | null
  private readonly instances = new Map<string, Instance>()
  /** Requests of readers and writers that have no answer yet. */
  private readonly open = new Set<Sent>()
  private calls = 0

  constructor({ policy, instances = ['instance'], loadMs = 20, feedLagMs, replicaLagMs = 0 }: StageParts) {
    const { kernel: scheduler, trace } = this
    this.policy = policy
    this.database = new TracedDatabase({
      scheduler,
      trace,
      oneWayMs: 1,
      loadMs,
      versionMs: 1,
      commitMs: 2,
      replicaLagMs,
    })
    const isSuperseded = (version: number) => this.database.supersededMs(version) !== null
    this.redis = new TracedRedis({ scheduler, trace, oneWayMs: HOP_MS, isSuperseded })
    const product = { stalenessBudgetMs: 30_000, ...policy }
    const design = Design.parse({ version: 1, policies: { product } })
    const chance = new Chance(7)
    const bus = tracedBus(scheduler, trace, this.instances)
    const { pattern } = design.policies.product!
    const isServed = pattern !== 'cache-aside' && pattern !== 'none'
    this.service = isServed
      ? new CacheService({
          design,
          scheduler,
          chance,
          bus,
          store: this.redis.from(SERVICE),
          ...this.originFor(SERVICE, null),
          watcher: { ...SILENT, writeLost: () => this.trace.note(REDIS, 'a saved write is lost', 'failed') },
        })
      : null
    this.service?.start()
    for (const [number, lane] of instances.entries()) {
      const lifeline = new Lifeline()
      const watcher = lifeline.watcher(this.watcherOf(lane))
      const cache = new TieredCache({
        instance: number,
        design,
        scheduler,
        chance,
        store: lifeline.store(this.redis.from(lane)),
        bus: lifeline.bus(bus),
        ...this.originFor(lane, lifeline),
        service:
          this.service === null ? null : lifeline.service(tracedService(trace, HOP_MS, lane, this.service)),
        watcher,
      })
      this.instances.set(lane, { cache, lifeline })
    }
    if (feedLagMs !== undefined) {
      const feed = tracedFeed(scheduler, trace, this.database, feedLagMs)
      scheduler.serve(cdcBackstop(feed, this.redis.from(FEED), bus, design, scheduler), 'backstop')
    }
  }

  /** Redis holds version 1 from the beginning, with a whole TTL ahead of it. */
  warm(): void {
    const ttlMs = this.policy.l2?.ttlMs ?? 60_000
    const times = { createdAtMs: 0, freshUntilMs: ttlMs, keptUntilMs: ttlMs, loadMs: 20 }
    this.redis.put(KEY, { value: 'v1', version: 1, exists: true, ...times })
  }

  at(timeMs: number, act: () => void): void {
    this.kernel.at(timeMs, { wake: act }, 0)
  }

  read(atMs: number, reader = 'reader', instance = 'instance'): void {
    this.at(atMs, () => this.kernel.start(this.reads(reader, instance), 'reader'))
  }

  write(atMs: number, value: Value, writer = 'writer', instance = 'instance'): void {
    this.at(atMs, () => this.kernel.start(this.writes(writer, instance, value), 'writer'))
  }

  /** A writer that was never told of the cache. */
  writePast(atMs: number, value: Value, writer = 'writer'): void {
    this.at(atMs, () => this.kernel.start(this.database.write(writer, KEY, value), 'writer'))
  }

  /** The process is gone, with all it had under way. */
  crash(atMs: number, instance: string): void {
    this.at(atMs, () => {
      this.instances.get(instance)!.lifeline.sever()
      this.trace.note(instance, 'crashes', 'failed')
      for (const asked of this.open) {
        if (asked.to !== instance) continue
        const reply = this.trace.send(instance, asked.from, 'error', { answers: asked, mark: 'failed' })
        this.trace.arrives(reply)
      }
      this.trace.ends(instance)
    })
  }

  /** Redis loses its memory, and with it what write-behind owes the database. */
  crashRedis(atMs: number, forMs: number): void {
    this.at(atMs, () => {
      this.redis.crash()
      this.service?.shardLost(0, Number.NEGATIVE_INFINITY)
    })
    this.at(atMs + forMs, () => this.redis.start())
  }

  note(atMs: number, lane: string, says: string, mark: Mark | null = null): void {
    this.at(atMs, () => this.trace.note(lane, says, mark))
  }

  /** Runs until then; what was said. */
  until(endMs: number, about: Pick<Exchange, 'name' | 'title' | 'lab' | 'lanes'>): Exchange {
    this.kernel.run(endMs)
    return { ...about, ...this.trace.done(version => this.database.supersededMs(version)) }
  }

  private *reads(reader: string, instance: string): Program<void> {
    const askedMs = this.kernel.nowMs
    yield* this.request(
      reader,
      instance,
      `read ${KEY.name}`,
      this.instances.get(instance)!.cache.read(KEY, this.call(reader)),
      ({ entry, source }) => {
        const supersededMs = this.database.supersededMs(entry.version)
        const isStale = supersededMs !== null && supersededMs < askedMs
        return isStale
          ? { says: `${entry.value}, old`, mark: 'stale' }
          : { says: String(entry.value), mark: MARK_OF[source] }
      },
    )
  }

  private *writes(writer: string, instance: string, value: Value): Program<void> {
    const { cache } = this.instances.get(instance)!
    const write = cache.write(KEY, value, true, this.call(writer))
    yield* this.request(writer, instance, `write ${value}`, write, () => ({ says: 'saved' }))
  }

  private *request<A>(
    from: string,
    to: string,
    says: string,
    program: Program<A>,
    told: (answer: A) => Told,
  ): Program<void> {
    const { trace } = this
    const asked = trace.send(from, to, says)
    trace.arrives(asked)
    this.open.add(asked)
    let answered: Told
    try {
      answered = told(yield* program)
    } catch (error) {
      if (!isExpected(error)) throw error
      answered = { says: 'error', mark: 'failed' }
    }
    this.open.delete(asked)
    trace.arrives(trace.send(to, from, answered.says, { answers: asked, mark: answered.mark ?? null }))
  }

  /** A call whose waiting for others is written down on its lane. */
  private call(lane: string): Call {
    let ends: (() => void) | undefined
    return {
      ...unseen(this.calls++),
      waits: stage => {
        if (stage === 'flight') ends = this.trace.beginsToWait(lane)
      },
      spent: stage => {
        if (stage === 'flight') ends?.()
      },
    }
  }

  private originFor(lane: string, lifeline: Lifeline | null) {
    const straight = this.database.from(lane)
    const origin = lifeline === null ? straight : lifeline.origin(straight)
    const none = { breaker: null, limiter: null, shedder: null }
    const guard = new OriginGuard({ origin, ...none, scheduler: this.kernel, watcher: SILENT })
    return { origin, guard }
  }

  /** What an instance's own memory holds. */
  private watcherOf(lane: string): CacheWatcher {
    const { trace } = this
    return {
      ...SILENT,
      kept: ({ name: key }, { value, version }, untilMs) =>
        trace.holds(lane, { key, says: String(value), kind: 'value', version }, untilMs),
      dropped: ({ name }) => trace.holdsNothing(lane, name),
    }
  }
}

/** The lanes of most exchanges, by what stands on them. */
export const LANES = {
  reader: { id: 'reader', title: 'reader' },
  writer: { id: 'writer', title: 'writer' },
  instance: { id: 'instance', title: 'instance' },
  service: { id: SERVICE, title: 'cache service' },
  redis: { id: REDIS, title: 'Redis' },
  database: { id: DATABASE, title: 'database' },
  replica: { id: 'replica', title: 'replica' },
  feed: { id: FEED, title: 'change feed' },
} as const satisfies Readonly<Record<string, Lane>>
