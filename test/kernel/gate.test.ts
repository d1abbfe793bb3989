import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Entry, Gate } from '#kernel/gate.ts'
import { Kernel } from '#kernel/kernel.ts'
import type { Program } from '#kernel/program.ts'
import { kernels } from './kernels.ts'

/** Comes at a time, stands in line as long as its patience lasts, stays inside, leaves. */
function* customer(
  kernel: Kernel,
  gate: Gate,
  visit: Visit,
  tell: (outcome: Entry, atMs: number) => void,
): Program<void> {
  yield visit.arriveMs
  const outcome = yield* gate.enterWithin(visit.patienceMs)
  tell(outcome, kernel.nowMs)
  if (outcome !== 'entered') return
  yield visit.stayMs
  gate.leave()
}

/** Runs the visits at one gate; what became of each, as 'entered at 3'. */
function playOn(kernel: Kernel, gate: Gate, visits: readonly Visit[]): string[] {
  const outcomes: string[] = []
  for (const [index, visit] of visits.entries()) {
    const tell = (outcome: Entry, atMs: number) => (outcomes[index] = `${outcome} at ${atMs}`)
    kernel.start(customer(kernel, gate, visit, tell), `customer ${index}`)
  }
  kernel.run()
  return outcomes
}

describe.each(kernels)('a gate, ties $ties,', ({ newKernel }) => {
  const play = (gate: Gate, visits: readonly Visit[]) => playOn(newKernel(), gate, visits)

  it('lets in as many as it has places, then the next in line as each leaves, first come first served', () => {
    const visits = [0, 1, 2, 3, 4].map(arriveMs => ({ arriveMs, patienceMs: 1000, stayMs: 10 }))
    expect(play(new Gate(2), visits)).toEqual([
      'entered at 0',
      'entered at 1',
      'entered at 10',
      'entered at 11',
      'entered at 20',
    ])
  })

  it('turns away whoever finds the line full, at once', () => {
    const visits = [0, 1, 2, 3].map(arriveMs => ({ arriveMs, patienceMs: 1000, stayMs: 10 }))
    expect(play(new Gate(1, 2), visits)).toEqual([
      'entered at 0',
      'entered at 10',
      'entered at 20',
      'full at 3',
    ])
  })

  it('turns away everybody it cannot let in when it has no line', () => {
    const visits = [0, 1, 10].map(arriveMs => ({ arriveMs, patienceMs: 1000, stayMs: 5 }))
    expect(play(new Gate(1, 0), visits)).toEqual(['entered at 0', 'full at 1', 'entered at 10'])
  })

  it('lets nobody stand in line for longer than its patience, and passes over those who have gone', () => {
    const visits = [
      { arriveMs: 0, patienceMs: 5, stayMs: 20 },
      { arriveMs: 1, patienceMs: 5, stayMs: 20 },
      { arriveMs: 2, patienceMs: 50, stayMs: 20 },
    ]
    expect(play(new Gate(1), visits)).toEqual(['entered at 0', 'timed-out at 6', 'entered at 20'])
  })

  it('gives room in line back when somebody’s patience ends', () => {
    const visits = [
      { arriveMs: 0, patienceMs: 5, stayMs: 20 },
      { arriveMs: 1, patienceMs: 5, stayMs: 20 },
      { arriveMs: 4, patienceMs: 50, stayMs: 20 },
      { arriveMs: 7, patienceMs: 50, stayMs: 20 },
    ]
    expect(play(new Gate(1, 1), visits)).toEqual([
      'entered at 0',
      'timed-out at 6',
      'full at 4',
      'entered at 20',
    ])
  })

  it('frees the place when everybody in line has gone', () => {
    const gate = new Gate(1)
    const visits = [
      { arriveMs: 0, patienceMs: 5, stayMs: 20 },
      { arriveMs: 1, patienceMs: 5, stayMs: 20 },
      { arriveMs: 30, patienceMs: 5, stayMs: 20 },
    ]
    expect(play(gate, visits)).toEqual(['entered at 0', 'timed-out at 6', 'entered at 30'])
    expect([gate.inside, gate.waiting]).toEqual([0, 0])
  })

  it('throws when it is left more often than entered', () => {
    const gate = new Gate(2)
    expect(() => gate.leave()).toThrow('more often')
    expect(gate.tryEnter()).toBe(true)
    gate.leave()
    expect(() => gate.leave()).toThrow('more often')
    expect(gate.inside).toBe(0)
  })

  it('keeps its line limit also for those who wait without a deadline', () => {
    const kernel = newKernel()
    const gate = new Gate(1, 2)
    let most = 0
    function* wait(): Program<void> {
      yield gate
      yield 10
      gate.leave()
    }
    for (let n = 0; n < 10; n++) kernel.serve(wait(), `waiter ${n}`)
    kernel.after(1, { wake: () => (most = gate.waiting) }, 0)
    try {
      kernel.run(5)
    } catch {
      // Turning them away with an error would be as good.
    }
    expect(most).toBeLessThanOrEqual(2)
  })

  it('forgets whoever is cancelled in line: room in line is free again', () => {
    const kernel = newKernel()
    const gate = new Gate(1, 1)
    gate.tryEnter()
    const waiting = kernel.start(gate.enterWithin(1000), 'waiting')
    kernel.run(1)
    waiting.cancel()
    expect(gate.waiting).toBe(0)
    const next = kernel.start(gate.enterWithin(1000), 'next')
    kernel.run(2)
    gate.leave()
    kernel.run(3)
    expect(next.result()).toBe('entered')
  })

  it('does not lose the place of one who is cancelled at the instant at which it gets it', () => {
    const kernel = newKernel()
    const gate = new Gate(1)
    gate.tryEnter()
    const waiting = kernel.start(gate.enterWithin(1000), 'waiting')
    const next = kernel.start(gate.enterWithin(1000), 'next')
    kernel.run(1)
    gate.leave()
    waiting.cancel()
    kernel.run(2000)
    expect(next.result()).toBe('entered')
  })

  it('keeps all its promises to whatever customers', () => {
    const visit = fc.record({
      arriveMs: fc.integer({ min: 0, max: 60 }),
      patienceMs: fc.integer({ min: 0, max: 30 }),
      stayMs: fc.integer({ min: 1, max: 20 }),
    })
    const visits = fc.array(visit, { maxLength: 40 })
    const places = fc.integer({ min: 1, max: 4 })
    const line = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(Number.POSITIVE_INFINITY))
    fc.assert(
      fc.property(visits, places, line, (list, places, lineLimit) => {
        // Fractions keep the customers' times apart: ties are tested above, one by one.
        const apart = list.map(({ arriveMs, patienceMs, stayMs }, index) => ({
          arriveMs: arriveMs + index / 1e3,
          patienceMs: patienceMs + 0.3137,
          stayMs: stayMs + 0.00000717 * (index + 1),
        }))
        expectPromisesKept(newKernel(), apart, places, lineLimit)
      }),
      { seed: 9, numRuns: 500 },
    )
  })
})

