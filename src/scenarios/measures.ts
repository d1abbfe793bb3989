import type { Summary } from '#recording/recording.ts'
import type { Lesson, ObjectiveResult } from './scenario.ts'

type Measured = Pick<Summary, 'requests' | 'outcomes'>

function failures({ outcomes: { shed, rejected, timeout, error } }: Measured): number {
  return shed + rejected + timeout + error
}

/** Share of the requests of all these together that got no answer. */
export function failedShare(measured: readonly Measured[]): number {
  const requests = measured.reduce((sum, each) => sum + each.requests, 0)
  return requests === 0 ? 0 : measured.reduce((sum, each) => sum + failures(each), 0) / requests
}

/** The lab's objectives with what a run measured. */
export function measureObjectives(lesson: Lesson, summary: Summary): readonly ObjectiveResult[] {
  return lesson.objectives.map(({ id, title, metric, unit, target, primary, measure }) => {
    const actual = measure(summary)
    return { id, title, metric, unit, target, actual, met: actual <= target, primary }
  })
}
