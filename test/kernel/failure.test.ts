import { describe, expect, it } from 'vitest'
import type { Fiber } from '#kernel/fiber.ts'
import { FiberFailure, type Kernel } from '#kernel/kernel.ts'
import type { Program } from '#kernel/program.ts'
import { kernels } from './kernels.ts'

function* failAfter(ms: number, error: unknown): Program<number> {
  if (ms > 0) yield ms
  throw error
}

function* join(fiber: Fiber<number>, heard: unknown[]): Program<void> {
  yield fiber
  try {
    heard.push(fiber.result())
  } catch (error) {
    heard.push(error)
  }
}

function failureOf(kernel: Kernel): unknown {
  try {
    kernel.run()
  } catch (error) {
    return error
  }
  return expect.fail('the run did not throw')
}

describe.each(kernels)('an error in a program, ties $ties,', ({ newKernel }) => {
  it('reaches everybody who waits for it, itself and not a copy', () => {
    const kernel = newKernel()
    const heard: unknown[] = []
    const error = new Error('disk full')
    const failing = kernel.start(failAfter(5, error), 'failing')
    for (let i = 0; i < 10; i++) kernel.start(join(failing, heard), 'joiner')
    kernel.run()
    expect(heard).toHaveLength(10)
    for (const each of heard) expect(each).toBe(error)
  })

  it('reaches who waits for it also when it is undefined', () => {
    const kernel = newKernel()
    const heard: unknown[] = ['nothing yet']
    kernel.start(join(kernel.start(failAfter(5, undefined), 'failing'), heard), 'joiner')
    kernel.run()
    expect(heard).toEqual(['nothing yet', undefined])
  })

  it('passes through the programs that delegate to it, and may be caught there', () => {
    const kernel = newKernel()
    function* survive(): Program<string> {
      try {
        yield* failAfter(5, new Error('disk full'))
      } catch (error) {
        yield 1
        return `survived ${(error as Error).message} at ${kernel.nowMs}`
      }
      return 'nothing failed'
    }
    const fiber = kernel.start(survive(), 'survive')
    kernel.run()
    expect(fiber.result()).toBe('survived disk full at 6')
  })

  it('fails the run when nobody waits for it, with its name, time and cause', () => {
    const kernel = newKernel()
    const cause = new Error('disk full')
    kernel.start(failAfter(12.5, cause), 'nightly backup')
    const failure = failureOf(kernel)
    expect(failure).toBeInstanceOf(FiberFailure)
    expect((failure as FiberFailure).cause).toBe(cause)
    expect(String(failure)).toBe('FiberFailure: nightly backup failed at 12.5 ms: disk full')
  })

  it('fails the run also when it comes before the first wait, and when a program that serves throws it', () => {
    for (const launch of ['start', 'serve'] as const) {
      const kernel = newKernel()
      kernel[launch](failAfter(0, 'no error object') as Program<never>, 'eager')
      const failure = failureOf(kernel)
      expect(failure).toBeInstanceOf(FiberFailure)
      expect((failure as FiberFailure).cause).toBe('no error object')
    }
  })

  it('fails the run when it stops a joiner nobody waits for', () => {
    const kernel = newKernel()
    const error = new Error('disk full')
    const failing = kernel.start(failAfter(5, error), 'failing')
    function* rely(): Program<number> {
      yield failing
      return failing.result()
    }
    kernel.start(rely(), 'relying')
    const failure = failureOf(kernel)
    expect((failure as FiberFailure).message).toContain('relying')
    expect((failure as FiberFailure).cause).toBe(error)
  })

  it('stops the run at that event: nothing later happens', () => {
    const kernel = newKernel()
    let happened = false
    kernel.start(failAfter(5, new Error('disk full')), 'failing')
    kernel.after(6, { wake: () => (happened = true) }, 0)
    failureOf(kernel)
    expect(kernel.nowMs).toBe(5)
    expect(happened).toBe(false)
  })

  it('is not lost when the run is paused at that very step', () => {
    const kernel = newKernel()
    kernel.start(failAfter(5, new Error('disk full')), 'failing')
    expect(() => {
      while (kernel.run(Number.POSITIVE_INFINITY, 1) === 'paused');
    }).toThrow(FiberFailure)
  })

  it('is an error of the waiting program when it sleeps for a negative time, and its finally blocks run', () => {
    const kernel = newKernel()
    const notes: string[] = []
    function* sleepBackwards(): Program<number> {
      yield 1
      try {
        yield -1
      } finally {
        notes.push('cleaned up')
      }
      return 0
    }
    const heard: unknown[] = []
    kernel.start(join(kernel.start(sleepBackwards(), 'backwards'), heard), 'joiner')
    kernel.run()
    expect(heard[0]).toBeInstanceOf(RangeError)
    expect(notes).toEqual(['cleaned up'])
  })

  it('has no result to give while it has not ended', () => {
    const kernel = newKernel()
    function* answer(): Program<number> {
      yield 1
      return 42
    }
    const fiber = kernel.start(answer(), 'answer')
    expect(() => fiber.result()).toThrow('answer')
    kernel.run()
    expect(fiber.result()).toBe(42)
  })
})
