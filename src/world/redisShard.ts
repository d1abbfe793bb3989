import { type Entry, isFresh, isKept } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import { type CopiedNode, lockName } from '#cache/nodeContent.ts'
import { type Eventually, type Lookup, TOKEN_MS } from '#cache/ports.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import { settle } from '#kernel/settle.ts'
import type { RedisMemory } from './redisMemory.ts'
import type { RedisQueue } from './redisQueue.ts'
import { outOfMemory } from './redisRefusal.ts'
import type { RedisReplicas } from './redisReplicas.ts'
import type { RedisSizes } from './redisSizes.ts'

/** Told what a node holds of each key. */
export interface ContentWatcher {
  /** `bytes` is what the entry takes in memory; 0 where bytes are not accounted. */
  stored(key: Key, entry: Entry, bytes: number): void
  deleted(key: Key): void
  /** A look-up found a fresh entry. Only where bytes are accounted. */
  hit(key: Key): void
}

export interface ShardParts {
  readonly scheduler: Scheduler
  readonly number: number
  readonly commands: CopiedNode
  readonly queue: RedisQueue
  /** null where bytes are not accounted. */
  readonly memory: RedisMemory | null
  readonly replicas: RedisReplicas | null
  readonly sizes: RedisSizes
  readonly watcher: ContentWatcher
}

/**
 * What a node does when it executes a command, in no time: the command itself, and what follows from it for its memory
 * and its replicas. The programs only wait for nodes that answer with promises.
 */
export class RedisShard {
  readonly number: number
  readonly commands: CopiedNode
  readonly queue: RedisQueue
  readonly memory: RedisMemory | null
  readonly replicas: RedisReplicas | null
  readonly sizes: RedisSizes
  readonly watcher: ContentWatcher
  /** Nothing follows from a look-up. */
  readonly isBare: boolean
  /** How much longer the last look-up takes because its entry was not in memory, ms. */
  fetchMs = 0
  private readonly scheduler: Scheduler

  constructor({ scheduler, number, commands, queue, memory, replicas, sizes, watcher }: ShardParts) {
    this.scheduler = scheduler
    this.number = number
    this.commands = commands
    this.queue = queue
    this.memory = memory
    this.replicas = replicas
    this.sizes = sizes
    this.watcher = watcher
    this.isBare = memory === null && replicas === null
  }

  get clockMs(): number {
    return Math.floor(this.scheduler.nowMs)
  }

  *lookUp(key: Key, wantsToken: boolean): Program<Lookup> {
    const lookup = yield* answer(
      this.commands.lookUp(key, wantsToken && this.canGiveToken(key), this.clockMs),
    )
    if (this.lookedUp(key, lookup)) yield* this.changed(key, key.name)
    return lookup
  }

  /** A full node that refuses writes gives no tokens: those who miss get no stamp. */
  canGiveToken(key: Key): boolean {
    return this.memory?.hasRoomFor(key.name, this.sizes.token(key), this.clockMs) ?? true
  }

  /** What follows at once from a look-up that has just been executed. Returns whether `changed` has to follow, too. */
  lookedUp(key: Key, lookup: Lookup): boolean {
    const { memory, clockMs } = this
    const { entry, stamp } = lookup
    const { name } = key
    this.fetchMs = 0
    if (this.isBare) return false
    if (entry !== null) {
      if (memory === null) return false
      this.fetchMs = memory.read(name, clockMs)
      memory.tell()
      if (isFresh(entry, this.scheduler.nowMs)) this.watcher.hit(key)
      return this.fetchMs > 0
    }
    // An entry that has expired is gone with this.
    const isKnown = memory?.holds(name, clockMs) ?? false
    if (stamp === null) memory?.tell()
    else if (isKnown) memory?.read(name, clockMs)
    else {
      const bytes = this.sizes.token(key)
      memory?.write({ name, key, isEntry: false, bytes, untilMs: clockMs + TOKEN_MS }, clockMs)
    }
    return stamp !== null && !isKnown
  }

  *fill(key: Key, entry: Entry, seen: string | null, lease: string | null): Program<boolean> {
    const { memory, clockMs } = this
    const { name } = key
    if (!isKept(entry, this.scheduler.nowMs)) return false
    const bytes = memory === null ? 0 : this.sizes.entry(key, entry)
    if (memory?.hasRoomFor(name, bytes, clockMs) === false) return false
    const keepMs = this.keepMs(entry)
    const wasKept = yield* answer(this.commands.fill(key, entry, seen, keepMs, clockMs, lease))
    if (!wasKept) return false
    this.watcher.stored(key, entry, bytes)
    memory?.write({ name, key, isEntry: true, bytes, untilMs: clockMs + keepMs }, clockMs)
    yield* this.changed(key, name)
    return true
  }

  *delete(key: Key): Program<void> {
    yield* answer(this.commands.delete(key, this.clockMs))
    this.watcher.deleted(key)
    this.memory?.remove(key.name)
    yield* this.changed(key, key.name)
  }

