import type { Design } from '#cache/design.ts'
import { type Entry, isFresh, isKept } from '#cache/entry.ts'
import { type Key, nodeOf, SLOTS } from '#cache/key.ts'
import type { CopiedNode } from '#cache/nodeContent.ts'
import {
  type Call,
  type Eventually,
  type Lookup,
  type Store,
  type StoreNode,
  TierUnavailable,
  TOKEN_MS,
} from '#cache/ports.ts'
import type { Chance } from '#kernel/chance.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import { settle } from '#kernel/settle.ts'
import { InjectedEnds } from './injectedEnds.ts'
import type { World } from './world.ts'

/** Told what a cluster holds, when it changes, and how busy its nodes are. Looking on changes nothing. */
export interface ClusterWatcher {
  /** `bytes` is what the entry takes in memory; 0 where bytes are not accounted. */
  stored(key: Key, entry: Entry, bytes: number): void
  deleted(key: Key): void
  worked(node: number, fromMs: number, toMs: number): void
  /** A node has forgotten everything. What it gets back from a snapshot or a replica is `stored` when it is there. */
  lost(node: number): void
  /** A replica has taken the place of a node; what it lacks or holds in another version is told as `deleted` and `stored`. */
  failedOver(node: number): void
  replicaRead(key: Key): void
  // The others only where bytes are accounted.
  /** Memory had no room for it any more, nor had the overflow. */
  evicted(key: Key, node: number): void
  /** An entry is gone, for whatever reason, after having been read so often. */
  left(key: Key, reads: number): void
  /** What a node holds in memory after a change. */
  memory(node: number, bytes: number): void
  /** A look-up found a fresh entry. */
  hit(key: Key): void
}

/** What lies between a cluster and the clients of another region. */
export interface Link {
  /** One way, ms, beside the delay within the region. */
  readonly delayMs: number
  readonly isCut: boolean
}

export interface ClusterParts {
  readonly scheduler: Scheduler
  readonly nodes: readonly CopiedNode[]
  readonly world: World
  readonly design: Design
  readonly chance: Chance
  /** The number of the first node, so that several clusters number theirs apart. */
  readonly firstNode: number
  readonly watcher: ClusterWatcher
}

/** A call that also wants to know which node served it. */
export interface ClusterCall extends Call {
  servedBy?(node: number): void
}

/** How a node is down: `loses` what it held in memory, as after a restart; `hangs` instead of refusing. */
export interface Outage {
  readonly loses: boolean
  readonly hangs: boolean
}

interface NodeState {
  readonly commands: CopiedNode
  /** When the node has worked off everything it was sent. */
  freeAtMs: number
  downUntilMs: number
}

/**
 * The shared tier on several nodes, seen through the network: each command travels to the node that owns the key's
 * slot, waits its turn there (a node does one thing at a time), and its answer travels back.
 */
export class RedisCluster implements Store {
  private readonly nodes: readonly NodeState[]
  /** The node that owns each slot. */
  private readonly owners: Uint16Array
  private readonly scheduler: Scheduler
  private readonly firstNode: number
  private readonly delayMs: number
  private readonly commandMs: number
  private readonly watcher: ClusterWatcher
  /** Where faults end the lives of entries. */
  readonly ends = new InjectedEnds()

  constructor({ scheduler, nodes, world, firstNode, watcher }: ClusterParts) {
    this.scheduler = scheduler
    this.firstNode = firstNode
    this.nodes = nodes.map(commands => ({ commands, freeAtMs: 0, downUntilMs: 0 }))
    this.owners = Uint16Array.from({ length: SLOTS }, (_, slot) => nodeOf(slot, nodes.length))
    this.delayMs = world.network.redisMs
    this.commandMs = world.redis.commandMs
    this.watcher = watcher
  }

  *lookUp(key: Key, wantsToken: boolean, call: ClusterCall): Program<Lookup> {
    const { scheduler } = this
    const sentMs = scheduler.nowMs
    const index = this.owners[key.slot]!
    const node = this.nodes[index]!
    call.servedBy?.(this.firstNode + index)
    call.waits('redis', sentMs)
    yield this.delayMs
    const waitMs = this.turn(index, node)
    if (waitMs > 0) yield waitMs
    if (this.isDown(node)) {
      yield this.delayMs
      call.spent('redis', sentMs, scheduler.nowMs)
      throw refusal(index)
    }
    const reply = node.commands.lookUp(key, wantsToken, Math.floor(scheduler.nowMs))
    const lookup = reply instanceof Promise ? yield* settle(reply) : reply
    yield this.commandMs + this.delayMs
    call.spent('redis', sentMs, scheduler.nowMs)
    return lookup
  }

