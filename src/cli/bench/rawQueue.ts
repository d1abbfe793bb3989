import { Chance } from '#kernel/chance.ts'
import { EventQueue } from '#kernel/eventQueue.ts'

/**
 * Hold operations (take the next event, put its successor) a second at so many timers, without processes: the limit that
 * the other measures are compared with.
 */
export function hold(timers: number, operations: number): number {
  const queue = new EventQueue()
  const draws = new Chance(1).about('bench')
  const gaps = Float64Array.from({ length: 4096 }, (_, index) => draws.exponential(timers, index))
  for (let timer = 0; timer < timers; timer++) queue.push(gaps[timer & 4095]!, timer)
  const beganMs = performance.now()
  for (let operation = 0; operation < operations; operation++) {
    const nowMs = queue.nextTime()
    const item = queue.pop()
    queue.push(nowMs + gaps[operation & 4095]!, item)
  }
  return (1000 * operations) / (performance.now() - beganMs)
}