  /** Throws TierUnavailable when the node is full and refuses writes. */
  *takeLease(key: Key, holder: string, leaseMs: number): Program<boolean> {
    const { memory, clockMs } = this
    const name = this.isBare ? '' : lockName(key)
    const bytes = this.sizes.lease(name, holder)
    if (memory?.hasRoomFor(name, bytes, clockMs) === false) throw outOfMemory(this.number)
    const wasTaken = yield* answer(this.commands.takeLease(key, holder, leaseMs, clockMs))
    if (!wasTaken || this.isBare) return wasTaken
    memory?.write({ name, key, isEntry: false, bytes, untilMs: clockMs + leaseMs }, clockMs)
    yield* this.changed(key, name)
    return true
  }

  *renewLease(key: Key, holder: string, leaseMs: number): Program<boolean> {
    const { memory, clockMs } = this
    const wasRenewed = yield* answer(this.commands.renewLease(key, holder, leaseMs, clockMs))
    if (!wasRenewed || this.isBare) return wasRenewed
    const name = lockName(key)
    const bytes = this.sizes.lease(name, holder)
    memory?.write({ name, key, isEntry: false, bytes, untilMs: clockMs + leaseMs }, clockMs)
    yield* this.changed(key, name)
    return true
  }

  *releaseLease(key: Key, holder: string): Program<void> {
    const { commands, memory, clockMs } = this
    yield* answer(commands.releaseLease(key, holder, clockMs))
    if (this.isBare) return
    const name = lockName(key)
    const held = yield* answer(commands.peek(name, key, clockMs))
    if (held === null) memory?.remove(name)
    yield* this.changed(key, name)
  }

  /** Puts an entry in place before the run; the replicas have it, too. */
  seed(key: Key, entry: Entry): Eventually<boolean> {
    const { clockMs, memory, replicas } = this
    const { name } = key
    if (!isKept(entry, this.scheduler.nowMs)) return false
    const bytes = memory === null ? 0 : this.sizes.entry(key, entry)
    if (memory?.hasRoomFor(name, bytes, clockMs) === false) return false
    const keepMs = this.keepMs(entry)
    const kept = this.commands.fill(key, entry, null, keepMs, clockMs)
    this.watcher.stored(key, entry, bytes)
    let done = kept
    if (memory !== null) {
      memory.write({ name, key, isEntry: true, bytes, untilMs: clockMs + keepMs }, clockMs)
      for (const { name, key } of memory.makeRoom(clockMs)) {
        done = after(this.commands.drop(name, key), () => true)
        replicas?.unseed(name)
      }
      memory.tell()
    }
    if (replicas === null) return done
    return after(this.commands.peek(name, key, clockMs), stored => {
      if (stored !== null) replicas.seed(stored)
      return true
    })
  }

  *clear(): Program<void> {
    yield* answer(this.commands.clear())
    this.memory?.clear()
    this.memory?.tell()
  }

  /** What follows when a name was written or removed: replicas hear of it, and memory makes room. */
  *changed(key: Key, name: string): Program<void> {
    const { memory, replicas } = this
    if (replicas !== null) {
      const stored = yield* answer(this.commands.peek(name, key, this.clockMs))
      replicas.changed(key, name, stored)
    }
    if (memory === null) return
    yield* this.makeRoom(memory)
    memory.tell()
  }

  /** Whatever memory has no room for leaves the node and its replicas. */
  *makeRoom(memory: RedisMemory): Program<void> {
    for (const { name, key } of memory.makeRoom(this.clockMs)) {
      yield* answer(this.commands.drop(name, key))
      this.replicas?.changed(key, name, null)
    }
  }

  /**
   * How long Redis keeps an entry: past its freshness, because its stamp is what a load that began meanwhile will show.
   * An entry that vanished by itself would look like one that was invalidated.
   */
  private keepMs(entry: Entry): number {
    const { nowMs } = this.scheduler
    return Math.max(Math.ceil(entry.keptUntilMs - nowMs), Math.ceil(entry.freshUntilMs - nowMs) + TOKEN_MS)
  }
}

/** A look-up on its way: what it takes longer than others is known when it is executed. */
export class Read {
  fetchMs = 0
  readonly execute: () => Program<Lookup>

  constructor(shard: RedisShard, key: Key, wantsToken: boolean) {
    const read = this
    this.execute = function* () {
      const lookup = yield* shard.lookUp(key, wantsToken)
      read.fetchMs = shard.fetchMs
      return lookup
    }
  }
}

/** Under a clock that stands still until a node has answered. */
export function* answer<A>(reply: Eventually<A>): Program<A> {
  return reply instanceof Promise ? yield* settle(reply as Promise<A>) : reply
}

function after<A, B>(reply: Eventually<A>, then: (value: A) => B): Eventually<B> {
  return reply instanceof Promise ? (reply as Promise<A>).then(then) : then(reply)
}
