import type { Answer } from '#cache/answer.ts'
import type { CacheStage, Session } from '#cache/ports.ts'
import type { Priority } from '#cache/priority.ts'
import { Latch } from '#kernel/latch.ts'
import type { Fate } from '#recording/recording.ts'
import type { ClusterCall } from './redisClient.ts'
import type { Request } from './request.ts'

/**
 * One attempt of a request that may be over for its reader before its work is: its time runs out, or its instance
 * crashes. What it began goes on; a late answer is nobody's, also where no other attempt has begun meanwhile, as on a
 * connection that the client has closed.
 */
export class Attempt implements ClusterCall {
  readonly id: number
  readonly priority: Priority | undefined
  readonly session: Session | undefined
  /** Opens when the attempt is over for its reader. */
  readonly over = new Latch()
  /** undefined until it is over, and when it was given up. */
  outcome: Answer | Fate | undefined
  private readonly request: Request

  constructor(request: Request) {
    this.request = request
    this.id = request.id
    this.priority = request.priority
    this.session = request.session
  }

  waits(stage: CacheStage, fromMs: number): void {
    if (!this.over.isOpen) this.request.waits(stage, fromMs)
  }

  spent(stage: CacheStage, fromMs: number, toMs: number): void {
    if (!this.over.isOpen) this.request.spent(stage, fromMs, toMs)
  }

  servedBy(node: number): void {
    if (!this.over.isOpen) this.request.servedBy(node)
  }

  /** Its work is done. */
  ends(outcome: Answer | Fate): void {
    if (this.over.isOpen) return
    this.outcome = outcome
    this.over.open()
  }

  /** The instance is gone, and the connection with it. */
  crashed(nowMs: number): void {
    if (this.over.isOpen) return
    this.request.leavesWait(nowMs)
    this.ends('error')
  }

  /** The reader waits no longer for this attempt. */
  giveUp(nowMs: number): void {
    this.request.leavesWait(nowMs)
    this.over.open()
  }
}
