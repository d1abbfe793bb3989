import type { Stored } from '#cache/nodeContent.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import { refusal } from './redisRefusal.ts'
import { restore } from './redisRestore.ts'
import { answer, type RedisShard } from './redisShard.ts'

/** How a node is down: `loses` what it held in memory, as after a restart; `hangs` instead of refusing. */
export interface Outage {
  readonly loses: boolean
  readonly hangs: boolean
}

/** Told what becomes of the memory of nodes that were restarted. */
export interface Restarts {
  /** What a node was told since then is gone for good, but for its last snapshot. */
  forgot(index: number, sinceMs: number): void
  /** It is back, empty or with its last snapshot. */
  restarted(index: number): void
}

/** What becomes of one node. */
interface Fate {
  readonly shard: RedisShard
  isDown: boolean
  untilMs: number
  /** It has been restarted since it went down. */
  hasLost: boolean
  snapshot: readonly Stored[]
}

/** Before anything was told. */
const EVER_MS = Number.NEGATIVE_INFINITY
/** Fewer primaries than this are no Redis Cluster: Sentinels, which live elsewhere, decide on a failover. */
const LEAST_VOTERS = 3

/** Nodes that go down and come back: with what they held, with their last snapshot, or replaced by a replica. */
export class RedisOutages {
  private readonly scheduler: Scheduler
  private readonly fates: readonly Fate[]
  private readonly failoverMs: number
  private readonly watcher: { lost(node: number): void; failedOver(node: number): void }
  private readonly restarts: Restarts | null

  constructor(
    scheduler: Scheduler,
    shards: readonly RedisShard[],
    failoverMs: number,
    watcher: { lost(node: number): void; failedOver(node: number): void },
    restarts: Restarts | null,
  ) {
    this.scheduler = scheduler
    this.failoverMs = failoverMs
    this.watcher = watcher
    this.restarts = restarts
    this.fates = shards.map(shard => ({ shard, isDown: false, untilMs: 0, hasLost: false, snapshot: [] }))
  }

  *begin(index: number, forMs: number, { loses, hangs }: Outage): Program<void> {
    const fate = this.fates[index]
    if (fate === undefined) return
    const { shard } = fate
    const isFirst = !fate.isDown
    fate.untilMs = Math.max(isFirst ? 0 : fate.untilMs, this.scheduler.nowMs + forMs)
    fate.isDown = true
    shard.replicas?.stop()
    if (hangs) shard.queue.hang()
    else shard.queue.refuse(refusal(shard.number))
    if (isFirst) {
      fate.hasLost = false
      this.scheduler.serve(this.recover(index, fate), 'redis outage')
    }
    if (!loses) return
    fate.hasLost = true
    this.watcher.lost(shard.number)
    // A replica may still have it.
    if (shard.replicas === null) this.restarts?.forgot(index, EVER_MS)
    yield* shard.clear()
  }

  /** Each node that is up writes what it holds to disk. */
  *takeSnapshots(everyMs: number): Program<void> {
    for (;;) {
      yield everyMs
      for (const fate of this.fates) {
        const { commands, clockMs } = fate.shard
        if (!fate.isDown) fate.snapshot = yield* answer(commands.save(clockMs))
      }
    }
  }

  private *recover(index: number, fate: Fate): Program<void> {
    const { scheduler, failoverMs } = this
    let electionMs = fate.shard.replicas === null ? Number.POSITIVE_INFINITY : scheduler.nowMs + failoverMs
    for (;;) {
      const { nowMs } = scheduler
      if (nowMs >= fate.untilMs) return yield* this.comeBack(index, fate)
      if (nowMs >= electionMs) {
        if (this.canTakeOver(fate)) return yield* this.failOver(index, fate)
        electionMs = nowMs + failoverMs
      }
      // It may be prolonged meanwhile.
      yield Math.min(fate.untilMs, electionMs) - nowMs
    }
  }

  /** In a Redis Cluster a replica needs the votes of most primaries. */
  private canTakeOver({ shard }: Fate): boolean {
    if (shard.replicas === null || shard.replicas.count === 0) return false
    const up = this.fates.filter(fate => !fate.isDown).length
    return this.fates.length < LEAST_VOTERS || up > this.fates.length / 2
  }

  private *comeBack(index: number, fate: Fate): Program<void> {
    const { shard, snapshot } = fate
    if (fate.hasLost) {
      shard.queue.breakConnections(refusal(shard.number))
      yield* restore(shard, snapshot, null)
    }
    // Replicas follow whatever their primary comes back with.
    shard.replicas?.resume(fate.hasLost ? snapshot : null)
    this.reopen(fate)
    if (!fate.hasLost) return
    if (shard.replicas !== null) this.restarts?.forgot(index, EVER_MS)
    this.restarts?.restarted(index)
  }

  /** What the old primary executed within the last lag before it went down is lost, deletes included. */
  private *failOver(index: number, fate: Fate): Program<void> {
    const { shard } = fate
    const { content, lost, sinceMs } = shard.replicas!.takeOver(fate.untilMs)
    shard.queue.breakConnections(refusal(shard.number))
    this.watcher.failedOver(shard.number)
    // The replica had not even begun to follow a primary that had lost everything.
    if (lost === null && !fate.hasLost) this.watcher.lost(shard.number)
    yield* restore(shard, content, fate.hasLost ? null : lost)
    this.restarts?.forgot(index, sinceMs)
    this.reopen(fate)
  }

  private reopen(fate: Fate): void {
    fate.isDown = false
    fate.shard.queue.resume()
  }
}
