import type { Entry } from '#cache/entry.ts'
import { type Key, nodeOf } from '#cache/key.ts'
import type { LocalTierWatcher } from '#cache/localTier.ts'
import { TOKEN_MS } from '#cache/ports.ts'
import type { Scheduler } from '#kernel/program.ts'
import type { CopyInterval } from '#recording/recording.ts'
import type { World } from '../world.ts'
import { CopyLog } from './copyLog.ts'
import type { EventLog } from './eventLog.ts'

/** Entries a cluster is known to hold at once; each version of a stamped key is one, and most are never deleted. */
const MOST_FOLLOWED = 1000

/** What Redis holds of a key since when. */
interface Stored {
  readonly key: Key
  readonly entry: Entry
  readonly atMs: number
}

/** Follows the watched keys: what each place holds of them, and when their entry in Redis ends or is refreshed. */
export class WatchedKeys {
  private readonly names: ReadonlySet<string>
  private readonly nodes: number
  private readonly endMs: number
  private readonly scheduler: Scheduler
  private readonly events: EventLog
  private readonly copies = new CopyLog()

  constructor(world: World, scheduler: Scheduler, events: EventLog) {
    this.names = new Set(world.watchedKeys)
    this.nodes = world.redis.nodes
    this.endMs = world.durationMs + world.drainMs
    this.scheduler = scheduler
    this.events = events
  }

  get leftOut(): number {
    return this.copies.leftOut
  }

  committed(key: Key, version: number): void {
    if (this.names.has(key.item)) this.copies.committed(key.item, version, this.scheduler.nowMs)
  }

  /** Watches one Redis cluster, by the name that its place has. `firstNode` is the number of its first node. */
  cluster(place: string, firstNode: number): WatchedCluster {
    const { names, copies, scheduler, events, endMs, nodes } = this
    return new WatchedCluster({ place, firstNode, nodes, names, copies, scheduler, events, endMs })
  }

  /** Watches copies that are no entries of Redis: those of an instance, or of the edge. */
  local(place: string): LocalTierWatcher {
    const { names, copies, scheduler } = this
    const never = Number.POSITIVE_INFINITY
    return {
      kept: (key, entry, untilMs) => {
        if (!names.has(key.item)) return
        copies.held(key.item, place + suffixOf(key), entry.version, untilMs, never, scheduler.nowMs)
      },
      dropped: key => {
        if (names.has(key.item)) copies.gone(key.item, place + suffixOf(key), scheduler.nowMs)
      },
    }
  }

  /** A place has lost all its copies at once. */
  emptied(place: string): void {
    this.copies.emptied(place, this.scheduler.nowMs)
  }

  finish(): readonly CopyInterval[] {
    return this.copies.finish(this.endMs)
  }
}

interface ClusterParts {
  readonly place: string
  readonly firstNode: number
  readonly nodes: number
  readonly names: ReadonlySet<string>
  readonly copies: CopyLog
  readonly scheduler: Scheduler
  readonly events: EventLog
  readonly endMs: number
}

/** What one Redis cluster holds of the watched keys. */
export class WatchedCluster {
  private readonly parts: ClusterParts
  private readonly latest = new Map<string, Stored>()

  constructor(parts: ClusterParts) {
    this.parts = parts
  }

  stored(key: Key, entry: Entry): void {
    const { names, copies, place, scheduler } = this.parts
    if (!names.has(key.item)) return
    const { nowMs } = scheduler
    const { version, freshUntilMs, keptUntilMs } = entry
    // Its stamp outlives its freshness, and with it the entry.
    const untilMs = Math.max(keptUntilMs, freshUntilMs + TOKEN_MS)
    copies.held(key.item, place + suffixOf(key), version, freshUntilMs, untilMs, nowMs)
    const former = this.latest.get(key.name)
    const stored = { key, entry, atMs: nowMs }
    this.latest.delete(key.name)
    this.latest.set(key.name, stored)
    if (this.latest.size > MOST_FOLLOWED) this.forgetOldest()
    if (key.name === key.item) this.tell(stored, former)
  }

  gone(key: Key): void {
    const { names, copies, place, scheduler } = this.parts
    if (!names.has(key.item)) return
    this.latest.delete(key.name)
    copies.gone(key.item, place + suffixOf(key), scheduler.nowMs)
  }

  /** A node has forgotten everything. */
  lost(node: number): void {
    const { firstNode, nodes } = this.parts
    for (const { key } of [...this.latest.values()])
      if (firstNode + nodeOf(key.slot, nodes) === node) this.gone(key)
  }

  private tell(stored: Stored, former: Stored | undefined): void {
    const { scheduler, events, endMs, place } = this.parts
    const { key, entry, atMs } = stored
    // Of several loads under way at once only the first one changes what readers get.
    // What a write puts there was not loaded.
    const isLoaded = entry.loadMs > 0 && entry.createdAtMs >= (former?.atMs ?? 0)
    if (former !== undefined && former.entry.freshUntilMs > atMs && isLoaded) {
      const ahead = ((former.entry.freshUntilMs - atMs) / 1000).toFixed(1)
      events.add(atMs, 'refresh', `${key.name} is refreshed ${ahead} s before its end`)
    }
    if (entry.freshUntilMs >= endMs || entry.freshUntilMs <= atMs) return
    const expire = () => {
      if (this.latest.get(key.name) !== stored) return
      events.add(scheduler.nowMs, 'expiry', `${key.name} expires in ${place.replace('redis', 'Redis')}`)
    }
    scheduler.after(entry.freshUntilMs - atMs, { wake: expire }, 0)
  }

  private forgetOldest(): void {
    for (const name of this.latest.keys()) {
      this.latest.delete(name)
      return
    }
  }
}

/** Which of an item's entries this is: itself, a version of it, one of several copies, or a copy of a version. */
function suffixOf({ name, item }: Key): string {
  if (name === item) return ''
  return ` ${name
    .slice(item.length + 1)
    .replace(':', ' ')
    .replace('shard_', 'copy ')}`
}
