import type { Key } from '#cache/key.ts'
import type { Stored } from '#cache/nodeContent.ts'
import type { Lookup } from '#cache/ports.ts'
import type { Scheduler } from '#kernel/program.ts'
import { Ring } from '#kernel/ring.ts'
import { RedisNode } from './redisNode.ts'

const NOTHING: Lookup = { entry: null, stamp: null }

/** What the primary did to one name; null: it is gone. */
interface Change {
  readonly atMs: number
  readonly key: Key
  readonly name: string
  readonly stored: Stored | null
}

/** The primary began anew, with other content. */
interface Resync {
  readonly atMs: number
  readonly content: readonly Stored[]
}

/** What of the primary's content the one that takes over does not have. */
export interface Takeover {
  readonly content: readonly Stored[]
  /** Names whose last changes are lost; null: any may differ. */
  readonly lost: ReadonlyMap<string, Key> | null
  /** What the primary executed since then is lost. */
  readonly sinceMs: number
}

/**
 * The replicas of one node. Each applies what its primary executed after the same lag, so all hold the same and one
 * copy stands for them; each does its own reads, one at a time. That they also work for what they apply is left out.
 */
export class RedisReplicas {
  private readonly scheduler: Scheduler
  private readonly lagMs: number
  private readonly commandMs: number
  private readonly copy = new RedisNode()
  /** What the primary has executed and the copy has not, in order. Shown to each reader and each change, so never more than one lag's. */
  private readonly log = new Ring<Change | Resync>()
  private readonly freeAtMs: Float64Array
  /** When the primary went away: nothing reaches the replicas any more. */
  private stoppedAtMs = Number.POSITIVE_INFINITY
  /** One that has taken over is missing until the old primary is back in its place. */
  private missingUntilMs = 0
  private downUntilMs = 0

  constructor(scheduler: Scheduler, count: number, lagMs: number, commandMs: number) {
    this.scheduler = scheduler
    this.lagMs = lagMs
    this.commandMs = commandMs
    this.freeAtMs = new Float64Array(count)
  }

  /** How many answer now. */
  get count(): number {
    const { nowMs } = this.scheduler
    if (nowMs < this.downUntilMs) return 0
    const isMissing = nowMs < this.missingUntilMs
    return this.freeAtMs.length - (isMissing ? 1 : 0)
  }

  /** How long a read that has just reached the `replica`th waits for its turn, ms, which is now its own. */
  turn(replica: number): number {
    const { nowMs } = this.scheduler
    const startMs = Math.max(nowMs, this.freeAtMs[replica]!)
    this.freeAtMs[replica] = startMs + this.commandMs
    return startMs - nowMs
  }

  /** What replicas hold now. They give no token: what they do not hold the primary may. */
  lookUp(key: Key): Lookup {
    this.catchUp()
    const held = this.copy.lookUp(key, false, Math.floor(this.scheduler.nowMs))
    return held.entry === null ? NOTHING : held
  }

  /** The primary has just changed what it holds under a name. */
  changed(key: Key, name: string, stored: Stored | null): void {
    this.catchUp()
    this.log.push({ atMs: this.scheduler.nowMs, key, name, stored })
  }

  /** The primary is back with this content; null: with what it had. */
  resume(content: readonly Stored[] | null): void {
    this.catchUp()
    this.stoppedAtMs = Number.POSITIVE_INFINITY
    if (content !== null) this.log.push({ atMs: this.scheduler.nowMs, content })
  }

  /** The primary is not reached any more. */
  stop(): void {
    if (this.stoppedAtMs === Number.POSITIVE_INFINITY) this.stoppedAtMs = this.scheduler.nowMs
  }

  /** They do not answer either for so long. */
  takeDown(forMs: number): void {
    this.downUntilMs = Math.max(this.downUntilMs, this.scheduler.nowMs + forMs)
  }

  /** One becomes the primary; the old one is back, as its replica, at `backAtMs`. */
  takeOver(backAtMs: number): Takeover {
    this.catchUp()
    let lost: Map<string, Key> | null = new Map()
    for (let change = this.log.shift(); change !== undefined; change = this.log.shift()) {
      if ('content' in change) lost = null
      else lost?.set(change.name, change.key)
    }
    const { nowMs } = this.scheduler
    const sinceMs = this.heardUntilMs
    this.stoppedAtMs = Number.POSITIVE_INFINITY
    this.missingUntilMs = backAtMs
    return { content: this.copy.save(Math.floor(nowMs)), lost, sinceMs }
  }

  /** Before the run: replicas have had the time to catch up. */
  seed(stored: Stored): void {
    this.copy.put(stored)
  }

  /** Before the run: the primary has no room for it after all. */
  unseed(name: string): void {
    this.copy.drop(name)
  }

  private get heardUntilMs(): number {
    return Math.min(this.scheduler.nowMs, this.stoppedAtMs) - this.lagMs
  }

  private catchUp(): void {
    const untilMs = this.heardUntilMs
    for (let next = this.log.peek(); next !== undefined && next.atMs <= untilMs; next = this.log.peek()) {
      this.log.shift()
      if ('content' in next) this.copy.restore(next.content)
      else if (next.stored === null) this.copy.drop(next.name)
      else this.copy.put(next.stored)
    }
  }
}
