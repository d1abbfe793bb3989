import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Kernel } from '#kernel/kernel.ts'
import { Latch } from '#kernel/latch.ts'
import type { Program } from '#kernel/program.ts'
import { onKernel, plainly, scripts, type Trace } from './scripts.ts'

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

  it('puts an event of this very instant after what the instant has woken already', () => {
    const kernel = new Kernel()
    const notes: string[] = []
    const latch = new Latch()
    kernel.start(noteAt(latch, 'woken', notes), 'waiter')
    const open = () => {
      latch.open()
      kernel.after(0, { wake: () => notes.push('scheduled after the opening') }, 0)
    }
    kernel.after(1, { wake: open }, 0)
    kernel.run()
    expect(notes).toEqual(['woken', 'scheduled after the opening'])
  })

  it('keeps the places of deadlines that fall due together: what the first wakes comes after the second', () => {
    const kernel = new Kernel()
    const notes: string[] = []
    const latch = new Latch()
    kernel.start(noteAt(latch, 'woken by the first', notes), 'waiter')
    const open = () => {
      notes.push('first')
      latch.open()
    }
    kernel.deadline(10, { isWaiting: () => true, wake: open }, 0)
    kernel.at(10, { wake: () => notes.push('event between') }, 0)
    kernel.deadline(10, { isWaiting: () => !notes.includes('second'), wake: () => notes.push('second') }, 0)
    kernel.run()
    expect(notes).toEqual(['first', 'event between', 'second', 'woken by the first'])
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

  it.each([63, 64, 65, 128, 129])('loses nobody of %i who sleep at once', count => {
    const kernel = new Kernel()
    const wokenMs: number[] = []
    function* sleepTwice(): Program<void> {
      yield 1
      yield 10
      wokenMs.push(kernel.nowMs)
    }
    for (let n = 0; n < count; n++) kernel.start(sleepTwice(), `${n}`)
    kernel.run()
    expect(wokenMs).toEqual(new Array(count).fill(11))
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
