import { describe, expect, it } from 'vitest'
import { DeadlineLane } from '#kernel/deadlines.ts'
import type { Fiber } from '#kernel/fiber.ts'
import { Gate } from '#kernel/gate.ts'
import { Kernel } from '#kernel/kernel.ts'
import { atMost, forTheRestOf, Latch } from '#kernel/latch.ts'
import type { Program, Wakeable } from '#kernel/program.ts'
import { Ring } from '#kernel/ring.ts'
import { isForgotten } from './garbage.ts'
import { kernels } from './kernels.ts'

describe.each(kernels)('a kernel, ties $ties, keeps in memory', ({ newKernel }) => {
  it('no event that has happened, though none has come after it', async () => {
    const kernel = newKernel()
    let wakes = 0
    const forgotten = await isForgotten(() => {
      const target: Wakeable = { wake: () => wakes++ }
      kernel.after(10, target, 0)
      kernel.run()
      return target
    })
    expect([forgotten, wakes, kernel.nowMs]).toEqual([true, 1, 10])
  })

  it('no program that has ended', async () => {
    const kernel = newKernel()
    function* sleepTwice(): Program<void> {
      yield 1
      yield 0
    }
    const forgotten = await isForgotten(() => {
      const fiber = kernel.start(sleepTwice(), 'sleeper')
      kernel.run()
      return fiber
    })
    expect([forgotten, kernel.nowMs]).toEqual([true, 1])
  })

  it('no deadline that was met or ran out', async () => {
    const kernel = newKernel()
    for (const opensInMs of [5, 15]) {
      const forgotten = await isForgotten(() => {
        const latch = new Latch()
        kernel.after(opensInMs, { wake: () => latch.open() }, 0)
        const fiber = kernel.start(atMost(10, latch), 'waiter')
        kernel.run()
        expect(fiber.result()).toBe(opensInMs === 5)
        return fiber
      })
      expect(forgotten).toBe(true)
    }
  })
})

/** What a queue of the kernel holds: no other promise tells that it forgets. */
function held(owner: object, field: string): number {
  const ring: unknown = Reflect.get(owner, field)
  return ring instanceof Ring ? ring.length : expect.fail(`${field} is no ring`)
}

describe('the bound of', () => {
  it('the kernel’s timers is how many there are at once, however many there have been', () => {
    const kernel = new Kernel()
    function* sleeper(): Program<void> {
      for (let n = 0; n < 1000; n++) yield 1
    }
    for (let n = 0; n < 3; n++) kernel.start(sleeper(), 'sleeper')
    kernel.run()
    const targets: unknown = Reflect.get(kernel, 'targets')
    expect(Array.isArray(targets) ? targets.length : expect.fail('targets is no array')).toBeLessThanOrEqual(
      3,
    )
  })

  it('a line is its limit, however many lost patience in it while nobody left', () => {
    const [{ newKernel }] = kernels as [(typeof kernels)[number]]
    const kernel = newKernel()
    const gate = new Gate(0, 5)
    function* losePatience(): Program<void> {
      yield* gate.enterWithin(10)
    }
    let most = 0
    for (let n = 0; n < 200; n++) {
      kernel.start(losePatience(), `visitor ${n}`, 4 * n)
      kernel.run(4 * n)
      most = Math.max(most, held(gate, 'line'))
    }
    expect(most).toBeLessThanOrEqual(5)
  })

  it('the lanes are the durations that come again, not what is left of a time', () => {
    const [{ newKernel }] = kernels as [(typeof kernels)[number]]
    const kernel = newKernel()
    for (let n = 1; n <= 10; n++) kernel.start(forTheRestOf(n, new Latch()), `rest ${n}`)
    kernel.start(atMost(10, new Latch()), 'usual')
    kernel.run()
    const lanes: unknown = Reflect.get(kernel, 'lanes')
    expect(lanes instanceof Map && [...lanes.keys()]).toEqual([10])
  })

  it('a lane of deadlines is those that still matter, once the oldest has ended', () => {
    const lane = new DeadlineLane({ nowMs: 0, reserve: () => 0, at: () => {} })
    const waits = Array.from({ length: 100 }, () => ({
      isOver: false,
      isWaiting(): boolean {
        return !this.isOver
      },
      wake: () => {},
    }))
    for (const [index, wait] of waits.entries()) {
      lane.add(10 + index, wait, 0)
      wait.isOver = index < 99
    }
    expect(held(lane, 'entries')).toBe(1)
  })

  it('the list of those who wait is cleared when they are woken', async () => {
    const [{ newKernel }] = kernels as [(typeof kernels)[number]]
    const kernel = newKernel()
    const latch = new Latch()
    function* wait(): Program<void> {
      yield latch
    }
    const forgotten = await isForgotten((): Fiber<void> => {
      const fiber = kernel.start(wait(), 'waiter')
      kernel.after(1, { wake: () => latch.open() }, 0)
      kernel.run()
      return fiber
    })
    expect(forgotten).toBe(true)
  })
})
