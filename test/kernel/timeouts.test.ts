import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Gate } from '#kernel/gate.ts'
import { FiberFailure, Kernel } from '#kernel/kernel.ts'
import { atMost, forTheRestOf, Latch } from '#kernel/latch.ts'
import type { Program } from '#kernel/program.ts'
import { type Within, within } from '#kernel/within.ts'
import { kernels } from './kernels.ts'

function openAt(kernel: Kernel, timeMs: number): Latch {
  const latch = new Latch()
  kernel.at(timeMs, { wake: () => latch.open() }, 0)
  return latch
}

/** What the program returned, and when. */
function run<A>(kernel: Kernel, program: Program<A>): { value: A; atMs: number } {
  let atMs = Number.NaN
  function* timed(): Program<A> {
    const value = yield* program
    atMs = kernel.nowMs
    return value
  }
  const fiber = kernel.start(timed(), 'timed')
  kernel.run()
  return { value: fiber.result(), atMs }
}

function* finishIn<A>(ms: number, value: A): Program<A> {
  yield ms
  return value
}

describe.each(kernels)('waiting at most so long, ties $ties,', ({ newKernel }) => {
  it('ends with true when what is waited for comes first', () => {
    const kernel = newKernel()
    expect(run(kernel, atMost(10, openAt(kernel, 4)))).toEqual({ value: true, atMs: 4 })
  })

  it('ends with true at once when there is nothing to wait for', () => {
    const kernel = newKernel()
    const latch = new Latch()
    latch.open()
    expect(run(kernel, atMost(10, latch))).toEqual({ value: true, atMs: 0 })
  })

  it('ends with false when the time runs out first', () => {
    const kernel = newKernel()
    expect(run(kernel, atMost(10, openAt(kernel, 14)))).toEqual({ value: false, atMs: 10 })
  })

  it('does not end a later wait of the same program when its old time runs out', () => {
    const kernel = newKernel()
    const latch = openAt(kernel, 4)
    function* twice(): Program<boolean> {
      yield* atMost(10, latch)
      yield 100
      return true
    }
    expect(run(kernel, twice())).toEqual({ value: true, atMs: 104 })
  })

  it('does not end a later wait of the same program when what it waited for comes late', () => {
    const kernel = newKernel()
    const late = openAt(kernel, 14)
    function* twice(): Program<boolean> {
      yield* atMost(10, late)
      return yield* atMost(100, new Latch())
    }
    expect(run(kernel, twice())).toEqual({ value: false, atMs: 110 })
  })

  it('keeps deadlines of one length apart, whoever ends when', () => {
    const waits = fc.array(
      fc.record({
        startMs: fc.integer({ min: 0, max: 30 }),
        opensAfterMs: fc.integer({ min: 0, max: 20 }),
        deadlineMs: fc.constantFrom(5.5, 10.5),
      }),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(waits, list => {
        const kernel = newKernel()
        const outcomes: unknown[] = []
        for (const [index, { startMs, opensAfterMs, deadlineMs }] of list.entries()) {
          const latch = openAt(kernel, startMs + opensAfterMs)
          const wait = function* (): Program<void> {
            yield startMs
            const inTime = yield* atMost(deadlineMs, latch)
            outcomes[index] = { inTime, atMs: kernel.nowMs }
          }
          kernel.start(wait(), `waiter ${index}`)
        }
        kernel.run()
        expect(outcomes).toEqual(
          list.map(({ startMs, opensAfterMs, deadlineMs }) => ({
            inTime: opensAfterMs < deadlineMs,
            atMs: startMs + Math.min(opensAfterMs, deadlineMs),
          })),
        )
      }),
      { seed: 8, numRuns: 300 },
    )
  })
})

describe.each(kernels)('waiting for the rest of a time, ties $ties,', ({ newKernel }) => {
  it('ends as what comes first says, when it comes', () => {
    for (const [opensMs, value, atMs] of [
      [4, true, 4],
      [14, false, 10],
    ] as const) {
      const kernel = newKernel()
      expect(run(kernel, forTheRestOf(10, openAt(kernel, opensMs)))).toEqual({ value, atMs })
    }
  })

  it('leaves alone what was waited for when the time runs out after its end', () => {
    const kernel = newKernel()
    const gate = new Gate(1, 5)
    gate.tryEnter()
    kernel.start(forTheRestOf(10, gate), 'first')
    kernel.start(forTheRestOf(100, gate), 'second', 1)
    kernel.at(4, { wake: () => gate.leave() }, 0)
    kernel.run(50)
    expect([gate.inside, gate.waiting]).toEqual([1, 1])
  })
})

