import type { Entry } from '#cache/entry.ts'
import { type Key, nodeOf } from '#cache/key.ts'
import type { LocalTierWatcher } from '#cache/localTier.ts'
import type { Scheduler } from '#kernel/program.ts'
import type { CopyInterval } from '#recording/recording.ts'
import type { World } from '../world.ts'
import { CopyLog } from './copyLog.ts'
import type { EventLog } from './eventLog.ts'

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
  private readonly latest = new Map<Key, Stored>()

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
    if (this.names.has(key.name)) this.copies.committed(key.name, version, this.scheduler.nowMs)
  }

  stored(key: Key, entry: Entry): void {
    if (!this.names.has(key.name)) return
    const { nowMs } = this.scheduler
    this.copies.held(key.name, 'redis', entry.version, entry.freshUntilMs, nowMs)
    const former = this.latest.get(key)
    const stored = { key, entry, atMs: nowMs }
    this.latest.set(key, stored)
    // Of several loads under way at once only the first one changes what readers get.
    if (former !== undefined && former.entry.freshUntilMs > nowMs && entry.createdAtMs >= former.atMs) {
      const ahead = ((former.entry.freshUntilMs - nowMs) / 1000).toFixed(1)
      this.events.add(nowMs, 'refresh', `${key.name} is refreshed ${ahead} s before its end`)
    }
    if (entry.freshUntilMs >= this.endMs) return
    const expire = () => {
      if (this.latest.get(key) !== stored) return
      this.events.add(this.scheduler.nowMs, 'expiry', `${key.name} expires in Redis`)
    }
    this.scheduler.after(entry.freshUntilMs - nowMs, { wake: expire }, 0)
  }

  deleted(key: Key): void {
    if (!this.names.has(key.name)) return
    this.latest.delete(key)
    this.copies.gone(key.name, 'redis', this.scheduler.nowMs)
  }

  /** A Redis node has forgotten everything. */
  lost(node: number): void {
    for (const key of [...this.latest.keys()]) if (nodeOf(key.slot, this.nodes) === node) this.deleted(key)
  }

  /** Watches the local tier of one instance. */
  local(instance: number): LocalTierWatcher {
    const place = `instance ${instance + 1}`
    return {
      kept: (key, entry, untilMs) => {
        if (!this.names.has(key.name)) return
        this.copies.held(key.name, place, entry.version, untilMs, this.scheduler.nowMs)
      },
      dropped: key => {
        if (this.names.has(key.name)) this.copies.gone(key.name, place, this.scheduler.nowMs)
      },
    }
  }

  finish(): readonly CopyInterval[] {
    return this.copies.finish(this.endMs)
  }
}
