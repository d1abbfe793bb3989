import { describe, expect, it } from 'vitest'
import type { Fiber } from '#kernel/fiber.ts'
import type { Kernel } from '#kernel/kernel.ts'
import { atMost, Latch } from '#kernel/latch.ts'
import type { Awaitable, Program } from '#kernel/program.ts'
import { kernels } from './kernels.ts'

/** Notes how far it came: 'began', 'went on' after its wait, and 'cleaned up' at its end, whatever that was. */
function* waiter(operation: number | Awaitable, notes: string[]): Program<string> {
  try {
    notes.push('began')
    yield operation
    notes.push('went on')
    return 'value'
  } finally {
    notes.push('cleaned up')
  }
}

function cancelAt(kernel: Kernel, timeMs: number, fiber: Fiber<unknown>): void {
  kernel.at(timeMs, { wake: () => fiber.cancel() }, 0)
}

describe.each(kernels)('cancelling a program, ties $ties,', ({ newKernel }) => {
  it('stops it where it waits and runs its finally blocks at once', () => {
    const kernel = newKernel()
    const notes: string[] = []
    const fiber = kernel.start(waiter(10, notes), 'waiter')
    cancelAt(kernel, 4, fiber)
    kernel.run(4)
    expect(notes).toEqual(['began', 'cleaned up'])
    expect(fiber.hasEnded).toBe(true)
  })

  it('runs the finally blocks of all programs it delegates to, the innermost first', () => {
    const kernel = newKernel()
    const notes: string[] = []
    function* outer(): Program<void> {
      try {
        yield* waiter(10, notes)
      } finally {
        notes.push('outer cleaned up')
      }
    }
    cancelAt(kernel, 4, kernel.start(outer(), 'outer'))
    kernel.run()
    expect(notes).toEqual(['began', 'cleaned up', 'outer cleaned up'])
  })

  it('makes its timer, its latch and its deadline wake nobody', () => {
    const latch = new Latch()
    function* waitAtMost(): Program<boolean> {
      return yield* atMost(10, new Latch())
    }
    const kernel = newKernel()
    const notes: string[] = []
    const fibers = [
      kernel.start(waiter(10, notes), 'sleeper'),
      kernel.start(waiter(latch, notes), 'latch waiter'),
      kernel.start(waiter(kernel.start(waitAtMost(), 'timed'), notes), 'joiner'),
      kernel.start(waitAtMost(), 'timed too'),
    ]
    for (const fiber of fibers) cancelAt(kernel, 4, fiber)
    kernel.after(6, { wake: () => latch.open() }, 0)
    expect(kernel.run()).toBe('idle')
    expect(notes.filter(note => note === 'went on')).toEqual([])
    expect(notes.filter(note => note === 'cleaned up')).toHaveLength(3)
  })

  it('also stops it when it has been woken at this instant but has not gone on yet', () => {
    const kernel = newKernel()
    const notes: string[] = []
    const latch = new Latch()
    const fiber = kernel.start(waiter(latch, notes), 'waiter')
    kernel.after(
      4,
      {
        wake: () => {
          latch.open()
          fiber.cancel()
        },
      },
      0,
    )
    kernel.run()
    expect(notes).toEqual(['began', 'cleaned up'])
  })

  it('before it has begun means that it never begins', () => {
    const kernel = newKernel()
    const notes: string[] = []
    kernel.start(waiter(10, notes), 'waiter').cancel()
    expect(kernel.run()).toBe('idle')
    expect(notes).toEqual([])
  })

  it('twice is the same as once', () => {
    const kernel = newKernel()
    const notes: string[] = []
    const fiber = kernel.start(waiter(10, notes), 'waiter')
    cancelAt(kernel, 4, fiber)
    cancelAt(kernel, 4, fiber)
    cancelAt(kernel, 5, fiber)
    kernel.run()
    expect(notes).toEqual(['began', 'cleaned up'])
  })

  it('after its end changes nothing: it keeps its value', () => {
    const kernel = newKernel()
    const fiber = kernel.start(waiter(10, []), 'waiter')
    cancelAt(kernel, 11, fiber)
    kernel.run()
    expect(fiber.result()).toBe('value')
  })

  it('wakes those who wait for it, at that instant; it has no result for them', () => {
    const kernel = newKernel()
    const fiber = kernel.start(waiter(10, []), 'waiter')
    const heard: string[] = []
    function* join(): Program<void> {
      yield fiber
      heard.push(`woken at ${kernel.nowMs}`)
      expect(() => fiber.result()).toThrow('cancelled')
    }
    kernel.start(join(), 'first')
    kernel.start(join(), 'second')
    cancelAt(kernel, 4, fiber)
    kernel.run()
    expect(heard).toEqual(['woken at 4', 'woken at 4'])
  })

  it('does not fail the run, and the cancelled do not count as stuck', () => {
    const kernel = newKernel()
    const fiber = kernel.start(waiter(new Latch(), []), 'waiter')
    cancelAt(kernel, 4, fiber)
    expect(kernel.run()).toBe('idle')
  })

  it('leaves alone what it had started', () => {
    const kernel = newKernel()
    const notes: string[] = []
    function* parent(): Program<void> {
      yield kernel.start(waiter(10, notes), 'child')
    }
    cancelAt(kernel, 4, kernel.start(parent(), 'parent'))
    kernel.run()
    expect(notes).toEqual(['began', 'went on', 'cleaned up'])
  })

  it('is refused to the program itself', () => {
    const kernel = newKernel()
    const own: Fiber<void>[] = []
    function* suicidal(): Program<void> {
      yield 1
      own[0]!.cancel()
    }
    own.push(kernel.start(suicidal(), 'suicidal'))
    expect(() => kernel.run()).toThrow('cannot cancel itself')
  })

  it('is refused loudly when a finally block waits', () => {
    const kernel = newKernel()
    function* lingering(): Program<void> {
      try {
        yield 10
      } finally {
        yield 10
      }
    }
    const fiber = kernel.start(lingering(), 'lingering')
    kernel.run(1)
    expect(() => fiber.cancel()).toThrow('lingering')
  })

  it('tells the canceller of an error in a finally block, and still wakes who waits for its end', () => {
    const kernel = newKernel()
    function* failing(): Program<void> {
      try {
        yield 10
      } finally {
        failInFinally()
      }
    }
    const fiber = kernel.start(failing(), 'failing')
    let wokenAtMs: number | undefined
    function* join(): Program<void> {
      yield fiber
      wokenAtMs = kernel.nowMs
    }
    kernel.start(join(), 'joiner')
    kernel.run(4)
    expect(() => fiber.cancel()).toThrow('no clean-up')
    kernel.run(4)
    expect(wokenAtMs).toBe(4)
  })
})

function failInFinally(): never {
  throw new Error('no clean-up')
}
