import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Gate } from '#kernel/gate.ts'
import { Kernel, Stuck } from '#kernel/kernel.ts'
import { Latch } from '#kernel/latch.ts'
import type { Program } from '#kernel/program.ts'
import { kernels } from './kernels.ts'
import { onKernel, plainly, scripts, type Trace } from './scripts.ts'

function* noteAfter(ms: number, name: string, notes: string[]): Program<void> {
  yield ms
  notes.push(name)
}

function* noteAt(latch: Latch, name: string, notes: string[]): Program<void> {
  yield latch
  notes.push(name)
}

/** Waiting for it takes no time. */
function openLatch(): Latch {
  const latch = new Latch()
  latch.open()
  return latch
}

function thrown(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return expect.fail('nothing was thrown')
}

describe('the order of events', () => {
  it('is that of scheduling among events of one instant, from whatever time they were scheduled', () => {
    const kernel = new Kernel()
    const notes: string[] = []
    function* schedule(): Program<void> {
      kernel.after(3, { wake: () => notes.push('scheduled first, at 0') }, 0)
      yield 1
      kernel.after(2, { wake: () => notes.push('scheduled second, at 1') }, 0)
      yield 1
      kernel.after(1, { wake: () => notes.push('scheduled third, at 2') }, 0)
    }
    kernel.start(schedule(), 'schedule')
    kernel.run()
    expect(notes).toEqual(['scheduled first, at 0', 'scheduled second, at 1', 'scheduled third, at 2'])
  })

  it('puts what an event wakes after the events of that instant that were queued before', () => {
    const kernel = new Kernel()
    const notes: string[] = []
    const latch = new Latch()
    kernel.start(noteAt(latch, 'woken', notes), 'waiter')
    kernel.after(
      1,
      {
        wake: () => {
          notes.push('opens')
          latch.open()
        },
      },
      0,
    )
    kernel.after(1, { wake: () => notes.push('queued before the opening') }, 0)
    kernel.run()
    expect(notes).toEqual(['opens', 'queued before the opening', 'woken'])
  })

  it('puts a sleep of 0 ms after what was woken before it began', () => {
    const kernel = new Kernel()
    const notes: string[] = []
    function* yieldsOnce(): Program<void> {
      notes.push('a begins')
      yield 0
      notes.push('a goes on')
    }
    kernel.start(yieldsOnce(), 'a')
    kernel.start(noteAt(openLatch(), 'b begins', notes), 'b')
    kernel.run()
    expect(notes).toEqual(['a begins', 'b begins', 'a goes on'])
  })

  it('lets a program that polls with sleeps of 0 ms see what others do at that instant', () => {
    const kernel = new Kernel()
    let isDone = false
    function* poll(): Program<number> {
      for (let polls = 0; polls < 1000; polls++) {
        if (isDone) return polls
        yield 0
      }
      return Number.POSITIVE_INFINITY
    }
    function* finish(): Program<void> {
      yield openLatch()
      isDone = true
    }
    const polling = kernel.start(poll(), 'poll')
    kernel.start(finish(), 'finish')
    kernel.run()
    expect(polling.result()).toBeLessThan(3)
  })

  it('wakes those who wait for one latch in the order in which they came', () => {
    const kernel = new Kernel()
    const notes: string[] = []
    const latch = new Latch()
    for (const name of ['first', 'second', 'third']) kernel.start(noteAt(latch, name, notes), name)
    kernel.after(1, { wake: () => latch.open() }, 0)
    kernel.run()
    expect(notes).toEqual(['first', 'second', 'third'])
  })

  it('loses nobody when many come while many sleep already', () => {
    const kernel = new Kernel()
    const notes: string[] = []
    function* sleepTwice(name: string): Program<void> {
      yield 1
      yield 100
      notes.push(name)
    }
    const early = Array.from({ length: 50 }, (_, n) => `early ${n}`)
    const late = Array.from({ length: 500 }, (_, n) => `late ${n}`)
    for (const name of early) kernel.start(sleepTwice(name), name)
    kernel.run(50)
    for (const name of late) kernel.start(sleepTwice(name), name)
    kernel.run()
    expect(notes).toEqual([...early, ...late])
  })

  it('is by time, then by arrival, for whatever programs that sleep, wait, wake and start each other', () => {
    fc.assert(
      fc.property(scripts, all => {
        const trace: Trace = []
        onKernel(all, trace).run()
        expect(trace).toEqual(plainly(all))
      }),
      { seed: 4, numRuns: 500 },
    )
  })
})

describe('a run', () => {
  it('gives the same order when it is paused after so many steps and resumed', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(scripts, sizes, (all, steps) => {
        const trace: Trace = []
        const kernel = onKernel(all, trace)
        let slice = 0
        while (kernel.run(Number.POSITIVE_INFINITY, steps[slice++ % steps.length]) === 'paused');
        expect(trace).toEqual(plainly(all))
      }),
      { seed: 5, numRuns: 300 },
    )
  })

  it('gives the same order when it stops at times on the way, also between events', () => {
    const strides = fc.constantFrom(0.25, 0.5, 1, 2.5)
    fc.assert(
      fc.property(scripts, strides, (all, strideMs) => {
        const trace: Trace = []
        const kernel = onKernel(all, trace)
        for (let untilMs = 0; untilMs <= 200; untilMs += strideMs) kernel.run(untilMs)
        kernel.run()
        expect(trace).toEqual(plainly(all))
      }),
      { seed: 6, numRuns: 200 },
    )
  })

  it('of one kernel does not disturb another that takes turns with it', () => {
    fc.assert(
      fc.property(scripts, scripts, fc.integer({ min: 1, max: 5 }), (one, other, steps) => {
        const traces: Trace[] = [[], []]
        const kernels = [onKernel(one, traces[0]!), onKernel(other, traces[1]!)]
        let states = ['paused', 'paused']
        while (states.includes('paused'))
          states = kernels.map((kernel, index) =>
            states[index] === 'paused' ? kernel.run(Number.POSITIVE_INFINITY, steps) : states[index]!,
          )
        expect(traces).toEqual([plainly(one), plainly(other)])
      }),
      { seed: 7, numRuns: 200 },
    )
  })
})

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

  it('refuses an event in the past or at no time at all', () => {
    const kernel = newKernel()
    kernel.run(10)
    const target = { wake: () => {} }
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
    expect(String(error)).toContain('reader of orders')
    expect(String(error)).toContain('writer of orders')
    expect(String(error)).toContain('7 ms')
    expect(String(error)).not.toContain('sleeper')
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
