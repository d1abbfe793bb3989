import type { Recording } from '#recording/recording.ts'
import type { Lesson, ObjectiveResult } from './scenario.ts'

/** The lab's objectives with what a run measured. */
export function measureObjectives(lesson: Lesson, recording: Recording): readonly ObjectiveResult[] {
  return lesson.objectives.map(({ id, title, metric, unit, target, primary, measure }) => {
    const actual = measure(recording)
    return { id, title, metric, unit, target, actual, met: actual <= target, primary }
  })
}
