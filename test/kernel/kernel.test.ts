import { describe, expect, it } from 'vitest'
import { Gate } from '#kernel/gate.ts'
import { type Kernel, Stuck } from '#kernel/kernel.ts'
import { Latch } from '#kernel/latch.ts'
import type { Program } from '#kernel/program.ts'
import { within } from '#kernel/within.ts'
import { kernels } from './kernels.ts'

function* noteAfter(ms: number, name: string, notes: string[]): Program<void> {
  yield ms
  notes.push(name)
}

function* noteAt(latch: Latch, name: string, notes: string[]): Program<void> {
  yield latch
  notes.push(name)
}

function thrown(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return expect.fail('nothing was thrown')
}

describe.each(kernels)('a kernel, ties $ties,', ({ newKernel }) => {
  it('handles events in the order of their times', () => {
    const kernel = newKernel()
    const notes: string[] = []
    for (const ms of [5, 0.5, 3, 4, 0.25]) kernel.start(noteAfter(ms, `${ms}`, notes), 'sleeper')
    kernel.run()
    expect(notes).toEqual(['0.25', '0.5', '3', '4', '5'])
  })

  it('does not make anybody wait at an open latch', () => {
    const kernel = newKernel()
    const notes: string[] = []
    const latch = new Latch()
    latch.open()
    latch.open()
    kernel.start(noteAt(latch, 'passes', notes), 'passes')
    kernel.run(Number.POSITIVE_INFINITY, 1)
    expect(notes).toEqual(['passes'])
  })

  it('ends no wait but the one a wake-up was meant for', () => {
    const kernel = newKernel()
    const wokenMs: number[] = []
    function* sleepTwice(): Program<void> {
      yield 10
      wokenMs.push(kernel.nowMs)
      yield 100
      wokenMs.push(kernel.nowMs)
    }
    const fiber = kernel.start(sleepTwice(), 'sleeper')
    kernel.run(1)
    const first = fiber.token
    kernel.at(50, fiber, first)
    kernel.at(60, { wake: () => fiber.wake(first) }, 0)
    kernel.run()
    expect(wokenMs).toEqual([10, 110])
  })

  it('handles the events at its end and leaves later ones, the clock at its end', () => {
    const kernel = newKernel()
    const notes: string[] = []
    kernel.start(noteAfter(10, 'at the end', notes), 'a')
    kernel.start(noteAfter(10.001, 'after it', notes), 'b')
    expect(kernel.run(10)).toBe('reached')
    expect(notes).toEqual(['at the end'])
    expect(kernel.nowMs).toBe(10)
    expect(kernel.run(11)).toBe('idle')
    expect(notes).toEqual(['at the end', 'after it'])
    expect(kernel.nowMs).toBe(11)
  })

  it('finishes what is woken at its end', () => {
    const kernel = newKernel()
    const notes: string[] = []
    const latch = new Latch()
    kernel.start(noteAt(latch, 'woken', notes), 'waiter')
    kernel.after(10, { wake: () => latch.open() }, 0)
    kernel.after(20, { wake: () => {} }, 0)
    kernel.run(10)
    expect(notes).toEqual(['woken'])
  })

  it('never turns the clock back, also when asked to run until a time that has passed', () => {
    const kernel = newKernel()
    kernel.run(100)
    try {
      kernel.run(50)
    } catch {
      // Refusing would be as good.
    }
    expect(kernel.nowMs).toBe(100)
  })

  it('counts each event and each resumption as one step', () => {
    const kernel = newKernel()
    kernel.start(noteAfter(1, 'one', []), 'one')
    expect(kernel.run(Number.POSITIVE_INFINITY, 1)).toBe('paused')
    expect(kernel.steps).toBe(1)
    kernel.run()
    expect(kernel.steps).toBe(2)
  })

  it('takes one step more for a sleep of 0 ms', () => {
    const kernel = newKernel()
    kernel.start(noteAfter(0, 'one', []), 'one')
    kernel.run()
    expect(kernel.steps).toBe(2)
  })

  it('starts a program after a delay when it is given one', () => {
    const kernel = newKernel()
    const begunAtMs: number[] = []
    function* begin(): Program<void> {
      begunAtMs.push(kernel.nowMs)
      yield 1
    }
    kernel.start(begin(), 'at once')
    kernel.start(begin(), 'at once, too', 0)
    kernel.start(begin(), 'later', 5)
    kernel.run()
    expect(begunAtMs).toEqual([0, 0, 5])
  })

  it('refuses an event in the past or at no time at all', () => {
    const kernel = newKernel()
    kernel.run(10)
    const target = { wake: () => {} }
    expect(() => kernel.at(9.999, target, 0)).toThrow('event time 9.999 ms lies before now, 10 ms')
    expect(() => kernel.at(9.999, target, 0)).toThrow(RangeError)
    expect(() => kernel.at(Number.NaN, target, 0)).toThrow(RangeError)
    expect(() => kernel.after(-1, target, 0)).toThrow(RangeError)
    expect(() => kernel.at(10, target, 0)).not.toThrow()
  })
})

