import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Gate } from '#kernel/gate.ts'
import { Kernel } from '#kernel/kernel.ts'
import { atMost, Latch } from '#kernel/latch.ts'
import type { Program } from '#kernel/program.ts'
import { shuffling } from './kernels.ts'
import { onKernel, plainly, scripts, type Trace } from './scripts.ts'

const NAMES = ['a', 'b', 'c', 'd', 'e']
const SEEDS = Array.from({ length: 50 }, (_, seed) => seed)

function* noteAfter(wait: number | Latch, name: string, notes: string[]): Program<void> {
  yield wait
  notes.push(name)
}

function* noteTimeout(ms: number, name: string, notes: string[]): Program<void> {
  if (!(yield* atMost(ms, new Latch()))) notes.push(name)
}

/** Six ways in which five things come to be due at one instant; each says in which order they happened. */
const ties: Readonly<Record<string, (kernel: Kernel) => string[]>> = {
  'timers set at one instant'(kernel) {
    const notes: string[] = []
    for (const name of NAMES) kernel.start(noteAfter(10, name, notes), name)
    kernel.run()
    return notes
  },
  'timers set at different instants'(kernel) {
    const notes: string[] = []
    for (const [index, name] of NAMES.entries()) {
      kernel.at(index, { wake: () => kernel.at(10, { wake: () => notes.push(name) }, 0) }, 0)
    }
    kernel.run()
    return notes
  },
  'waits for one latch'(kernel) {
    const notes: string[] = []
    const latch = new Latch()
    for (const name of NAMES) kernel.start(noteAfter(latch, name, notes), name)
    kernel.at(10, { wake: () => latch.open() }, 0)
    kernel.run()
    return notes
  },
  'starts of programs'(kernel) {
    const notes: string[] = []
    for (const name of NAMES) kernel.start(noteAfter(0, name, notes), name)
    kernel.run()
    return notes
  },
  'deadlines of one duration, heard directly'(kernel) {
    const notes: string[] = []
    for (const name of NAMES) {
      kernel.deadline(10, { isWaiting: () => !notes.includes(name), wake: () => notes.push(name) }, 0)
    }
    kernel.run()
    return notes
  },
  'deadlines of one duration'(kernel) {
    const notes: string[] = []
    for (const name of NAMES) kernel.start(noteTimeout(10, name, notes), name)
    kernel.run()
    return notes
  },
}

describe.each(Object.entries(ties))('the order of %s', (_, play) => {
  it('is that of arrival unless it is shuffled', () => {
    expect(play(new Kernel())).toEqual(NAMES)
    expect(play(new Kernel({}))).toEqual(NAMES)
    expect(play(new Kernel({ tieShuffle: null }))).toEqual(NAMES)
  })

  it('is the same for the same seed', () => {
    for (const seed of SEEDS) expect(play(shuffling(seed))).toEqual(play(shuffling(seed)))
  })

  it('differs between seeds, each thing comes first and last at some, and none is lost or doubled', () => {
    const orders = SEEDS.map(seed => play(shuffling(seed)))
    for (const order of orders) expect([...order].sort()).toEqual(NAMES)
    expect(new Set(orders.map(order => order.join())).size).toBeGreaterThan(25)
    expect(new Set(orders.map(order => order[0])).size).toBe(NAMES.length)
    expect(new Set(orders.map(order => order.at(-1))).size).toBe(NAMES.length)
  })
})

