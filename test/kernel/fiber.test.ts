import { describe, expect, it } from 'vitest'
import type { Fiber } from '#kernel/fiber.ts'
import { Gate } from '#kernel/gate.ts'
import { Latch } from '#kernel/latch.ts'
import type { Awaitable, Program } from '#kernel/program.ts'
import { WaitList } from '#kernel/waitList.ts'
import { kernels } from './kernels.ts'

function* waitFor(awaitable: Awaitable): Program<void> {
  yield awaitable
}

function openLatch(): Latch {
  const latch = new Latch()
  latch.open()
  return latch
}

/** Rings again and again; each ring wakes those who wait for it. */
class Bell implements Awaitable {
  private readonly list = new WaitList()

  begin(fiber: Fiber<unknown>): boolean {
    this.list.add(fiber)
    return false
  }

  ring(): void {
    this.list.wakeAll()
  }
}

describe.each(kernels)('a program, ties $ties,', ({ newKernel }) => {
  it('does not wait for one that has ended, whatever its end was', () => {
    const kernel = newKernel()
    function* fail(): Program<void> {
      yield 1
      throw new Error('refused')
    }
    const done = kernel.start(waitFor(openLatch()), 'done')
    const failed = kernel.start(fail(), 'failed')
    const cancelled = kernel.start(waitFor(new Latch()), 'cancelled')
    kernel.start(waitFor(failed), 'who hears of the error')
    kernel.run(5)
    cancelled.cancel()
    const ends: number[] = []
    function* joinAll(): Program<void> {
      for (const fiber of [done, failed, cancelled]) {
        yield fiber
        ends.push(kernel.nowMs)
      }
    }
    kernel.start(joinAll(), 'joins')
    kernel.run()
    expect(ends).toEqual([5, 5, 5])
    expect([done, failed, cancelled].map(fiber => fiber.hasEnded)).toEqual([true, true, true])
  })

  it('that has failed keeps its error when it is cancelled afterwards', () => {
    const kernel = newKernel()
    const error = new Error('refused')
    function* fail(): Program<void> {
      yield 1
      throw error
    }
    const fiber = kernel.start(fail(), 'failing')
    kernel.start(waitFor(fiber), 'who hears of the error')
    kernel.run()
    fiber.cancel()
    expect(() => fiber.result()).toThrow(error)
  })

  it('that has not begun is not woken', () => {
    const kernel = newKernel()
    let wokenAtMs = Number.NaN
    function* sleep(): Program<void> {
      yield 10
      wokenAtMs = kernel.nowMs
    }
    const fiber = kernel.start(sleep(), 'sleeper')
    expect(fiber.isWaiting(fiber.token)).toBe(false)
    fiber.wake(fiber.token)
    kernel.run()
    expect(wokenAtMs).toBe(10)
  })

  it('that has been woken at an instant is not woken again at it by a timer', () => {
    const kernel = newKernel()
    const wokenAtMs: number[] = []
    const bell = new Bell()
    function* waitTwice(): Program<void> {
      yield bell
      wokenAtMs.push(kernel.nowMs)
      yield 10
      wokenAtMs.push(kernel.nowMs)
    }
    const fiber = kernel.start(waitTwice(), 'waiter')
    kernel.run(1)
    kernel.at(
      5,
      {
        wake: () => {
          bell.ring()
          fiber.wakeNow(fiber.token)
          fiber.wake(fiber.token)
        },
      },
      0,
    )
    kernel.run()
    expect(wokenAtMs).toEqual([5, 15])
  })

  it('may wait for the same thing again and again', () => {
    const kernel = newKernel()
    const bell = new Bell()
    const heardAtMs: number[] = []
    function* listen(): Program<void> {
      for (let times = 0; times < 3; times++) {
        yield bell
        heardAtMs.push(kernel.nowMs)
      }
    }
    kernel.start(listen(), 'listener')
    for (const atMs of [1, 2, 3]) kernel.at(atMs, { wake: () => bell.ring() }, 0)
    kernel.run()
    expect(heardAtMs).toEqual([1, 2, 3])
  })

  it('gets an error where it yielded what it cannot wait for, and may go on', () => {
    const kernel = newKernel()
    function* stand(): Program<string> {
      try {
        yield new Gate(0, 0)
      } catch (error) {
        yield 3
        return `${error} at ${kernel.nowMs}`
      }
      return 'no error'
    }
    const fiber = kernel.start(stand(), 'stands')
    kernel.run()
    expect(fiber.result()).toBe('RangeError: the line of 0 is full at 3')
  })

  it('that sleeps for a negative time is told its name and the time', () => {
    const kernel = newKernel()
    function* backwards(): Program<void> {
      yield -1
    }
    kernel.start(backwards(), 'backwards')
    expect(() => kernel.run()).toThrow('backwards sleeps for -1 ms')
  })

  it.each([
    ['a sleep', 1],
    ['a wait that took no time', openLatch()],
    ['a wait that was refused', new Gate(0, 0)],
  ])('cannot cancel itself after %s', (_, wait) => {
    const kernel = newKernel()
    const own: Fiber<void>[] = []
    function* suicidal(): Program<void> {
      try {
        yield wait
      } catch {
        // It was refused; what comes next is the point.
      }
      own[0]!.cancel()
    }
    own.push(kernel.start(suicidal(), 'suicidal'))
    expect(() => kernel.run()).toThrow('fiber suicidal cannot cancel itself')
  })

  it('cannot cancel itself while it is being cancelled', () => {
    const kernel = newKernel()
    const own: Fiber<void>[] = []
    function* stubborn(): Program<void> {
      try {
        yield 10
      } finally {
        own[0]!.cancel()
      }
    }
    own.push(kernel.start(stubborn(), 'stubborn'))
    kernel.run(1)
    expect(() => own[0]!.cancel()).toThrow('fiber stubborn cannot cancel itself')
  })

  it('that has no result says so with an error, and why', () => {
    const kernel = newKernel()
    const fiber = kernel.start(waitFor(new Latch()), 'waiter')
    const refusal = () => {
      try {
        return fiber.result()
      } catch (error) {
        return String(error)
      }
    }
    kernel.run(1)
    expect(refusal()).toBe('Error: fiber waiter has no result: it is waiting')
    fiber.cancel()
    expect(refusal()).toBe('Error: fiber waiter has no result: it is cancelled')
  })
})

describe('a latch', () => {
  it('knows whether it is open', () => {
    const latch = new Latch()
    expect(latch.isOpen).toBe(false)
    latch.open()
    expect(latch.isOpen).toBe(true)
  })
})