describe('a gate at which several things happen at once', () => {
  it('hands the place over without a moment in which a newcomer could take it', () => {
    const kernel = new Kernel()
    const gate = new Gate(1)
    const entered: string[] = []
    function* hold(): Program<void> {
      yield gate
      yield 10
      gate.leave()
      if (gate.tryEnter()) entered.push('newcomer')
    }
    function* wait(): Program<void> {
      yield gate
      entered.push('first in line')
      gate.leave()
    }
    kernel.start(hold(), 'holder')
    kernel.start(wait(), 'waiter')
    kernel.run()
    expect(entered).toEqual(['first in line'])
  })

  it('gives the place to one whose patience ends at that instant only if it was freed first', () => {
    const gone = [
      { arriveMs: 0, patienceMs: 5, stayMs: 10 },
      { arriveMs: 5, patienceMs: 5, stayMs: 10 },
    ]
    const gate = new Gate(1)
    const outcomes = playOn(new Kernel(), gate, gone)
    expect(outcomes[1]).toBe('entered at 10')
    expect([gate.inside, gate.waiting]).toEqual([0, 0])
  })
})

interface Visit {
  readonly arriveMs: number
  readonly patienceMs: number
  readonly stayMs: number
}

/** A gate written plainly: at each moment look at everybody. */
function plainly(visits: readonly Visit[], places: number, lineLimit: number): string[] {
  const outcomes: string[] = []
  const line: number[] = []
  const leavesAtMs = new Map<number, number>()
  const moments: { atMs: number; act: () => void }[] = []
  const enter = (index: number, atMs: number) => {
    outcomes[index] = `entered at ${atMs}`
    const leaveMs = atMs + visits[index]!.stayMs
    leavesAtMs.set(index, leaveMs)
    moments.push({
      atMs: leaveMs,
      act: () => {
        leavesAtMs.delete(index)
        const next = line.shift()
        if (next !== undefined) enter(next, leaveMs)
      },
    })
  }
  for (const [index, { arriveMs, patienceMs }] of visits.entries()) {
    const arrive = () => {
      if (leavesAtMs.size < places) return enter(index, arriveMs)
      if (line.length >= lineLimit) {
        outcomes[index] = `full at ${arriveMs}`
        return
      }
      line.push(index)
      const giveUpMs = arriveMs + patienceMs
      const giveUp = () => {
        if (!line.includes(index)) return
        line.splice(line.indexOf(index), 1)
        outcomes[index] = `timed-out at ${giveUpMs}`
      }
      moments.push({ atMs: giveUpMs, act: giveUp })
    }
    moments.push({ atMs: arriveMs, act: arrive })
  }
  while (moments.length > 0) {
    moments.sort((a, b) => a.atMs - b.atMs)
    moments.shift()!.act()
  }
  return outcomes
}

function expectPromisesKept(
  kernel: Kernel,
  visits: readonly Visit[],
  places: number,
  lineLimit: number,
): void {
  const gate = new Gate(places, lineLimit)
  const outcomes: string[] = []
  for (const [index, visit] of visits.entries()) {
    const tell = (outcome: Entry, atMs: number) => (outcomes[index] = `${outcome} at ${atMs}`)
    kernel.start(customer(kernel, gate, visit, tell), `customer ${index}`)
  }
  while (kernel.run(Number.POSITIVE_INFINITY, 1) === 'paused') {
    if (gate.inside > places || gate.waiting > lineLimit)
      expect.fail(`${gate.inside} inside and ${gate.waiting} in line at ${kernel.nowMs} ms`)
  }
  expect(outcomes).toEqual(plainly(visits, places, lineLimit))
  expect([gate.inside, gate.waiting]).toEqual([0, 0])
}
