import type { Entry } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import type { Call, Copy, Lookup, Store, TierUnavailable } from '#cache/ports.ts'
import type { Draws } from '#kernel/chance.ts'
import { atMost, forTheRestOf } from '#kernel/latch.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import { settle } from '#kernel/settle.ts'
import { within } from '#kernel/within.ts'
import type { InjectedEnds } from './injectedEnds.ts'
import { cutOff, orThrow, refusal, timedOut, unlessRefused } from './redisRefusal.ts'
import type { RedisReplicas } from './redisReplicas.ts'
import { Read, type RedisShard } from './redisShard.ts'

/** A call that also wants to know which node served it. */
export interface ClusterCall extends Call {
  servedBy?(node: number): void
}

/** What lies between a cluster and the clients of another region. */
export interface Link {
  /** One way, ms, beside the delay within the region. */
  readonly delayMs: number
  readonly isCut: boolean
}

export interface ClientParts {
  readonly scheduler: Scheduler
  readonly shards: readonly RedisShard[]
  /** Which shard owns each slot. */
  readonly owners: Uint16Array
  /** One way, ms, `link` included. */
  readonly oneWayMs: number
  readonly link: Link | null
  /** Time of one command at a node, ms. */
  readonly commandMs: number
  /** null: a client waits for its answer as long as it takes. */
  readonly timeoutMs: number | null
  /** Which replica a call reads. */
  readonly draws: Draws
  readonly ends: InjectedEnds
  readonly watcher: { replicaRead(key: Key): void }
}

/**
 * A cluster as the clients of one region see it: a command travels to the node that owns the key's slot, waits its turn
 * there, and its answer travels back. A client that has waited for its timeout gives up; its command does not know that.
 */
export class RedisClient implements Store {
  readonly shards: number
  private readonly parts: ClientParts
  private readonly scheduler: Scheduler
  private readonly nodes: readonly RedisShard[]
  private readonly owners: Uint16Array
  private readonly oneWayMs: number
  /** From the arrival of a command, so long may its work take for the answer to be back in time. */
  private readonly patienceMs: number
  /** Sends what this one gives up before it can be answered: its timeout is shorter than the way. */
  private readonly patient: RedisClient | null
  /** Nothing but the node itself stands between a command and its answer. */
  private readonly isNear: boolean

  constructor(parts: ClientParts) {
    const { commandMs, oneWayMs, timeoutMs, link } = parts
    this.parts = parts
    this.scheduler = parts.scheduler
    this.nodes = parts.shards
    this.shards = parts.shards.length
    this.owners = parts.owners
    this.oneWayMs = oneWayMs
    this.patienceMs = (timeoutMs ?? Number.POSITIVE_INFINITY) - 2 * oneWayMs
    this.patient = this.patienceMs < commandMs ? new RedisClient({ ...parts, timeoutMs: null }) : null
    this.isNear = link === null && this.patient === null
  }

  *lookUp(key: Key, wantsToken: boolean, call: ClusterCall, from: Copy = 'primary'): Program<Lookup> {
    const { scheduler, oneWayMs } = this
    const sentMs = scheduler.nowMs
    const shard = this.shardOf(key)
    call.servedBy?.(shard.number)
    call.waits('redis', sentMs)
    const { queue, replicas } = shard
    if (!this.isNear || (from === 'replica' && replicas !== null))
      return yield* this.lookUpRoundabout(shard, key, wantsToken, call, from)
    yield oneWayMs
    const { restarts, upsets } = queue
    const waitMs = queue.turn(this.patienceMs)
    if (waitMs > 0) yield waitMs
    if (waitMs < 0 || upsets !== queue.upsets) {
      const read = new Read(shard, key, wantsToken)
      const late = yield* this.inLine(shard, read.execute, waitMs, restarts)
      return yield* this.received(shard, late, read.fetchMs, sentMs, call)
    }
    const mayWrite = wantsToken && (shard.memory === null || shard.canGiveToken(key))
    const reply = shard.commands.lookUp(key, mayWrite, Math.floor(scheduler.nowMs))
    const lookup = reply instanceof Promise ? yield* settle(reply) : reply
    if (!shard.isBare && shard.lookedUp(key, lookup)) yield* shard.changed(key, key.name)
    const { fetchMs } = shard
    yield queue.commandMs + oneWayMs
    if (fetchMs > 0) return yield* this.received(shard, lookup, fetchMs, sentMs, call)
    call.spent('redis', sentMs, scheduler.nowMs)
    return lookup
  }

  *fill(
    key: Key,
    entry: Entry,
    seen: string | null,
    _call: Call,
    lease: string | null = null,
  ): Program<boolean> {
    const shard = this.shardOf(key)
    const kept = this.parts.ends.cut(key, entry, this.scheduler.nowMs)
    return orThrow(yield* this.send(shard, () => shard.fill(key, kept, seen, lease)))
  }

  *delete(key: Key, _call: Call): Program<void> {
    const shard = this.shardOf(key)
    const { ends } = this.parts
    const execute = function* () {
      yield* shard.delete(key)
      ends.renew(key)
    }
    orThrow(yield* this.send(shard, execute))
  }

