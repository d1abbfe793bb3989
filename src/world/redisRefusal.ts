import { TierUnavailable } from '#cache/ports.ts'
import type { Program } from '#kernel/program.ts'

/** What a client gets from a node that is down, and one that waited there when it went down. */
export function refusal(node: number): TierUnavailable {
  return new TierUnavailable(`redis node ${node} is down`)
}

export function timedOut(node: number): TierUnavailable {
  return new TierUnavailable(`redis node ${node} did not answer in time`)
}

export function cutOff(node: number): TierUnavailable {
  return new TierUnavailable(`redis node ${node} is cut off`)
}

/** A write that a full node does not take. */
export function outOfMemory(node: number): TierUnavailable {
  return new TierUnavailable(`redis node ${node} is out of memory`)
}

/** The answer, or that there is none: as a value, because it has to travel first. */
export function* unlessRefused<A>(program: Program<A>): Program<A | TierUnavailable> {
  try {
    return yield* program
  } catch (error) {
    if (error instanceof TierUnavailable) return error
    throw error
  }
}

/** When it has arrived. */
export function orThrow<A>(outcome: A | TierUnavailable): A {
  if (outcome instanceof TierUnavailable) throw outcome
  return outcome
}
