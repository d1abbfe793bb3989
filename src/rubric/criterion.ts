import type { Facts } from './facts.ts'
import type { Evidence, Level } from './verdict.ts'

/** What a run can show of one signal, and for which level it counts. */
export interface Criterion {
  readonly level: Level
  find(facts: Facts): Omit<Evidence, 'signal'>
}

/** A decision the design shows, or does not. */
export function decision(
  holds: (facts: Facts) => boolean,
  yes: string | ((facts: Facts) => string),
  no: string | ((facts: Facts) => string),
  level: Level = 'L6',
): Criterion {
  return {
    level,
    find: facts => {
      const supports = holds(facts)
      const text = supports ? yes : no
      return { supports, text: typeof text === 'string' ? text : text(facts), atMs: null }
    },
  }
}