  *takeLease(key: Key, holder: string, leaseMs: number, _call: Call): Program<boolean> {
    const shard = this.shardOf(key)
    return orThrow(yield* this.send(shard, () => shard.takeLease(key, holder, Math.ceil(leaseMs))))
  }

  *renewLease(key: Key, holder: string, leaseMs: number, _call: Call): Program<boolean> {
    const shard = this.shardOf(key)
    return orThrow(yield* this.send(shard, () => shard.renewLease(key, holder, Math.ceil(leaseMs))))
  }

  *releaseLease(key: Key, holder: string, _call: Call): Program<void> {
    const shard = this.shardOf(key)
    orThrow(yield* this.send(shard, () => shard.releaseLease(key, holder)))
  }

  private shardOf(key: Key): RedisShard {
    return this.nodes[this.owners[key.slot]!]!
  }

  /** A look-up that can meet a link, a replica, or a timeout shorter than the way. */
  private *lookUpRoundabout(
    shard: RedisShard,
    key: Key,
    wantsToken: boolean,
    call: ClusterCall,
    from: Copy,
  ): Program<Lookup> {
    const sentMs = this.scheduler.nowMs
    const { replicas } = shard
    const read = new Read(shard, key, wantsToken)
    const outcome =
      from === 'replica' && replicas !== null && replicas.count > 0
        ? yield* this.readReplica(shard, replicas, key, call)
        : yield* this.send(shard, read.execute)
    return yield* this.received(shard, outcome, read.fetchMs, sentMs, call)
  }

  /** An answer is here, but for what had to be fetched from slower storage. */
  private *received(
    shard: RedisShard,
    outcome: Lookup | TierUnavailable,
    fetchMs: number,
    sentMs: number,
    call: ClusterCall,
  ): Program<Lookup> {
    const { scheduler } = this
    const leftMs = sentMs + (this.parts.timeoutMs ?? Number.POSITIVE_INFINITY) - scheduler.nowMs
    if (fetchMs > 0) yield Math.max(0, Math.min(fetchMs, leftMs))
    call.spent('redis', sentMs, scheduler.nowMs)
    return orThrow(fetchMs > leftMs ? timedOut(shard.number) : outcome)
  }

  /** Sends a command and waits for its answer, which may be that there is none. */
  private *send<A>(shard: RedisShard, execute: () => Program<A>): Program<A | TierUnavailable> {
    const { link } = this.parts
    if (link?.isCut) return cutOff(shard.number)
    if (this.patient !== null) {
      const { timeoutMs } = this.parts
      const heard = yield* within(this.scheduler, timeoutMs!, this.patient.send(shard, execute))
      return heard.timedOut ? timedOut(shard.number) : heard.value
    }
    yield this.oneWayMs
    const { queue } = shard
    const { restarts, upsets } = queue
    const waitMs = queue.turn(this.patienceMs)
    if (waitMs > 0) yield waitMs
    let outcome: A | TierUnavailable
    if (waitMs < 0 || upsets !== queue.upsets) outcome = yield* this.inLine(shard, execute, waitMs, restarts)
    else {
      outcome = yield* unlessRefused(execute())
      yield queue.commandMs + this.oneWayMs
    }
    return link?.isCut ? cutOff(shard.number) : outcome
  }

  /** `waitedMs` is above 0 for a command that had a turn, which was upset: by a restart since `restarts`, or otherwise. */
  private *inLine<A>(
    shard: RedisShard,
    execute: () => Program<A>,
    waitedMs: number,
    restarts: number,
  ): Program<A | TierUnavailable> {
    const { queue } = shard
    if (queue.refuses || restarts !== queue.restarts) {
      yield this.oneWayMs
      return refusal(shard.number)
    }
    const hadTurn = waitedMs > 0
    const job = queue.join(execute, hadTurn)
    const { patienceMs } = this
    let isDone = true
    if (patienceMs === Number.POSITIVE_INFINITY) yield job.done
    else if (hadTurn) isDone = yield* forTheRestOf(Math.max(0, patienceMs - waitedMs), job.done)
    else isDone = yield* atMost(patienceMs, job.done)
    yield this.oneWayMs
    return isDone ? (job.outcome as A | TierUnavailable) : timedOut(shard.number)
  }

  private *readReplica(
    shard: RedisShard,
    replicas: RedisReplicas,
    key: Key,
    call: ClusterCall,
  ): Program<Lookup | TierUnavailable> {
    const { draws, link, watcher, commandMs } = this.parts
    const { oneWayMs, patienceMs } = this
    if (link?.isCut) return cutOff(shard.number)
    watcher.replicaRead(key)
    const replica = draws.integer(replicas.count, call.id, key.slot)
    if (this.patient !== null) {
      yield this.parts.timeoutMs!
      return timedOut(shard.number)
    }
    yield oneWayMs
    const waitMs = replicas.turn(replica)
    const isInTime = waitMs + commandMs <= patienceMs
    yield isInTime ? waitMs : patienceMs + oneWayMs
    if (!isInTime) return timedOut(shard.number)
    const lookup = replicas.lookUp(key)
    yield commandMs + oneWayMs
    return link?.isCut ? cutOff(shard.number) : lookup
  }
}
