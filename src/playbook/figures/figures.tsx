import type { ComponentType } from 'react'
import { Late } from './Late.tsx'

/** A figure that is a chunk of its own. */
export function late<Props extends object>(load: () => Promise<{ readonly default: ComponentType<Props> }>) {
  return (props: Props) => <Late load={load} props={props} />
}

/**
 * The figures that one chapter each has to itself, by the name under which its prose calls them. Each is a chunk of its own: a
 * chapter loads the figures it shows, and none of the others.
 */
export const figures = {
  StartSession: late(() => import('./StartSession.tsx')),
  SelfAssessment: late(() => import('./SelfAssessment.tsx')),
  Readiness: late(() => import('./Readiness.tsx')),
  InterviewClock: late(() => import('./InterviewClock.tsx')),
  Architecture: late(() => import('./Architecture.tsx')),
  SizingCalculator: late(() => import('./SizingCalculator.tsx')),
  StalenessBound: late(() => import('./StalenessBound.tsx')),
  StalenessBudget: late(() => import('./StalenessBudget.tsx')),
  LevelContrast: late(() => import('./LevelContrast.tsx')),
  ShouldYouCache: late(() => import('./ShouldYouCache.tsx')),
  ExpiryProbability: late(() => import('./ExpiryProbability.tsx')),
  FreshnessLoad: late(() => import('./FreshnessLoad.tsx')),
  OneWrite: late(() => import('./OneWrite.tsx')),
  WritePatterns: late(() => import('./WritePatterns.tsx')),
}
