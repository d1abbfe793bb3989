import { describe, expect, it } from 'vitest'
import { FiberFailure, Kernel, type RunState } from '#kernel/kernel.ts'
import type { Program } from '#kernel/program.ts'
import { settle } from '#kernel/settle.ts'
import { kernels } from './kernels.ts'

/** A promise settled by hand. */
function byHand<A>(): { promise: Promise<A>; resolve: (value: A) => void } {
  let resolve: (value: A) => void = () => {}
  const promise = new Promise<A>(keep => {
    resolve = keep
  })
  return { promise, resolve }
}

describe.each(kernels)('settling a promise under virtual time, ties $ties,', ({ newKernel }) => {
  it('gives its value at the time at which the wait began', async () => {
    const kernel = newKernel()
    function* ask(): Program<string> {
      yield 5
      const value = yield* settle(Promise.resolve('value'))
      return `${value} at ${kernel.nowMs}`
    }
    const fiber = kernel.start(ask(), 'ask')
    expect(await kernel.runSettling()).toBe('idle')
    expect(fiber.result()).toBe('value at 5')
  })

  it('lets the clock stand still: nothing else happens meanwhile, not even at that instant', async () => {
    const kernel = newKernel()
    const notes: string[] = []
    const answer = byHand<string>()
    function* ask(): Program<void> {
      yield 5
      notes.push(yield* settle(answer.promise))
    }
    kernel.start(ask(), 'ask')
    kernel.at(5, { wake: () => notes.push('event at 5') }, 0)
    kernel.at(6, { wake: () => notes.push('event at 6') }, 0)
    expect(kernel.run()).toBe('settling')
    expect(kernel.nowMs).toBe(5)
    answer.resolve('answer')
    await kernel.settled
    expect(kernel.run()).toBe('idle')
    expect(notes.indexOf('answer')).toBeLessThan(notes.indexOf('event at 6'))
    expect(notes).toHaveLength(3)
  })

  it('stands still however often it is run before the promise has settled', async () => {
    const kernel = newKernel()
    const answer = byHand<string>()
    const notes: string[] = []
    function* ask(): Program<void> {
      notes.push(yield* settle(answer.promise))
    }
    kernel.start(ask(), 'ask')
    kernel.run()
    expect([kernel.run(), kernel.run()]).toEqual(['settling', 'settling'])
    expect(notes).toEqual([])
    answer.resolve('answer')
    await kernel.settled
    kernel.run()
    expect(notes).toEqual(['answer'])
  })

  it('says that the clock stands still also when the steps of a run end at that very step', async () => {
    const kernel = newKernel()
    kernel.start(settle(Promise.resolve('value')), 'ask')
    expect(kernel.run(Number.POSITIVE_INFINITY, 1)).toBe('settling')
    await kernel.settled
    expect(kernel.run()).toBe('idle')
  })

  it('throws a rejection into the program, itself', async () => {
    const kernel = newKernel()
    const error = new Error('connection lost')
    function* ask(): Program<unknown> {
      try {
        return yield* settle(Promise.reject(error))
      } catch (caught) {
        yield 1
        return caught
      }
    }
    const fiber = kernel.start(ask(), 'ask')
    await kernel.runSettling()
    expect(fiber.result()).toBe(error)
  })

  it('throws a rejection of undefined as well', async () => {
    const kernel = newKernel()
    function* ask(): Program<string> {
      try {
        yield* settle(Promise.reject(undefined))
        return 'no error'
      } catch {
        return 'an error'
      }
    }
    const fiber = kernel.start(ask(), 'ask')
    await kernel.runSettling()
    expect(fiber.result()).toBe('an error')
  })

  it('fails the run when nobody catches the rejection', async () => {
    const kernel = newKernel()
    const error = new Error('connection lost')
    kernel.start(settle(Promise.reject(error)), 'ask')
    const failure = await kernel.runSettling().catch((caught: unknown) => caught)
    expect(failure).toBeInstanceOf(FiberFailure)
    expect((failure as FiberFailure).cause).toBe(error)
  })

  it('stops at the end of the run with promises as without', async () => {
    const kernel = newKernel()
    let answers = 0
    function* ask(): Program<void> {
      for (;;) {
        yield 10
        yield* settle(Promise.resolve())
        answers++
      }
    }
    kernel.serve(ask(), 'ask')
    expect(await kernel.runSettling(35)).toBe('reached')
    expect([answers, kernel.nowMs]).toEqual([3, 35])
  })
})

describe('the order of programs that settle promises', () => {
  it('is the same when the run is paused after every step', async () => {
    const kernel = new Kernel()
    const notes: string[] = []
    function* ask(name: string): Program<void> {
      for (let n = 0; n < 3; n++) {
        const value = yield* settle(Promise.resolve(`${name}${n}`))
        notes.push(`${value} at ${kernel.nowMs}`)
        yield 1
      }
    }
    kernel.start(ask('a'), 'a')
    kernel.start(ask('b'), 'b')
    let state: RunState = 'paused'
    while (state === 'paused' || state === 'settling') {
      state = kernel.run(Number.POSITIVE_INFINITY, 1)
      if (state === 'settling') await kernel.settled
    }
    expect(notes).toEqual(['a0 at 0', 'b0 at 0', 'a1 at 1', 'b1 at 1', 'a2 at 2', 'b2 at 2'])
  })

  it('is the one they have without promises', async () => {
    const order = async (isSettling: boolean) => {
      const kernel = new Kernel()
      const notes: string[] = []
      function* ask(name: string, strideMs: number): Program<void> {
        for (let n = 0; n < 5; n++) {
          yield strideMs
          if (isSettling) yield* settle(Promise.resolve(n))
          notes.push(`${name} at ${kernel.nowMs}`)
        }
      }
      for (const [index, name] of ['a', 'b', 'c'].entries()) kernel.start(ask(name, 1 + (index % 2)), name)
      await kernel.runSettling()
      return notes
    }
    expect(await order(true)).toEqual(await order(false))
  })
})
