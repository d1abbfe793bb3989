import type { Summary } from '#recording/recording.ts'
import type { ObjectiveResult, Scenario } from './scenario.ts'

/** Share of the measured requests that got no answer. */
export function failedShare(summary: Summary): number {
  const { shed, rejected, timeout, error } = summary.outcomes
  return summary.requests === 0 ? 0 : (shed + rejected + timeout + error) / summary.requests
}

/** The scenario's objectives with what a run measured. */
export function measureObjectives(scenario: Scenario, summary: Summary): readonly ObjectiveResult[] {
  return scenario.objectives.map(({ id, title, metric, unit, target, primary, measure }) => {
    const actual = measure(summary)
    return { id, title, metric, unit, target, actual, met: actual <= target, primary }
  })
}
