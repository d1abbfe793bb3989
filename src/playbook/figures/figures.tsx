import type { ComponentType } from 'react'
import { Recorded } from '../recorded/Recorded.tsx'
import { Source } from '../Source.tsx'
import { type ExpectedHeight, Late } from './Late.tsx'

/** A figure that is a chunk of its own. `height` is kept for it until it is there. */
function late<Props extends object>(
  height: ExpectedHeight,
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
) {
  return (props: Props) => <Late height={height} load={load} props={props} />
}

/**
 * The figures of prose, by the name under which it calls them. Those that one chapter has to itself, and sequences with their lanes,
 * are a chunk each: a page loads what it shows, and nothing of the others.
 */
export const figures = {
  Recorded,
  Source,
  Sequence: late({ wide: 680, narrow: 720 }, () => import('../Sequence.tsx')),
  StartSession: late({ wide: 850, narrow: 1280 }, () => import('./StartSession.tsx')),
  SelfAssessment: late({ wide: 490, narrow: 840 }, () => import('./SelfAssessment.tsx')),
  Readiness: late({ wide: 1040, narrow: 1320 }, () => import('./Readiness.tsx')),
  InterviewClock: late({ wide: 600, narrow: 860 }, () => import('./InterviewClock.tsx')),
  Architecture: late({ wide: 820, narrow: 1180 }, () => import('./Architecture.tsx')),
  SizingCalculator: late({ wide: 880, narrow: 1180 }, () => import('./SizingCalculator.tsx')),
  StalenessBound: late({ wide: 590, narrow: 990 }, () => import('./StalenessBound.tsx')),
  StalenessBudget: late({ wide: 840, narrow: 1400 }, () => import('./StalenessBudget.tsx')),
  LevelContrast: late({ wide: 910, narrow: 1620 }, () => import('./LevelContrast.tsx')),
  ShouldYouCache: late({ wide: 650, narrow: 1140 }, () => import('./ShouldYouCache.tsx')),
  ExpiryProbability: late({ wide: 800, narrow: 1150 }, () => import('./ExpiryProbability.tsx')),
  FreshnessLoad: late({ wide: 640, narrow: 920 }, () => import('./FreshnessLoad.tsx')),
  OneWrite: late({ wide: 340, narrow: 420 }, () => import('./OneWrite.tsx')),
  WritePatterns: late({ wide: 670, narrow: 860 }, () => import('./WritePatterns.tsx')),
}
