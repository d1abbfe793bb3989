import type { Design } from '#cache/design.ts'
import { type Entry, isFresh } from '#cache/entry.ts'
import { type Key, nodeOf, SLOTS } from '#cache/key.ts'
import type { CopiedNode } from '#cache/nodeContent.ts'
import type { Call, Copy, Eventually, Lookup, Store } from '#cache/ports.ts'
import type { Chance } from '#kernel/chance.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import { InjectedEnds } from './injectedEnds.ts'
import { type ClusterCall, type Link, RedisClient } from './redisClient.ts'
import { type MemoryWatcher, RedisMemory } from './redisMemory.ts'
import { type Outage, RedisOutages, type Restarts } from './redisOutages.ts'
import { RedisQueue } from './redisQueue.ts'
import { RedisReplicas } from './redisReplicas.ts'
import { answer, type ContentWatcher, RedisShard } from './redisShard.ts'
import { RedisSizes } from './redisSizes.ts'
import type { World } from './world.ts'

/** Told what a cluster holds, when it changes, and how busy its nodes are. Looking on changes nothing. */
export interface ClusterWatcher extends ContentWatcher, MemoryWatcher {
  worked(node: number, fromMs: number, toMs: number): void
  /** A node has forgotten everything. What it gets back from a snapshot or a replica is `stored` when it is there. */
  lost(node: number): void
  /** A replica has taken a node's place; what it holds otherwise than the node did is told as `deleted` and `stored`. */
  failedOver(node: number): void
  replicaRead(key: Key): void
}

export interface ClusterParts {
  readonly scheduler: Scheduler
  /** The primaries. Their replicas are models, whatever they are. */
  readonly nodes: readonly CopiedNode[]
  readonly world: World
  readonly design: Design
  readonly chance: Chance
  /** The number of the first node, so that several clusters number theirs apart. */
  readonly firstNode: number
  readonly watcher: ClusterWatcher
  /** By index in this cluster. */
  readonly restarts?: Restarts
}

const SWEEP_MS = 1000

/**
 * The shared tier on several nodes, seen through the network: each command travels to the node that owns the key's
 * slot, waits its turn there (a node does one thing at a time), and its answer travels back.
 */
export class RedisCluster implements Store {
  /** Where faults end the lives of entries. */
  readonly ends = new InjectedEnds()
  private readonly parts: ClusterParts
  private readonly nodes: readonly RedisShard[]
  /** The node that owns each slot. */
  private readonly owners: Uint16Array
  private readonly outages: RedisOutages
  private readonly near: RedisClient

  constructor(parts: ClusterParts) {
    const { nodes, scheduler, world, design, watcher, restarts = null } = parts
    this.parts = parts
    this.owners = Uint16Array.from({ length: SLOTS }, (_, slot) => nodeOf(slot, nodes.length))
    const sizes = new RedisSizes(world, design)
    this.nodes = nodes.map((commands, index) => this.shard(commands, parts.firstNode + index, sizes))
    this.outages = new RedisOutages(scheduler, this.nodes, world.redis.failoverMs, watcher, restarts)
    this.near = this.client(null)
  }

  get shards(): number {
    return this.nodes.length
  }

  lookUp(key: Key, wantsToken: boolean, call: ClusterCall, from?: Copy): Program<Lookup> {
    return this.near.lookUp(key, wantsToken, call, from)
  }

  fill(key: Key, entry: Entry, seen: string | null, call: Call, lease?: string | null): Program<boolean> {
    return this.near.fill(key, entry, seen, call, lease)
  }

  delete(key: Key, call: Call): Program<void> {
    return this.near.delete(key, call)
  }

  takeLease(key: Key, holder: string, leaseMs: number, call: Call): Program<boolean> {
    return this.near.takeLease(key, holder, leaseMs, call)
  }

  renewLease(key: Key, holder: string, leaseMs: number, call: Call): Program<boolean> {
    return this.near.renewLease(key, holder, leaseMs, call)
  }

