import type { Source } from '#cache/answer.ts'
import type { Key } from '#cache/key.ts'
import type { Session } from '#cache/ports.ts'
import type { Priority } from '#cache/priority.ts'
import type { Deadline } from '#kernel/program.ts'
import { type Fate, NO_NODE, STAGES, type Stage } from '#recording/recording.ts'
import type { ClusterCall } from './redisClient.ts'

const STAGE_INDEX = Object.fromEntries(STAGES.map((stage, index) => [stage, index])) as Record<Stage, number>

/** Told once how each request ended. */
export interface RequestWatcher {
  ended(request: Request): void
}

const NO_SPANS: readonly number[] = []
/** Spans a request keeps at most; a request that retries often tells of its first attempts. */
const MAX_SPANS = 24

/** One read, from the reader's point of view: it begins, and it ends exactly once. */
export class Request implements ClusterCall, Deadline {
  readonly id: number
  readonly key: Key
  /** Where it is, or was last: a retry may go elsewhere. */
  instance: number
  readonly startMs: number
  /** What its source says of its importance; undefined: the policy of its type decides. */
  priority: Priority | undefined = undefined
  /** The user it comes from, where users are told apart. */
  session: Session | undefined = undefined
  /** The version of the item that its user wrote last, as far as it was acknowledged; 0: none. */
  ownVersion = 0
  /** False where it came because of what happened before: such arrivals differ between designs. */
  isOpenLoop = true
  endMs = Number.NaN
  attempts = 1
  attemptMs: number
  node = NO_NODE
  fate: Fate | undefined
  /** Where the answer came from; undefined when there was none. */
  source: Source | undefined
  version = 0
  /** How long the version answered had been superseded when the last attempt began. */
  staleMs = 0
  servedExpired = false
  /** The value answered is not what its writer intended. */
  isWrong = false
  /** The answer is older than what its own user wrote. */
  isOwnWrite = false
  /** Stage index, from and to, three numbers a span. */
  spans: readonly number[] = NO_SPANS
  private waitingFor: Stage | undefined
  private waitingSinceMs = 0
  private readonly patienceMs: number
  private readonly watcher: RequestWatcher

  constructor(
    id: number,
    key: Key,
    instance: number,
    startMs: number,
    patienceMs: number,
    watcher: RequestWatcher,
  ) {
    this.id = id
    this.key = key
    this.instance = instance
    this.startMs = startMs
    this.attemptMs = startMs
    this.patienceMs = patienceMs
    this.watcher = watcher
  }

  get hasEnded(): boolean {
    return this.fate !== undefined
  }

  waits(stage: Stage, fromMs: number): void {
    this.waitingFor = stage
    this.waitingSinceMs = fromMs
  }

  spent(stage: Stage, fromMs: number, toMs: number): void {
    if (stage === this.waitingFor) this.waitingFor = undefined
    if (this.hasEnded || this.spans.length >= 3 * MAX_SPANS) return
    // Most requests have one span: an array made for it is a tenth of one made to grow.
    if (this.spans === NO_SPANS) this.spans = [STAGE_INDEX[stage], fromMs, toMs]
    else (this.spans as number[]).push(STAGE_INDEX[stage], fromMs, toMs)
  }

  /** A refused reader begins another attempt, perhaps elsewhere. */
  triesAgain(instance: number, nowMs: number): void {
    this.attempts++
    this.attemptMs = nowMs
    this.instance = instance
  }

  /** Whatever it waits for, it does so no longer. */
  leavesWait(nowMs: number): void {
    if (this.waitingFor !== undefined) this.spent(this.waitingFor, this.waitingSinceMs, nowMs)
  }

  servedBy(node: number): void {
    this.node = node
  }

  /** The answer, or the refusal, reaches the reader; nothing happens if it has left. */
  end(fate: Fate, nowMs: number): void {
    if (this.hasEnded) return
    this.fate = fate
    this.endMs = nowMs
    this.watcher.ended(this)
  }

  /** The reader's patience is a deadline that matters while the request is open. */
  isWaiting(): boolean {
    return !this.hasEnded
  }

  /** Patience has run out: the reader leaves, and what was begun for it goes on. */
  wake(): void {
    const leavesMs = this.startMs + this.patienceMs
    this.leavesWait(leavesMs)
    this.end('timeout', leavesMs)
  }
}
