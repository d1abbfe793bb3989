import { describe, expect, it } from 'vitest'
import { DeadlineLane } from '#kernel/deadlines.ts'
import { atMost, Latch } from '#kernel/latch.ts'
import type { Deadline, Program, Wakeable } from '#kernel/program.ts'
import { kernels } from './kernels.ts'

/** A clock that remembers what was put into its queue, and tells it when its time has come. */
class HandClock {
  nowMs = 0
  private arrivals = 0
  readonly queued: { readonly timeMs: number; readonly target: Wakeable; readonly token: number }[] = []

  reserve(): number {
    return this.arrivals++
  }

  at(timeMs: number, target: Wakeable, token: number): void {
    if (timeMs < this.nowMs) throw new RangeError(`${timeMs} ms lies before now, ${this.nowMs} ms`)
    this.queued.push({ timeMs, target, token })
  }

  moveTo(timeMs: number): void {
    for (;;) {
      const next = Math.min(...this.queued.map(event => event.timeMs))
      if (next > timeMs) break
      this.nowMs = next
      const index = this.queued.findIndex(event => event.timeMs === next)
      const [event] = this.queued.splice(index, 1)
      event!.target.wake(event!.token)
    }
    this.nowMs = timeMs
  }
}

class Wait implements Deadline {
  isOver = false
  readonly wokenAtMs: number[] = []
  private readonly clock: HandClock
  constructor(clock: HandClock) {
    this.clock = clock
  }
  isWaiting(): boolean {
    return !this.isOver && this.wokenAtMs.length === 0
  }
  wake(): void {
    this.wokenAtMs.push(this.clock.nowMs)
  }
}

describe('deadlines of one duration', () => {
  it('never have more than one event in the queue', () => {
    const clock = new HandClock()
    const lane = new DeadlineLane(clock)
    let most = 0
    for (let n = 0; n < 10_000; n++) {
      clock.moveTo(n / 100)
      const wait = new Wait(clock)
      lane.add(clock.nowMs + 1000, wait, 0)
      wait.isOver = n % 100 !== 0
      most = Math.max(most, clock.queued.length)
    }
    expect(most).toBe(1)
  })

  it('fall due each at its own time, though others were dropped before and between them', () => {
    const clock = new HandClock()
    const lane = new DeadlineLane(clock)
    const waits = Array.from({ length: 100 }, (_, n) => {
      clock.moveTo(n / 8)
      const wait = new Wait(clock)
      lane.add(n / 8 + 50, wait, 0)
      wait.isOver = n % 7 > 1
      return wait
    })
    clock.moveTo(1000)
    for (const [n, wait] of waits.entries()) expect(wait.wokenAtMs).toEqual(wait.isOver ? [] : [n / 8 + 50])
  })

  it('are all woken when several fall due together', () => {
    const clock = new HandClock()
    const lane = new DeadlineLane(clock)
    const waits = Array.from({ length: 5 }, () => new Wait(clock))
    for (const wait of waits) lane.add(50, wait, 0)
    clock.moveTo(50)
    expect(waits.map(wait => wait.wokenAtMs)).toEqual(waits.map(() => [50]))
  })

  it('are not put off by one that is set while another falls due', () => {
    const clock = new HandClock()
    const lane = new DeadlineLane(clock)
    const [first, second, third] = [new Wait(clock), new Wait(clock), new Wait(clock)]
    const setsAnother: Deadline = {
      isWaiting: token => first.isWaiting() && token === 7,
      wake: () => {
        first.wake()
        lane.add(clock.nowMs + 50, third, 0)
      },
    }
    lane.add(50, setsAnother, 7)
    clock.moveTo(1)
    lane.add(51, second, 0)
    clock.moveTo(1000)
    expect([first, second, third].map(wait => wait.wokenAtMs)).toEqual([[50], [51], [100]])
  })

  it('go on after the lane has been empty', () => {
    const clock = new HandClock()
    const lane = new DeadlineLane(clock)
    const first = new Wait(clock)
    lane.add(50, first, 0)
    clock.moveTo(500)
    const second = new Wait(clock)
    lane.add(550, second, 0)
    clock.moveTo(1000)
    expect([first.wokenAtMs, second.wokenAtMs]).toEqual([[50], [550]])
  })

  it.each(kernels)('whose waits end early cost the kernel no step each, ties $ties', ({ newKernel }) => {
    const kernel = newKernel()
    const rounds = 10_000
    function* waitEarly(): Program<void> {
      for (let round = 0; round < rounds; round++) {
        const latch = new Latch()
        kernel.after(1, { wake: () => latch.open() }, 0)
        if (!(yield* atMost(100, latch))) throw new Error('timed out')
      }
    }
    kernel.start(waitEarly(), 'waits')
    kernel.run()
    // One event and one resumption a round; the deadlines may add one event in a hundred rounds, not one a round.
    expect(kernel.steps).toBeLessThan(2 * rounds + rounds / 50)
  })
})