  releaseLease(key: Key, holder: string, call: Call): Program<void> {
    return this.near.releaseLease(key, holder, call)
  }

  /** The same cluster for the clients of another region. `delayMs` of the link must not change. */
  seenFrom(link: Link): Store {
    return this.client(link)
  }

  /** Looks whether a node holds a fresh entry, without taking time or leaving a trace, and also while it is down. */
  *has(key: Key): Program<boolean> {
    const { commands, clockMs } = this.nodes[this.owners[key.slot]!]!
    const stored = yield* answer(commands.peek(key.name, key, clockMs))
    const entry = stored?.entry ?? null
    return entry !== null && isFresh(entry, this.parts.scheduler.nowMs)
  }

  /** Puts an entry in place before the run, without network or work. */
  seed(key: Key, entry: Entry): Eventually<boolean> {
    const kept = this.ends.cut(key, entry, this.parts.scheduler.nowMs)
    return this.nodes[this.owners[key.slot]!]!.seed(key, kept)
  }

  /** A node is down for so long, or until a replica takes over. Returns at once; a node that is not there is none. */
  *takeDown(index: number, forMs: number, outage: Outage): Program<void> {
    yield* this.outages.begin(index, forMs, outage)
  }

  /** The whole cluster is down, its replicas too, so that nobody takes over. */
  *takeAllDown(forMs: number, outage: Outage): Program<void> {
    for (const { replicas } of this.nodes) replicas?.takeDown(forMs)
    for (let index = 0; index < this.shards; index++) yield* this.outages.begin(index, forMs, outage)
  }

  /** A node takes `factor` times as long for each command from now on; 1 ends it. */
  slowDown(index: number, factor: number): void {
    this.nodes[index]?.queue.slowDown(factor)
  }

  /** Starts what goes on in the background: snapshots, and the look for what has expired. Call once, before the run. */
  start(): void {
    const { scheduler, design } = this.parts
    const { snapshotEveryMs } = design.redis
    if (snapshotEveryMs !== null)
      scheduler.serve(this.outages.takeSnapshots(snapshotEveryMs), 'redis snapshots')
    if (this.isAccounted) scheduler.serve(this.sweep(), 'redis expiry')
  }

  private get isAccounted(): boolean {
    const { world, design } = this.parts
    return design.redis.memoryBytes !== null || world.prices !== null
  }

  private *sweep(): Program<void> {
    for (;;) {
      yield SWEEP_MS
      for (const { memory, clockMs } of this.nodes) {
        memory?.sweep(clockMs)
        memory?.tell()
      }
    }
  }

  private client(link: Link | null): RedisClient {
    const { scheduler, world, design, chance, watcher } = this.parts
    return new RedisClient({
      scheduler,
      shards: this.nodes,
      owners: this.owners,
      oneWayMs: world.network.redisMs + (link?.delayMs ?? 0),
      link,
      commandMs: world.redis.commandMs,
      timeoutMs: design.redis.commandTimeoutMs,
      draws: chance.about('redis replica'),
      ends: this.ends,
      watcher,
    })
  }

  private shard(commands: CopiedNode, number: number, sizes: RedisSizes): RedisShard {
    const { scheduler, world, design, chance, watcher } = this.parts
    const { commandMs, replicaLagMs } = world.redis
    const { replicas } = design.redis
    return new RedisShard({
      scheduler,
      number,
      commands,
      queue: new RedisQueue(scheduler, commandMs, (fromMs, toMs) => watcher.worked(number, fromMs, toMs)),
      memory: this.isAccounted
        ? new RedisMemory(number, design.redis, chance.about('redis eviction'), watcher)
        : null,
      replicas: replicas === 0 ? null : new RedisReplicas(scheduler, replicas, replicaLagMs, commandMs),
      sizes,
      watcher,
    })
  }
}
