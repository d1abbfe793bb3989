import type { TierUnavailable } from '#cache/ports.ts'
import { Latch } from '#kernel/latch.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import { Ring } from '#kernel/ring.ts'
import { unlessRefused } from './redisRefusal.ts'

/** A command that waits in a node's line. It takes its turn whether or not somebody still waits for its answer. */
export class Job<A> {
  /** Open when the node has worked it off, or will never do so. */
  readonly done = new Latch()
  /** Once `done`. */
  outcome: A | TierUnavailable | undefined
  /** Its work was told to the watcher when its wait was worked out. */
  readonly isCounted: boolean
  private readonly execute: () => Program<A>

  constructor(execute: () => Program<A>, isCounted: boolean) {
    this.execute = execute
    this.isCounted = isCounted
  }

  *run(): Program<void> {
    this.outcome = yield* unlessRefused(this.execute())
  }

  refuse(refusal: TierUnavailable): void {
    this.outcome = refusal
    this.done.open()
  }
}

/**
 * In which order, and when, a node works on what it is sent: one command at a time, first come first served, and a
 * command has its effect when the node begins to work on it.
 *
 * While nothing is wrong a command's wait is known when it arrives, so it is a sum and a sleep (`turn`). Otherwise, when
 * the node is slow, does not answer, or has so much to do that a client will give up, commands stand in a line of jobs
 * that a program of the node works off, until it is empty.
 */
export class RedisQueue {
  readonly commandMs: number
  /** Grows whenever waits that were worked out before do not hold any more. */
  upsets = 0
  /** Grows whenever the connections to the node break, and with them what waited there. */
  restarts = 0
  private readonly scheduler: Scheduler
  private readonly worked: (fromMs: number, toMs: number) => void
  /** When the node has worked off all the turns it has given. */
  private freeAtMs = 0
  private factor = 1
  private state: 'up' | 'hung' | 'down' = 'up'
  /** Commands that had a turn when it was upset: they came before all others. */
  private readonly early = new Ring<Job<unknown>>()
  private readonly line = new Ring<Job<unknown>>()
  /** What the node works on in its line. */
  private current: Job<unknown> | undefined
  private isWorking = false
  private isPlain = true

  constructor(scheduler: Scheduler, commandMs: number, worked: (fromMs: number, toMs: number) => void) {
    this.scheduler = scheduler
    this.commandMs = commandMs
    this.worked = worked
  }

  get isUp(): boolean {
    return this.state === 'up'
  }

  get refuses(): boolean {
    return this.state === 'down'
  }

  /**
   * Gives a command that has just arrived its turn, and returns how long until then, ms; negative when it has to `join`
   * the line instead: always if its work would not be done within `patienceMs`.
   */
  turn(patienceMs: number): number {
    if (!this.isPlain) return -1
    const { nowMs } = this.scheduler
    const startMs = Math.max(nowMs, this.freeAtMs)
    const endMs = startMs + this.commandMs
    if (endMs - nowMs > patienceMs) return -1
    this.freeAtMs = endMs
    this.worked(startMs, endMs)
    return startMs - nowMs
  }

  /** `hadTurn`: it waited for its turn, which was upset. Not while the node refuses. */
  join<A>(execute: () => Program<A>, hadTurn: boolean): Job<A> {
    const job = new Job(execute, hadTurn)
    const line = hadTurn ? this.early : this.line
    line.push(job as Job<unknown>)
    this.work()
    return job
  }

  /** From now on each command takes so many times as long. */
  slowDown(factor: number): void {
    if (factor === this.factor) return
    this.factor = factor
    this.upset()
  }

  /** The node leaves everything without an answer. */
  hang(): void {
    if (this.state === 'down') return
    this.state = 'hung'
    this.upset()
  }

  /** The node is gone, and with it what waited there. */
  refuse(refusal: TierUnavailable): void {
    this.state = 'down'
    this.breakConnections(refusal)
  }

  /** The node, or another in its place, takes commands again. */
  resume(): void {
    this.state = 'up'
    this.work()
  }

  /** Whoever waits will get no answer from this node. */
  breakConnections(refusal: TierUnavailable): void {
    this.restarts++
    this.upset()
    this.current?.refuse(refusal)
    for (const line of [this.early, this.line]) {
      for (let job = line.shift(); job !== undefined; job = line.shift()) job.refuse(refusal)
    }
  }

  private upset(): void {
    this.upsets++
    // What is being worked on is finished; what has a turn after it will find itself upset.
    const { nowMs } = this.scheduler
    const unfinished = Math.ceil((this.freeAtMs - nowMs) / this.commandMs)
    if (unfinished > 1) this.freeAtMs = Math.max(nowMs, this.freeAtMs - (unfinished - 1) * this.commandMs)
    this.work()
  }

  /** Begins to work off the line, or goes back to giving turns. */
  private work(): void {
    const hasJobs = this.early.length + this.line.length > 0
    this.isPlain = this.state === 'up' && this.factor === 1 && !hasJobs && !this.isWorking
    if (!hasJobs || this.isWorking || this.state !== 'up') return
    this.isWorking = true
    this.scheduler.serve(this.workOff(), 'redis node')
  }

  private *workOff(): Program<void> {
    const { scheduler } = this
    if (this.freeAtMs > scheduler.nowMs) yield this.freeAtMs - scheduler.nowMs
    while (this.state === 'up') {
      const job = this.early.shift() ?? this.line.shift()
      if (job === undefined) break
      const workMs = this.commandMs * this.factor
      const { nowMs } = scheduler
      if (!job.isCounted) this.worked(nowMs, nowMs + workMs)
      this.current = job
      yield* job.run()
      yield workMs
      this.current = undefined
      job.done.open()
    }
    this.isWorking = false
    this.work()
  }
}
