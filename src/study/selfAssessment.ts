import type { Dimension, Level } from '#rubric/verdict.ts'
import type { StudyEvent } from './events.ts'

export interface Assessment {
  readonly dimension: Dimension
  readonly level: Level
  /** When it was made, ms since 1970. */
  readonly at: number
  /** The one before it, for what has changed; null for the first. */
  readonly before: { readonly level: Level; readonly at: number } | null
}

/** How learners judge themselves now, by dimension; none for one that they never judged. */
export function assessmentsOf(events: readonly StudyEvent[]): ReadonlyMap<Dimension, Assessment> {
  const latest = new Map<Dimension, Assessment>()
  for (const event of events) {
    if (event.kind !== 'self-assessed') continue
    const { dimension, level } = event.payload
    const last = latest.get(dimension)
    const before = last === undefined ? null : { level: last.level, at: last.at }
    latest.set(dimension, { dimension, level, at: event.at, before })
  }
  return latest
}

/**
 * The lowest of the dimensions that were judged, and of several the one judged longest ago: what was just worked on can wait.
 * undefined when none was.
 */
export function weakest(assessments: ReadonlyMap<Dimension, Assessment>): Assessment | undefined {
  // Levels are named so that their names sort.
  const sorted = [...assessments.values()].sort((a, b) =>
    a.level === b.level ? a.at - b.at : a.level < b.level ? -1 : 1,
  )
  return sorted[0]
}