  get shards(): number {
    return this.nodes.length
  }

  *fill(
    key: Key,
    entry: Entry,
    seen: string | null,
    _call: Call,
    lease: string | null = null,
  ): Program<boolean> {
    const kept = this.ends.cut(key, entry, this.scheduler.nowMs)
    const wasKept = yield* this.command(key, (node, clockMs) => {
      if (!isKept(kept, this.scheduler.nowMs)) return false
      return node.fill(key, kept, seen, this.keepMs(kept), clockMs, lease)
    })
    if (wasKept) this.watcher.stored(key, kept, 0)
    yield this.delayMs
    return wasKept
  }

  *delete(key: Key, _call: Call): Program<void> {
    yield* this.command(key, (node, clockMs) => node.delete(key, clockMs))
    this.ends.renew(key)
    this.watcher.deleted(key)
    yield this.delayMs
  }

  *takeLease(key: Key, holder: string, leaseMs: number, _call: Call): Program<boolean> {
    const wasTaken = yield* this.command(key, (node, clockMs) =>
      node.takeLease(key, holder, Math.ceil(leaseMs), clockMs),
    )
    yield this.delayMs
    return wasTaken
  }

  *renewLease(key: Key, holder: string, leaseMs: number, _call: Call): Program<boolean> {
    const wasRenewed = yield* this.command(key, (node, clockMs) =>
      node.renewLease(key, holder, Math.ceil(leaseMs), clockMs),
    )
    yield this.delayMs
    return wasRenewed
  }

  *releaseLease(key: Key, holder: string, _call: Call): Program<void> {
    yield* this.command(key, (node, clockMs) => node.releaseLease(key, holder, clockMs))
    yield this.delayMs
  }

  /** Looks whether a fresh entry is held, without taking time or leaving a trace. */
  *has(key: Key): Program<boolean> {
    const node = this.nodes[this.owners[key.slot]!]!
    const reply = node.commands.peek(key.name, key, Math.floor(this.scheduler.nowMs))
    const entry = (reply instanceof Promise ? yield* settle(reply) : reply)?.entry ?? null
    return entry !== null && isFresh(entry, this.scheduler.nowMs)
  }

  /** The same cluster for the clients of another region. */
  seenFrom(_link: Link): Store {
    return this
  }

  /** The node takes `factor` times as long for each command from now on; 1 ends it. */
  slowDown(_index: number, _factor: number): void {}

  /** Starts what goes on in the background. Call once, before the run. */
  start(): void {}

  /** Puts an entry in place before the run, without network or work. */
  seed(key: Key, entry: Entry): Eventually<boolean> {
    const { nowMs } = this.scheduler
    const kept = this.ends.cut(key, entry, nowMs)
    if (!isKept(kept, nowMs)) return false
    this.watcher.stored(key, kept, 0)
    const node = this.nodes[this.owners[key.slot]!]!
    return node.commands.fill(key, kept, null, this.keepMs(kept), Math.floor(nowMs))
  }

  /** The node refuses every command until then; `loses` empties it. */
  *takeDown(index: number, forMs: number, { loses }: Outage): Program<void> {
    const node = this.nodes[index]
    if (node === undefined) return
    node.downUntilMs = Math.max(node.downUntilMs, this.scheduler.nowMs + forMs)
    if (!loses) return
    this.watcher.lost(this.firstNode + index)
    const cleared = node.commands.clear()
    if (cleared instanceof Promise) yield* settle(cleared)
  }

  private *command<A>(key: Key, run: (node: StoreNode, clockMs: number) => Eventually<A>): Program<A> {
    const index = this.owners[key.slot]!
    const node = this.nodes[index]!
    yield this.delayMs
    const waitMs = this.turn(index, node)
    if (waitMs > 0) yield waitMs
    if (this.isDown(node)) {
      yield this.delayMs
      throw refusal(index)
    }
    const reply = run(node.commands, Math.floor(this.scheduler.nowMs))
    return reply instanceof Promise ? yield* settle(reply as Promise<A>) : reply
  }

  /** Queues a command that has just arrived, and returns how long until it is worked on. */
  private turn(index: number, node: NodeState): number {
    const { nowMs } = this.scheduler
    if (this.isDown(node)) return 0
    const startMs = Math.max(nowMs, node.freeAtMs)
    node.freeAtMs = startMs + this.commandMs
    this.watcher.worked(this.firstNode + index, startMs, node.freeAtMs)
    return startMs - nowMs
  }

  private isDown(node: NodeState): boolean {
    return this.scheduler.nowMs < node.downUntilMs
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

function refusal(index: number): TierUnavailable {
  return new TierUnavailable(`redis node ${index} is down`)
}
