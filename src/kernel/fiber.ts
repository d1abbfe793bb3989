import type { Awaitable, Program, Scheduler, Wakeable } from './program.ts'
import { WaitList } from './waitList.ts'

type State = 'ready' | 'running' | 'waiting' | 'done' | 'failed' | 'cancelled'

/** A running program. Yield it to wait for its end; `result()` then returns its value or throws its error. */
export class Fiber<A> implements Wakeable, Awaitable {
  readonly scheduler: Scheduler
  readonly name: string
  /** True for programs that wait for work until the run ends (a consumer, a clock tick). */
  readonly serves: boolean
  /** The scheduler's own note of where it keeps this fiber. */
  place = -1
  private state: State = 'ready'
  /** Counts suspensions: whoever wants to wake this fiber must show the token of the wait it means. */
  private suspension = 0
  /** What the present wait is for; a sleep has nothing to be told. */
  private awaited: Awaitable | undefined
  private readonly program: Program<A>
  private waiters: WaitList | undefined
  private value: A | undefined
  private error: unknown

  constructor(scheduler: Scheduler, program: Program<A>, name: string, serves: boolean) {
    this.scheduler = scheduler
    this.program = program
    this.name = name
    this.serves = serves
  }

  /** What a waker must show to end the current wait. */
  get token(): number {
    return this.suspension
  }

  get hasEnded(): boolean {
    return this.state === 'done' || this.state === 'failed' || this.state === 'cancelled'
  }

  get isStuck(): boolean {
    return !this.serves && !this.hasEnded
  }

  isWaiting(token: number): boolean {
    return this.state === 'waiting' && this.suspension === token
  }

  /** Ends the wait with this token; a later or repeated wake-up finds another token and does nothing. */
  wake(token: number): void {
    if (this.state !== 'waiting' || this.suspension !== token) return
    this.suspension++
    this.state = 'ready'
    this.scheduler.enqueue(this as Fiber<unknown>)
  }

  /** Like `wake`, but runs at once: for the scheduler, when a timer of this fiber is the event being handled. */
  wakeNow(token: number): void {
    if (this.state !== 'waiting' || this.suspension !== token) return
    this.suspension++
    this.run()
  }

  /** Runs until the next wait. Only the scheduler calls this. */
  run(): void {
    if (this.hasEnded) return
    this.state = 'running'
    this.awaited = undefined
    const { program } = this
    let value: A
    try {
      let step = program.next()
      for (;;) {
        if (step.done === true) {
          value = step.value
          break
        }
        const operation = step.value
        if (typeof operation === 'number') {
          if (operation >= 0) {
            this.sleep(operation)
            return
          }
          step = program.throw(new RangeError(`${this.name} sleeps for ${operation} ms`))
          continue
        }
        this.state = 'waiting'
        let isReady: boolean
        try {
          isReady = operation.begin(this as Fiber<unknown>)
        } catch (error) {
          // What cannot be waited for is the program's error, where it yielded it.
          this.state = 'running'
          step = program.throw(error)
          continue
        }
        if (!isReady) {
          this.awaited = operation
          return
        }
        this.state = 'running'
        step = program.next()
      }
    } catch (error) {
      this.finish('failed', undefined, error)
      return
    }
    this.finish('done', value, undefined)
  }

  /** Waits for so long; before the first run it puts the beginning off. Only the scheduler and the fiber itself call this. */
  sleep(delayMs: number): void {
    this.state = 'waiting'
    // No time at all is behind what this instant has woken already.
    if (delayMs === 0) this.wake(this.suspension)
    else this.scheduler.after(delayMs, this, this.suspension)
  }

  /** Stops the program where it waits; its `finally` blocks run and must not wait. Ending twice changes nothing. */
  cancel(): void {
    if (this.hasEnded) return
    if (this.state === 'running') throw new Error(`fiber ${this.name} cannot cancel itself`)
    const { awaited } = this
    const isWoken = this.state === 'ready'
    this.state = 'running'
    this.awaited = undefined
    this.suspension++
    awaited?.forsake?.(isWoken)
    let isWaiting: boolean
    try {
      isWaiting = this.program.return(undefined as A).done !== true
    } finally {
      this.finish('cancelled', undefined, undefined)
    }
    if (isWaiting) throw new Error(`fiber ${this.name} waits in a finally block while being cancelled`)
  }

  begin(fiber: Fiber<unknown>): boolean {
    if (this.hasEnded) return true
    this.waiters ??= new WaitList()
    this.waiters.add(fiber)
    return false
  }

  /** The program's value. Throws its error if it failed, and an Error if it was cancelled or has not ended. */
  result(): A {
    if (this.state === 'done') return this.value as A
    if (this.state === 'failed') throw this.error
    throw new Error(`fiber ${this.name} has no result: it is ${this.state}`)
  }

  /** True when somebody will hear of an error. */
  get isAwaited(): boolean {
    return this.waiters !== undefined
  }

  get failure(): unknown {
    return this.error
  }

  get hasFailed(): boolean {
    return this.state === 'failed'
  }

  private finish(state: 'done' | 'failed' | 'cancelled', value: A | undefined, error: unknown): void {
    this.state = state
    this.value = value
    this.error = error
    this.waiters?.wakeAll()
    this.scheduler.ended(this as Fiber<unknown>)
  }
}
