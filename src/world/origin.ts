import type { Value } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import { type Call, type Origin, OriginRefused, type Row } from '#cache/ports.ts'
import type { Chance, Draws } from '#kernel/chance.ts'
import { type Entry, Gate } from '#kernel/gate.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
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
  private slowFactor = 1

  private readonly log: (key: Key) => void

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
    this.pool = new Gate(world.origin.connections, world.origin.lineLimit)
    this.draws = chance.about('query')
    this.queries = new Map(Object.entries(world.origin.queries))
  }

  /** From now on queries take `factor` times as long; 1 ends it. */
  slowBy(factor: number): void {
    this.slowFactor = factor
  }

  *load(key: Key, call: Call): Program<Row> {
    const { scheduler } = this
    yield this.world.network.originMs
    this.watcher.asked()
    yield* this.connect(call)
    const fromMs = scheduler.nowMs
    call.waits('query', fromMs)
    const version = this.oracle.version(key)
    yield this.queryMs(key, call) * this.slowdown()
    this.disconnect()
    call.spent('query', fromMs, scheduler.nowMs)
    this.watcher.loaded(call.id, key, fromMs, scheduler.nowMs)
    yield this.world.network.originMs
    return { value: version, version }
  }

  *commit(key: Key, _value: Value, call: Call): Program<number> {
    yield this.world.network.originMs
    yield* this.connect(call)
    yield this.world.origin.commitMs * this.slowdown()
    this.disconnect()
    const version = this.oracle.commit(key, this.scheduler.nowMs)
    this.watcher.committed(key, version)
    this.log(key)
    yield this.world.network.originMs
    return version
  }

  private *connect(call: Call): Program<void> {
    const { scheduler, pool, watcher } = this
    const askedMs = scheduler.nowMs
    let outcome: Entry = 'entered'
    let hasQueued = false
    if (!pool.tryEnter()) {
      hasQueued = pool.hasRoomInLine
      call.waits('pool', askedMs)
      if (hasQueued) watcher.queued(askedMs, pool.inside, pool.waiting + 1)
      outcome = yield* pool.enterWithin(this.world.origin.connectTimeoutMs)
      if (hasQueued) watcher.dequeued()
    }
    call.spent('pool', askedMs, scheduler.nowMs)
    if (outcome === 'entered') {
      watcher.began(pool.inside, pool.waiting, this.slowdown())
      return
    }
    watcher.refused()
    yield this.world.network.originMs
    throw new OriginRefused(
      outcome === 'full' ? 'the line for a connection is full' : 'no connection came free in time',
    )
  }

  private disconnect(): void {
    this.pool.leave()
    this.watcher.released(this.pool.inside, this.pool.waiting, this.slowdown())
  }

  private queryMs(key: Key, call: Call): number {
    const query = this.queries.get(key.type)
    if (query === undefined) throw new Error(`the world has no query time for type "${key.type}"`)
    return query.variation === 'exponential'
      ? this.draws.exponential(query.meanMs, call.id)
      : this.draws.logNormal(query.meanMs, query.variation, call.id)
  }

  private slowdown(): number {
    const { comfortable, slowdown } = this.world.origin
    return this.slowFactor * (1 + slowdown * Math.max(0, this.pool.inside - comfortable))
  }
}
