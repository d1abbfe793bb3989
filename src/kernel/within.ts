import { atMost } from './latch.ts'
import type { Program, Scheduler } from './program.ts'

export type Within<A> = { readonly timedOut: false; readonly value: A } | { readonly timedOut: true }

const TIMED_OUT: Within<never> = { timedOut: true }

/**
 * Runs a program and waits for it at most `delayMs`. When the time runs out the program goes on by itself, as work
 * does whose caller has left; its late value, or error, is nobody's.
 */
export function* within<A>(scheduler: Scheduler, delayMs: number, program: Program<A>): Program<Within<A>> {
  const fiber = scheduler.start(program, 'within')
  return (yield* atMost(delayMs, fiber)) ? { timedOut: false, value: fiber.result() } : TIMED_OUT
}
