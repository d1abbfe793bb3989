import type { Entry } from '#cache/entry.ts'
import { type Key, nodeOf, SLOTS } from '#cache/key.ts'
import {
  type Call,
  type Eventually,
  type Lookup,
  type Store,
  type StoreNode,
  TierUnavailable,
} from '#cache/ports.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import { settle } from '#kernel/settle.ts'

/** Told what the cluster holds, when it changes, and how busy its nodes are. */
export interface ClusterWatcher {
  stored(key: Key, entry: Entry): void
  deleted(key: Key): void
  worked(node: number, fromMs: number, toMs: number): void
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
  private readonly ends = new Map<string, number[]>()

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
    this.assertUp(index, node)
    const reply = node.commands.lookUp(key, wantsToken, Math.floor(scheduler.nowMs))
    const lookup = reply instanceof Promise ? yield* settle(reply) : reply
    yield this.commandMs + this.delayMs
    call.spent('redis', sentMs, scheduler.nowMs)
    return lookup
  }

  *fill(key: Key, entry: Entry, seen: string | null, _call: Call): Program<boolean> {
    const kept = this.endingAsInjected(key, entry)
    const isKept = yield* this.command(key, (node, clockMs) => {
      // Redis keeps whole milliseconds; one more, so that an entry never vanishes before its own freshness ends.
      const keepMs = Math.ceil(kept.freshUntilMs - this.scheduler.nowMs) + 1
      return keepMs > 1 ? node.fill(key, kept, seen, keepMs, clockMs) : false
    })
    if (isKept) this.watcher.stored(key, kept)
    yield this.delayMs
    return isKept
  }

  *delete(key: Key, _call: Call): Program<void> {
    yield* this.command(key, (node, clockMs) => node.delete(key, clockMs))
    this.watcher.deleted(key)
    yield this.delayMs
  }

  /** Puts an entry in place before the run, without network or work. */
  seed(key: Key, entry: Entry): Eventually<boolean> {
    const kept = this.endingAsInjected(key, entry)
    const keepMs = Math.ceil(kept.freshUntilMs - this.scheduler.nowMs) + 1
    if (keepMs <= 1) return false
    this.watcher.stored(key, kept)
    return this.nodes[this.owners[key.slot]!]!.commands.fill(
      key,
      kept,
      null,
      keepMs,
      Math.floor(this.scheduler.nowMs),
    )
  }

  /** Every copy of the key written before `atMs` reaches its end at `atMs`, as an aged entry would. */
  endAt(key: Key, atMs: number): void {
    const ends = this.ends.get(key.name) ?? []
    ends.push(atMs)
    this.ends.set(key.name, ends)
  }

  /** The node refuses every command until then; `loses` empties it. */
  *takeDown(index: number, forMs: number, loses: boolean): Program<void> {
    const node = this.nodes[index]
    if (node === undefined) return
    node.downUntilMs = Math.max(node.downUntilMs, this.scheduler.nowMs + forMs)
    if (!loses) return
    const cleared = node.commands.clear()
    if (cleared instanceof Promise) yield* settle(cleared)
  }

  private *command<A>(key: Key, run: (node: StoreNode, clockMs: number) => Eventually<A>): Program<A> {
    const index = this.owners[key.slot]!
    const node = this.nodes[index]!
    yield this.delayMs
    const waitMs = this.turn(index, node)
    if (waitMs > 0) yield waitMs
    this.assertUp(index, node)
    const reply = run(node.commands, Math.floor(this.scheduler.nowMs))
    return reply instanceof Promise ? yield* settle(reply as Promise<A>) : reply
  }

  /** Queues a command that has just arrived, and returns how long until it is worked on. */
  private turn(index: number, node: NodeState): number {
    const { nowMs } = this.scheduler
    if (nowMs < node.downUntilMs) return 0
    const startMs = Math.max(nowMs, node.freeAtMs)
    node.freeAtMs = startMs + this.commandMs
    this.watcher.worked(index, startMs, node.freeAtMs)
    return startMs - nowMs
  }

  private assertUp(index: number, node: NodeState): void {
    if (this.scheduler.nowMs < node.downUntilMs) throw new TierUnavailable(`redis node ${index} is down`)
  }

  private endingAsInjected(key: Key, entry: Entry): Entry {
    const ends = this.ends.get(key.name)
    if (ends === undefined) return entry
    let freshUntilMs = entry.freshUntilMs
    for (const atMs of ends) if (atMs > this.scheduler.nowMs) freshUntilMs = Math.min(freshUntilMs, atMs)
    return freshUntilMs === entry.freshUntilMs ? entry : { ...entry, freshUntilMs }
  }
}
