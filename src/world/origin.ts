import type { Value } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import { type Call, type Copy, type Origin, OriginRefused, type Row } from '#cache/ports.ts'
import type { Chance, Draws } from '#kernel/chance.ts'
import { type Entry, Gate } from '#kernel/gate.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import { isUnintended } from './intended.ts'
import type { Oracle } from './oracle.ts'
import type { World } from './world.ts'

/** Told what the origin does, as it happens. */
export interface OriginWatcher {
  /** A query, not a commit, asks for a connection. */
  asked(): void
  /** A query or commit waits for a connection since `askedMs`; the line is first come first served. */
  queued(askedMs: number, running: number, waiting: number): void
  /** The oldest in line leaves it, with a connection or without. */
  dequeued(): void
  /** A query or commit has a connection. */
  began(running: number, waiting: number, slowdown: number): void
  released(running: number, waiting: number, slowdown: number): void
  /** The line is full, or no connection came free in time. */
  refused(): void
  /** A query has run; `id` is the call it ran for. */
  loaded(id: number, key: Key, fromMs: number, toMs: number): void
  committed(key: Key, version: number): void
}

/**
 * The database: a pool of connections with a bounded line before it. A query's own time is drawn for its call; running
 * beside more queries than are comfortable, it takes longer, by the concurrency at its start. What a query sees is
 * what was committed when it began to run.
 */
export class SimulatedOrigin implements Origin {
  private readonly scheduler: Scheduler
  private readonly world: World
  private readonly oracle: Oracle
  private readonly watcher: OriginWatcher
  private readonly pool: Gate
  private readonly draws: Draws
  private readonly queries: ReadonlyMap<string, World['origin']['queries'][string]>
  /** Connections of the copy that lags behind; null where there is none, and its readers go to the primary. */
  private readonly replicaPool: Gate | null
  private readonly log: (key: Key) => void
  private slowFactor = 1
  private isDown = false

  /** `log` is the changelog: told of every commit. */
  constructor(
    scheduler: Scheduler,
    world: World,
    chance: Chance,
    oracle: Oracle,
    watcher: OriginWatcher,
    log: (key: Key) => void,
  ) {
    this.scheduler = scheduler
    this.world = world
    this.oracle = oracle
    this.watcher = watcher
    this.log = log
    const { connections, lineLimit, replica } = world.origin
    this.pool = new Gate(connections, lineLimit)
    this.replicaPool = replica === null ? null : new Gate(replica.connections, lineLimit)
    this.draws = chance.about('query')
    this.queries = new Map(Object.entries(world.origin.queries))
  }

  /** From now on queries take `factor` times as long; 1 ends it. */
  slowBy(factor: number): void {
    this.slowFactor = factor
  }

  /** From now on every query and commit is refused, until it is said otherwise; what is running goes on. */
  refuseAll(isDown: boolean): void {
    this.isDown = isDown
  }

  *load(key: Key, call: Call, from: Copy = 'primary'): Program<Row> {
    const version = yield* this.query(key, call, from, this.queryMs(key, call))
    return { value: version, version, exists: version > 0 }
  }

  version(key: Key, call: Call, from: Copy = 'primary'): Program<number> {
    return this.query(key, call, from, this.world.origin.versionMs)
  }

  *commit(key: Key, value: Value, call: Call): Program<number> {
    yield this.world.network.originMs
    yield* this.connect(this.pool, call)
    yield this.world.origin.commitMs * this.slowdown(this.pool)
    this.disconnect(this.pool)
    const version = this.oracle.commit(key, this.scheduler.nowMs, isUnintended(value))
    this.watcher.committed(key, version)
    this.log(key)
    yield this.world.network.originMs
    return version
  }

  /** The version that a query sees which takes `ownMs` by itself. */
  private *query(key: Key, call: Call, from: Copy, ownMs: number): Program<number> {
    const pool = this.poolOf(from)
    const { scheduler } = this
    yield this.world.network.originMs
    this.watcher.asked()
    yield* this.connect(pool, call)
    const fromMs = scheduler.nowMs
    call.waits('query', fromMs)
    const version = this.seenBy(pool, key)
    yield ownMs * this.slowdown(pool)
    this.disconnect(pool)
    call.spent('query', fromMs, scheduler.nowMs)
    this.watcher.loaded(call.id, key, fromMs, scheduler.nowMs)
    yield this.world.network.originMs
    return version
  }

  private poolOf(from: Copy): Gate {
    return from === 'replica' ? (this.replicaPool ?? this.pool) : this.pool
  }

  /** What a query that begins now sees: on the replica, what had been committed its lag ago. */
  private seenBy(pool: Gate, key: Key): number {
    if (pool === this.pool) return this.oracle.version(key)
    return this.oracle.versionAt(key, this.scheduler.nowMs - this.world.origin.replica!.lagMs)
  }

  private *connect(pool: Gate, call: Call): Program<void> {
    const { scheduler } = this
    const askedMs = scheduler.nowMs
    if (this.isDown) yield* this.refuse('the database is down')
    // The screen and the figures are about the primary's pool; the replica's line is only waited in.
    const watcher = pool === this.pool ? this.watcher : null
    let outcome: Entry = 'entered'
    if (!pool.tryEnter()) {
      const hasQueued = pool.hasRoomInLine
      call.waits('pool', askedMs)
      if (hasQueued) watcher?.queued(askedMs, pool.inside, pool.waiting + 1)
      outcome = yield* pool.enterWithin(this.world.origin.connectTimeoutMs)
      if (hasQueued) watcher?.dequeued()
    }
    call.spent('pool', askedMs, scheduler.nowMs)
    if (outcome === 'entered') watcher?.began(pool.inside, pool.waiting, this.slowdown(pool))
    else
      yield* this.refuse(
        outcome === 'full' ? 'the line for a connection is full' : 'no connection came free in time',
      )
  }

  private *refuse(why: string): Program<never> {
    this.watcher.refused()
    yield this.world.network.originMs
    throw new OriginRefused(why)
  }

  private disconnect(pool: Gate): void {
    pool.leave()
    if (pool === this.pool) this.watcher.released(pool.inside, pool.waiting, this.slowdown(pool))
  }

  private queryMs(key: Key, call: Call): number {
    const query = this.queries.get(key.type)
    if (query === undefined) throw new Error(`the world has no query time for type "${key.type}"`)
    return query.variation === 'exponential'
      ? this.draws.exponential(query.meanMs, call.id)
      : this.draws.logNormal(query.meanMs, query.variation, call.id)
  }

  private slowdown(pool: Gate): number {
    const { comfortable, slowdown } = this.world.origin
    return this.slowFactor * (1 + slowdown * Math.max(0, pool.inside - comfortable))
  }
}