describe.each(kernels)('running a program within a time, ties $ties,', ({ newKernel }) => {
  it('gives its value when it is in time', () => {
    const kernel = newKernel()
    expect(run(kernel, within(kernel, 10, finishIn(4, 'value')))).toEqual({
      value: { timedOut: false, value: 'value' },
      atMs: 4,
    })
  })

  it('gives a value of undefined as a value, not as a timeout', () => {
    const kernel = newKernel()
    expect(run(kernel, within(kernel, 10, finishIn(4, undefined))).value.timedOut).toBe(false)
  })

  it('throws its error when it fails in time', () => {
    const kernel = newKernel()
    const error = new Error('refused')
    function* fail(): Program<void> {
      yield 4
      throw error
    }
    function* attempt(): Program<unknown> {
      try {
        return yield* within(kernel, 10, fail())
      } catch (caught) {
        return caught
      }
    }
    const outcome = run(kernel, attempt())
    expect(outcome.value).toBe(error)
    expect(outcome.atMs).toBe(4)
  })

  it('times out, and the work goes on; its late value is nobody’s', () => {
    const kernel = newKernel()
    const notes: string[] = []
    function* work(): Program<string> {
      yield 30
      notes.push(`worked until ${kernel.nowMs}`)
      return 'late'
    }
    function* caller(): Program<Within<string>> {
      const answer = yield* within(kernel, 10, work())
      notes.push(`left at ${kernel.nowMs}`)
      yield 100
      notes.push(`slept until ${kernel.nowMs}`)
      return answer
    }
    expect(run(kernel, caller()).value).toEqual({ timedOut: true })
    expect(notes).toEqual(['left at 10', 'worked until 30', 'slept until 110'])
  })

  it('lets a late error be nobody’s: it does not fail the run', () => {
    const kernel = newKernel()
    function* fail(): Program<void> {
      yield 30
      throw new Error('late')
    }
    expect(run(kernel, within(kernel, 10, fail())).value).toEqual({ timedOut: true })
  })

  it('nests: the shorter time ends first, wherever it stands', () => {
    const kernel = newKernel()
    function* inner(): Program<string> {
      const answer = yield* within(kernel, 10, finishIn(100, 'late'))
      return answer.timedOut ? `inner timed out at ${kernel.nowMs}` : answer.value
    }
    const outcome = run(kernel, within(kernel, 50, inner()))
    expect(outcome.value).toEqual({ timedOut: false, value: 'inner timed out at 10' })
    const other = newKernel()
    function* slow(): Program<string> {
      yield* within(other, 50, finishIn(100, 'late'))
      return 'late'
    }
    expect(run(other, within(other, 10, slow()))).toEqual({ value: { timedOut: true }, atMs: 10 })
  })

  it('fails the run when its error is in time and nobody catches it', () => {
    const kernel = newKernel()
    function* fail(): Program<void> {
      yield 4
      throw new Error('refused')
    }
    kernel.start(within(kernel, 10, fail()), 'caller')
    expect(() => kernel.run()).toThrow(FiberFailure)
  })
})

describe('a wait whose end and whose time fall together', () => {
  it('holds no place in a line when it is cancelled at the instant at which its time runs out', () => {
    const kernel = new Kernel()
    const gate = new Gate(1)
    gate.tryEnter()
    const fiber = kernel.start(gate.enterWithin(10), 'waiter')
    kernel.run(1)
    kernel.at(10, { wake: () => fiber.cancel() }, 0)
    kernel.run()
    expect([fiber.hasEnded, gate.inside, gate.waiting]).toEqual([true, 1, 0])
  })

  it('ends as what was scheduled first says', () => {
    const answerFirst = new Kernel()
    expect(run(answerFirst, atMost(10, openAt(answerFirst, 10))).value).toBe(true)
    const deadlineFirst = new Kernel()
    const latch = new Latch()
    function* openLate(): Program<void> {
      yield 1
      deadlineFirst.after(9, { wake: () => latch.open() }, 0)
    }
    deadlineFirst.start(openLate(), 'open late')
    expect(run(deadlineFirst, atMost(10, latch)).value).toBe(false)
  })

  it('ends alike whether or not somebody else has a deadline of the same length', () => {
    const outcomes = [false, true].map(hasNeighbour => {
      const kernel = new Kernel()
      const latch = new Latch()
      if (hasNeighbour) kernel.start(atMost(10, openAt(kernel, 100)), 'neighbour')
      function* waitFromOne(): Program<boolean> {
        yield 1
        return yield* atMost(10, latch)
      }
      function* scheduleAtTwo(): Program<void> {
        yield 2
        kernel.after(9, { wake: () => latch.open() }, 0)
      }
      const fiber = kernel.start(waitFromOne(), 'waiter')
      kernel.start(scheduleAtTwo(), 'opener')
      kernel.run()
      return fiber.result()
    })
    expect(outcomes).toEqual([false, false])
  })
})