describe.each(kernels)('a run that nothing can wake, ties $ties,', ({ newKernel }) => {
  function* waitFor(latch: Latch): Program<void> {
    yield latch
  }

  it('is Stuck and names the programs that wait, and the time', () => {
    const kernel = newKernel()
    kernel.start(noteAfter(7, 'ends', []), 'sleeper')
    kernel.start(waitFor(new Latch()), 'reader of orders')
    kernel.start(waitFor(new Latch()), 'writer of orders')
    const error = thrown(() => kernel.run())
    expect(error).toBeInstanceOf(Stuck)
    expect(String(error)).toBe(
      'Stuck: at 7 ms nothing is left to happen, but 2 programs wait: writer of orders, reader of orders',
    )
  })

  it('is Stuck when somebody stands in line for ever, joins one who does, or sleeps for ever', () => {
    const gate = new Gate(0)
    const programs: Readonly<Record<string, (kernel: Kernel) => Program<void>>> = {
      *'in line'() {
        yield gate
      },
      *joins(kernel) {
        yield kernel.start(waitFor(new Latch()), 'joined')
      },
      *sleeps() {
        yield Number.POSITIVE_INFINITY
      },
    }
    for (const [name, program] of Object.entries(programs)) {
      const kernel = newKernel()
      kernel.start(program(kernel), name)
      const error = thrown(() => kernel.run())
      expect(error).toBeInstanceOf(Stuck)
      expect(String(error)).toContain(name)
    }
  })

  it('calls the program that somebody waits for within a time by that', () => {
    const kernel = newKernel()
    kernel.start(within(kernel, 10, waitFor(new Latch())), 'caller')
    expect(String(thrown(() => kernel.run()))).toContain('1 programs wait: within')
  })

  it('says how many wait when they are too many to name', () => {
    const kernel = newKernel()
    for (let i = 0; i < 1000; i++) kernel.start(waitFor(new Latch()), `waiter ${i}`)
    const error = thrown(() => kernel.run())
    expect(String(error)).toContain('1000')
    expect(String(error).length).toBeLessThan(300)
  })

  it('is idle when only programs that serve are left', () => {
    const kernel = newKernel()
    kernel.serve(waitFor(new Latch()), 'consumer')
    kernel.start(noteAfter(1, 'ends', []), 'sleeper')
    expect(kernel.run()).toBe('idle')
  })

  it('is Stuck for the program that waits for one that serves', () => {
    const kernel = newKernel()
    const consumer = kernel.serve(waitFor(new Latch()), 'consumer')
    function* join(): Program<void> {
      yield consumer
    }
    kernel.start(join(), 'joiner')
    const error = thrown(() => kernel.run())
    expect(error).toBeInstanceOf(Stuck)
    expect(String(error)).toContain('joiner')
    expect(String(error)).not.toContain('consumer')
  })

  it('only waits when it is asked to run until a time: somebody may start more', () => {
    const kernel = newKernel()
    const latch = new Latch()
    kernel.start(waitFor(latch), 'waiter')
    expect(kernel.run(100)).toBe('idle')
    expect(kernel.nowMs).toBe(100)
    kernel.after(1, { wake: () => latch.open() }, 0)
    expect(kernel.run()).toBe('idle')
    expect(kernel.nowMs).toBe(101)
  })
})
