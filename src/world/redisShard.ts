import { type Entry, isFresh, isKept } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import { type CopiedNode, lockName, type Stored } from '#cache/nodeContent.ts'
import { type Eventually, type Lookup, TierUnavailable, TOKEN_MS } from '#cache/ports.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import { settle } from '#kernel/settle.ts'
import type { RedisMemory } from './redisMemory.ts'
import type { RedisQueue } from './redisQueue.ts'
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
  /** Nothing follows from a look-up. */
  readonly isBare: boolean
  /** How much longer the last look-up takes because its entry was not in memory, ms. */
  fetchMs = 0
  private readonly scheduler: Scheduler
  private readonly sizes: RedisSizes
  private readonly watcher: ContentWatcher

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

  /** What a client gets while the node is down, and one that waited for it when it went down. */
  refusal(): TierUnavailable {
    return new TierUnavailable(`redis node ${this.number} is down`)
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
    if (memory?.hasRoomFor(name, bytes, clockMs) === false)
      throw new TierUnavailable(`redis node ${this.number} is out of memory`)
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
      for (const { name, key } of memory.makeRoom(clockMs))
        done = after(this.commands.drop(name, key), () => true)
      memory.tell()
    }
    if (replicas === null) return done
    return after(this.commands.peek(name, key, clockMs), stored => {
      if (stored !== null) replicas.seed(stored)
      return true
    })
  }

  /** The node holds this, and nothing else, from now on. */
  *restore(content: readonly Stored[]): Program<void> {
    const { memory, clockMs } = this
    yield* answer(this.commands.restore(content, clockMs))
    if (memory === null) return
    memory.clear()
    for (const { name, key, entry, stamp, untilMs } of content) {
      if (untilMs <= clockMs) continue
      const bytes = this.bytesOf(key, name, entry, stamp)
      memory.write({ name, key, isEntry: entry !== null, bytes, untilMs }, clockMs)
    }
    yield* this.makeRoom(memory)
    memory.tell()
  }

  *clear(): Program<void> {
    yield* answer(this.commands.clear())
    this.memory?.clear()
    this.memory?.tell()
  }

  /** Tells what the node has got back; null: everything may be new. */
  *tellRestored(content: readonly Stored[], names: ReadonlyMap<string, Key> | null): Program<void> {
    const { clockMs } = this
    const known = new Map(content.map(stored => [stored.name, stored]))
    const asked = names ?? new Map(content.map(({ name, key }) => [name, key]))
    for (const [name, key] of asked) {
      if (name !== key.name) continue
      const entry = known.get(name)?.entry ?? null
      // What memory had no room for is not there.
      const isThere = this.memory?.holds(name, clockMs) ?? (known.get(name)?.untilMs ?? 0) > clockMs
      if (entry !== null && isThere) this.watcher.stored(key, entry, this.bytesOf(key, name, entry, ''))
      else if (names !== null) this.watcher.deleted(key)
    }
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

  private *makeRoom(memory: RedisMemory): Program<void> {
    for (const { name, key } of memory.makeRoom(this.clockMs)) {
      yield* answer(this.commands.drop(name, key))
      this.replicas?.changed(key, name, null)
    }
  }

  private bytesOf(key: Key, name: string, entry: Entry | null, stamp: string): number {
    if (this.memory === null) return 0
    if (entry !== null) return this.sizes.entry(key, entry)
    return name === key.name ? this.sizes.token(key) : this.sizes.lease(name, stamp)
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

/** Under a clock that stands still until a node has answered. */
export function* answer<A>(reply: Eventually<A>): Program<A> {
  return reply instanceof Promise ? yield* settle(reply as Promise<A>) : reply
}

function after<A, B>(reply: Eventually<A>, then: (value: A) => B): Eventually<B> {
  return reply instanceof Promise ? (reply as Promise<A>).then(then) : then(reply)
}