describe('with shuffled ties', () => {
  it('each order of three timers comes up equally often', () => {
    const counts = new Map<string, number>()
    const runs = 3000
    for (let seed = 0; seed < runs; seed++) {
      const notes: string[] = []
      const kernel = shuffling(seed)
      for (const name of ['a', 'b', 'c']) kernel.start(noteAfter(10, name, notes), name)
      kernel.run()
      counts.set(notes.join(''), (counts.get(notes.join('')) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    const deviation = Math.sqrt((runs / 6) * (5 / 6))
    for (const count of counts.values()) expect(Math.abs(count - runs / 6)).toBeLessThan(4 * deviation)
  })

  it('what an event wakes may overtake events of that instant that were queued before', () => {
    const orders = SEEDS.map(seed => {
      const kernel = shuffling(seed)
      const notes: string[] = []
      const latch = new Latch()
      kernel.start(noteAfter(latch, 'woken', notes), 'waiter')
      kernel.at(10, { wake: () => latch.open() }, 0)
      kernel.at(10, { wake: () => notes.push('queued before') }, 0)
      kernel.run()
      return notes.join()
    })
    expect(new Set(orders)).toEqual(new Set(['woken,queued before', 'queued before,woken']))
  })

  it('a timer and a deadline of one instant come in either order', () => {
    const inTime = SEEDS.map(seed => {
      const kernel = shuffling(seed)
      const latch = new Latch()
      kernel.at(10, { wake: () => latch.open() }, 0)
      const fiber = kernel.start(atMost(10, latch), 'waiter')
      kernel.run()
      return fiber.result()
    })
    expect(new Set(inTime)).toEqual(new Set([true, false]))
  })

  it('nothing happens before what caused it, nor before its time', () => {
    fc.assert(
      fc.property(scripts, fc.nat(1000), (all, seed) => {
        const trace: Trace = []
        onKernel(all, trace, shuffling(seed)).run()
        const times = trace.map(line => Number.parseFloat(line))
        expect(times).toEqual([...times].sort((a, b) => a - b))
        const steps = new Map<string, number>()
        for (const line of trace) {
          const [, who, step] = /: (\S+) step (\d+)/.exec(line)!
          if (Number(step) !== (steps.get(who!) ?? 0)) expect.fail(`out of turn: ${line}`)
          steps.set(who!, Number(step) + 1)
        }
      }),
      { seed: 10, numRuns: 300 },
    )
  })

  it('everybody does the same things at the same times as in the order of arrival', () => {
    fc.assert(
      fc.property(scripts, fc.nat(1000), (all, seed) => {
        const trace: Trace = []
        onKernel(all, trace, shuffling(seed)).run()
        expect(trace.sort()).toEqual(plainly(all).sort())
      }),
      { seed: 11, numRuns: 300 },
    )
  })

  it('a run gives the same order when it is paused and resumed, and when it stops at times on the way', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(scripts, sizes, fc.nat(1000), (all, steps, seed) => {
        const [whole, paused, stopped]: [Trace, Trace, Trace] = [[], [], []]
        onKernel(all, whole, shuffling(seed)).run()
        const kernel = onKernel(all, paused, shuffling(seed))
        let slice = 0
        while (kernel.run(Number.POSITIVE_INFINITY, steps[slice++ % steps.length]) === 'paused');
        expect(paused).toEqual(whole)
        const other = onKernel(all, stopped, shuffling(seed))
        for (let untilMs = 0; untilMs <= 50; untilMs += 0.5) other.run(untilMs)
        other.run()
        expect(stopped).toEqual(whole)
      }),
      { seed: 12, numRuns: 200 },
    )
  })

  it('programs that only sleep and start each other take as many steps as in the order of arrival', () => {
    fc.assert(
      fc.property(scripts, fc.nat(1000), (all, seed) => {
        const waitless = all.map(script => script.filter(step => step.kind !== 'wait'))
        const plain = onKernel(waitless, [])
        const shuffled = onKernel(waitless, [], shuffling(seed))
        plain.run()
        shuffled.run()
        expect(shuffled.steps).toBe(plain.steps)
      }),
      { seed: 13, numRuns: 200 },
    )
  })

  it('a line stays a line: first come, first served', () => {
    for (const seed of SEEDS) {
      const kernel = shuffling(seed)
      const gate = new Gate(0)
      const notes: string[] = []
      function* queueUp(name: string, arriveMs: number): Program<void> {
        yield arriveMs
        yield gate
        notes.push(name)
      }
      for (const [index, name] of NAMES.entries()) kernel.serve(queueUp(name, index + 1), name)
      kernel.run(10)
      for (let left = 0; left < NAMES.length; left++) {
        gate.leave()
        kernel.run(20 + left)
      }
      expect(notes).toEqual(NAMES)
    }
  })

  it('a program that polls with sleeps of 0 ms sees what others do at that instant', () => {
    for (const seed of SEEDS) {
      const kernel = shuffling(seed)
      const notes: string[] = []
      function* poll(): Program<number> {
        for (let polls = 0; ; polls++) {
          if (notes.length > 0) return polls
          yield 0
        }
      }
      const polling = kernel.start(poll(), 'poll')
      kernel.start(noteAfter(0, 'done', notes), 'finish')
      kernel.run()
      expect(polling.result()).toBeLessThan(50)
    }
  })
})
