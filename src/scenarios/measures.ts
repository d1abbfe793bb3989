import type { Summary } from '#recording/recording.ts'
import type { Lesson, ObjectiveResult } from './scenario.ts'

/** Share of the measured requests that got no answer. */
export function failedShare(summary: Summary): number {
  const { shed, rejected, timeout, error } = summary.outcomes
  return summary.requests === 0 ? 0 : (shed + rejected + timeout + error) / summary.requests
}

/** The lab's objectives with what a run measured. */
export function measureObjectives(lesson: Lesson, summary: Summary): readonly ObjectiveResult[] {
  return lesson.objectives.map(({ id, title, metric, unit, target, primary, measure }) => {
    const actual = measure(summary)
    return { id, title, metric, unit, target, actual, met: actual <= target, primary }
  })
}
