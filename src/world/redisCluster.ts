import { type Entry, isFresh } from '#cache/entry.ts'
import { type Key, nodeOf, SLOTS } from '#cache/key.ts'
import {
  type Call,
  type Eventually,
  type Lookup,
  type Store,
  type StoreNode,
  TierUnavailable,
  TOKEN_MS,
} from '#cache/ports.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import { settle } from '#kernel/settle.ts'
import { InjectedEnds } from './injectedEnds.ts'

/** Told what the cluster holds, when it changes, and how busy its nodes are. */
export interface ClusterWatcher {
  stored(key: Key, entry: Entry): void
  deleted(key: Key): void
  worked(node: number, fromMs: number, toMs: number): void
  /** A node has forgotten everything. */
  lost(node: number): void
}

/** A call that also wants to know which node served it. */
export interface ClusterCall extends Call {
  servedBy?(node: number): void
}

interface NodeState {
  readonly commands: StoreNode
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
  private readonly delayMs: number
  private readonly commandMs: number
  private readonly watcher: ClusterWatcher
  /** Where faults end the lives of entries. */
  readonly ends = new InjectedEnds()

  constructor(
    scheduler: Scheduler,
    nodes: readonly StoreNode[],
    settings: { readonly delayMs: number; readonly commandMs: number },
    watcher: ClusterWatcher,
  ) {
    this.scheduler = scheduler
    this.nodes = nodes.map(commands => ({ commands, freeAtMs: 0, downUntilMs: 0 }))
    this.owners = Uint16Array.from({ length: SLOTS }, (_, slot) => nodeOf(slot, nodes.length))
    this.delayMs = settings.delayMs
    this.commandMs = settings.commandMs
    this.watcher = watcher
  }

  *lookUp(key: Key, wantsToken: boolean, call: ClusterCall): Program<Lookup> {
    const { scheduler } = this
    const sentMs = scheduler.nowMs
    const index = this.owners[key.slot]!
    const node = this.nodes[index]!
    call.servedBy?.(index)
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

  *fill(key: Key, entry: Entry, seen: string | null, _call: Call): Program<boolean> {
    const kept = this.ends.cut(key, entry, this.scheduler.nowMs)
    const isKept = yield* this.command(key, (node, clockMs) => {
      if (!isFresh(kept, this.scheduler.nowMs)) return false
      return node.fill(key, kept, seen, this.keepMs(kept), clockMs)
    })
    if (isKept) this.watcher.stored(key, kept)
    yield this.delayMs
    return isKept
  }

  *delete(key: Key, _call: Call): Program<void> {
    yield* this.command(key, (node, clockMs) => node.delete(key, clockMs))
    this.ends.renew(key)
    this.watcher.deleted(key)
    yield this.delayMs
  }

  /** Puts an entry in place before the run, without network or work. */
  seed(key: Key, entry: Entry): Eventually<boolean> {
    const { nowMs } = this.scheduler
    const kept = this.ends.cut(key, entry, nowMs)
    if (!isFresh(kept, nowMs)) return false
    this.watcher.stored(key, kept)
    const node = this.nodes[this.owners[key.slot]!]!
    return node.commands.fill(key, kept, null, this.keepMs(kept), Math.floor(nowMs))
  }

  /** The node refuses every command until then; `loses` empties it. */
  *takeDown(index: number, forMs: number, loses: boolean): Program<void> {
    const node = this.nodes[index]
    if (node === undefined) return
    node.downUntilMs = Math.max(node.downUntilMs, this.scheduler.nowMs + forMs)
    if (!loses) return
    this.watcher.lost(index)
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
    this.watcher.worked(index, startMs, node.freeAtMs)
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
    return Math.ceil(entry.freshUntilMs - this.scheduler.nowMs) + TOKEN_MS
  }
}

function refusal(index: number): TierUnavailable {
  return new TierUnavailable(`redis node ${index} is down`)
}
