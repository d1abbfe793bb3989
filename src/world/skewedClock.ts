import type { Chance } from '#kernel/chance.ts'

interface Clock {
  readonly nowMs: number
}

/** The clock of one instance: wrong by up to `mostMs` either way, for the whole run. The true one where nothing is wrong. */
export function skewedClock(clock: Clock, mostMs: number, chance: Chance, instance: number): Clock {
  if (mostMs === 0) return clock
  const skewMs = (2 * chance.about('clock skew').uniform(instance) - 1) * mostMs
  return {
    get nowMs() {
      return clock.nowMs + skewMs
    },
  }
}
