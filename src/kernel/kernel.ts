import type { Draws } from './chance.ts'
import { DeadlineLane } from './deadlines.ts'
import { EventQueue } from './eventQueue.ts'
import { Fiber } from './fiber.ts'
import type { Deadline, Program, Scheduler, Wakeable } from './program.ts'
import { Ring } from './ring.ts'
import { TieShuffle } from './tieShuffle.ts'

/**
 * Why `run` returned: the time asked for was reached ('reached'), nothing is left to happen ('idle'), the steps were
 * used up ('paused'), or the clock stands still for a promise ('settling': await `settled`, then run again).
 */
export type RunState = 'reached' | 'idle' | 'paused' | 'settling'

/** A program failed and nobody was waiting for it. */
export class FiberFailure extends Error {
  constructor(name: string, nowMs: number, cause: unknown) {
    super(`${name} failed at ${nowMs} ms: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
    this.name = 'FiberFailure'
  }
}

/** The queue is empty but programs still wait: nothing can ever wake them. */
export class Stuck extends Error {
  constructor(names: readonly string[], nowMs: number) {
    const shown = names.slice(0, 5).join(', ')
    super(`at ${nowMs} ms nothing is left to happen, but ${names.length} programs wait: ${shown}`)
    this.name = 'Stuck'
  }
}

/** A wake-up of this very instant. */
class Due {
  protected readonly target: Wakeable
  protected readonly token: number
  constructor(target: Wakeable, token: number) {
    this.target = target
    this.token = token
  }

  run(): void {
    this.target.wake(this.token)
  }
}

/** A timed event of this very instant, taken out of the queue to be mixed with the others. */
class Taken extends Due {
  override run(): void {
    if (this.target instanceof Fiber) this.target.wakeNow(this.token)
    else this.target.wake(this.token)
  }
}

export interface KernelOptions {
  /**
   * With draws, what is due at one instant happens in an order drawn from them instead of the order of arrival: a test
   * for results that depend on that order unnoticed. Nothing else changes: times, tokens, lines and deadlines hold, and
   * nothing happens before what caused it. Null, and by default: in the order of arrival.
   */
  readonly tieShuffle?: Draws | null
}

/**
 * Virtual time: one queue of timed events, and a ring of what is due at this very instant. Events happen in the order
 * of their time, then of their arrival (unless ties are shuffled); nothing here knows the time of day.
 */
export class Kernel implements Scheduler {
  nowMs = 0
  /** Events handled and programs resumed so far. */
  steps = 0
  private readonly queue = new EventQueue()
  private readonly ready = new Ring<Fiber<unknown> | Due>()
  private readonly targets: (Wakeable | undefined)[] = []
  private tokens = new Int32Array(64)
  private readonly freeSlots: number[] = []
  private readonly lanes = new Map<number, DeadlineLane>()
  private readonly shuffle: TieShuffle | null
  /** Fibers that have not ended, in no order; each knows its place. */
  private readonly live: Fiber<unknown>[] = []
  private failure: FiberFailure | undefined
  private settling: { readonly fiber: Fiber<unknown>; readonly token: number } | undefined
  /** Resolves when `run` can go on after 'settling'. */
  settled: Promise<void> = Promise.resolve()
  private isSettled = false

  constructor({ tieShuffle = null }: KernelOptions = {}) {
    this.shuffle = tieShuffle === null ? null : new TieShuffle(tieShuffle)
  }

  after(delayMs: number, target: Wakeable, token: number): void {
    this.at(this.nowMs + delayMs, target, token)
  }

  /** `sequence` gives the event an earlier place in the order of arrival, reserved before. */
  at(timeMs: number, target: Wakeable, token: number, sequence?: number): void {
    if (!(timeMs >= this.nowMs))
      throw new RangeError(`event time ${timeMs} ms lies before now, ${this.nowMs} ms`)
    if (timeMs === this.nowMs && sequence === undefined) {
      // Behind what this instant has woken already.
      this.ready.push(new Due(target, token))
      return
    }
    const slot = this.freeSlots.length > 0 ? this.freeSlots.pop()! : this.targets.length
    this.targets[slot] = target
    if (slot >= this.tokens.length) this.growTokens()
    this.tokens[slot] = token
    this.queue.push(timeMs, slot, sequence)
  }

  /** A place in the order of arrival, to be shown to `at` later. */
  reserve(): number {
    return this.queue.reserve()
  }

  deadline(delayMs: number, target: Deadline, token: number): void {
    let lane = this.lanes.get(delayMs)
    if (lane === undefined) {
      lane = new DeadlineLane(this, this.shuffle)
      this.lanes.set(delayMs, lane)
    }
    lane.add(this.nowMs + delayMs, target, token)
  }

  enqueue(fiber: Fiber<unknown>): void {
    this.ready.push(fiber)
  }

  start<A>(program: Program<A>, name: string, delayMs = 0): Fiber<A> {
    return this.launch(new Fiber(this, program, name, false), delayMs)
  }

  serve(program: Program<void>, name: string): Fiber<void> {
    return this.launch(new Fiber(this, program, name, true), 0)
  }

  settle(fiber: Fiber<unknown>, token: number, promise: Promise<unknown>): void {
    this.settling = { fiber, token }
    this.isSettled = false
    this.settled = promise.then(() => {
      this.isSettled = true
    })
  }

  ended(fiber: Fiber<unknown>): void {
    this.bury(fiber)
    if (fiber.hasFailed && !fiber.isAwaited)
      this.failure ??= new FiberFailure(fiber.name, this.nowMs, fiber.failure)
  }

  /**
   * Handles events up to and including `untilMs`, at most `maxSteps` of them, and says why it stopped; after 'reached'
   * and 'idle' the clock stands at `untilMs` if that is finite and not past. Throws FiberFailure, and Stuck when `untilMs` is
   * infinite and programs wait for what cannot come.
   */
  run(untilMs = Number.POSITIVE_INFINITY, maxSteps = Number.POSITIVE_INFINITY): RunState {
    this.resumeSettled()
    const { queue, ready, shuffle } = this
    const lastStep = this.steps + maxSteps
    while (this.steps < lastStep) {
      if (this.failure !== undefined) throw this.failure
      if (this.settling !== undefined) return 'settling'
      if (shuffle !== null) this.mix(shuffle, untilMs)
      // Events of this instant that were queued before it began come before what it has woken.
      const nextMs = queue.nextTime()
      if (ready.length > 0 && nextMs > this.nowMs) {
        this.steps++
        ready.shift()!.run()
        continue
      }
      if (nextMs > untilMs || nextMs === Number.POSITIVE_INFINITY) return this.finish(untilMs, nextMs)
      this.nowMs = nextMs
      this.steps++
      const slot = queue.pop()
      const target = this.targets[slot]!
      // Else it would stay in memory until the slot is taken again.
      this.targets[slot] = undefined
      this.freeSlots.push(slot)
      const token = this.tokens[slot]!
      if (target instanceof Fiber) target.wakeNow(token)
      else target.wake(token)
    }
    return this.settling === undefined ? 'paused' : 'settling'
  }

  /** As `run`, for programs that settle promises. */
  async runSettling(untilMs = Number.POSITIVE_INFINITY): Promise<RunState> {
    for (;;) {
      const state = this.run(untilMs)
      if (state !== 'settling') return state
      await this.settled
    }
  }

  private launch<A>(fiber: Fiber<A>, delayMs: number): Fiber<A> {
    fiber.place = this.live.length
    this.live.push(fiber as Fiber<unknown>)
    if (delayMs > 0) fiber.sleep(delayMs)
    else this.ready.push(fiber as Fiber<unknown>)
    return fiber
  }

  /** The last fiber takes the place of the one that has ended. */
  private bury(fiber: Fiber<unknown>): void {
    const last = this.live.pop()!
    if (last === fiber) return
    this.live[fiber.place] = last
    last.place = fiber.place
  }

  /** Takes all that is due at this instant, or else at the next one up to `untilMs`, into the ring, a random one at its head. */
  private mix(shuffle: TieShuffle, untilMs: number): void {
    const { queue, ready } = this
    const nextMs = queue.nextTime()
    if (ready.length === 0 && nextMs <= untilMs && nextMs !== Number.POSITIVE_INFINITY) this.nowMs = nextMs
    while (queue.nextTime() === this.nowMs) {
      const slot = queue.pop()
      ready.push(new Taken(this.targets[slot]!, this.tokens[slot]!))
      this.targets[slot] = undefined
      this.freeSlots.push(slot)
    }
    shuffle.chooseHead(ready, ready.length)
  }

  private resumeSettled(): void {
    const resumed = this.settling
    if (resumed === undefined || !this.isSettled) return
    this.settling = undefined
    resumed.fiber.wakeNow(resumed.token)
  }

  private finish(untilMs: number, nextMs: number): RunState {
    if (untilMs !== Number.POSITIVE_INFINITY) this.nowMs = Math.max(this.nowMs, untilMs)
    if (nextMs !== Number.POSITIVE_INFINITY) return 'reached'
    if (untilMs === Number.POSITIVE_INFINITY) {
      const stuck = this.live.filter(fiber => fiber.isStuck).map(fiber => fiber.name)
      if (stuck.length > 0) throw new Stuck(stuck, this.nowMs)
    }
    return 'idle'
  }

  private growTokens(): void {
    const tokens = new Int32Array(this.tokens.length * 2)
    tokens.set(this.tokens)
    this.tokens = tokens
  }
}
