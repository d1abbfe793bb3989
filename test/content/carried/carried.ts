/**
 * What the playbook has to carry, held against content/ by coverage.test.ts. Words stand for what a reader finds, not for sentences:
 * `a b` wants both words in the same block, `a|b` either. They are compared without regard to case, to kinds of space, dash and quote;
 * `x` stands for the multiplication sign, and numbers keep their units: `30 s`, `95 %`.
 */
export interface Carried {
  /** Page of content/, without its ending: 'playbook/fault-lines'. */
  readonly page: string
  readonly tables?: readonly CarriedTable[]
  /** What has to stand in one block each: a paragraph, an entry of a list, a row, a box, what a probe unfolds. */
  readonly facts?: readonly string[]
}

/** A table of the original with its rows. Each row's words have to stand in one row, all rows in one table. */
export interface CarriedTable {
  /** Words of its head. */
  readonly head: string
  readonly rows: readonly string[]
  /** True where the rows may stand in boxes or probes of the page instead of in one table. */
  readonly anywhere?: true
}

export const CHAPTER_IDS = [
  'how-to-use',
  'executive-summary',
  'interview-walkthrough',
  'staff-lens',
  'problem-framing',
  'fault-lines',
  'failure-modes',
  'evaluation-rubric',
  'interview-flow',
  'level-expectations',
  'controversial-opinions',
  'patterns',
  'thundering-herd-reference',
  'sizing',
  'invalidation-reference',
  'observability',
  'multi-region',
]

/** In the order of the drills' numbers. */
export const DRILL_IDS = [
  'product-catalog',
  'invalidation-strategy',
  'thundering-herd',
  'cache-failure',
  'hot-key',
  'stale-data-incident',
  'multi-region-expansion',
  'ttl-ownership-conflict',
  'cache-correctness-incident',
  'cache-cost-optimization',
]

export const DEEP_DIVE_IDS = [
  'black-friday-cache-failure',
  'stale-payment-data',
  'cache-warming-gone-wrong',
  'multi-tier-intermittent-stale',
  'cache-cost-tripled',
]

/** The live figure that each chapter has to itself, by the components that are one. */
export const LIVE_FIGURES: Readonly<Record<string, readonly string[]>> = {
  'how-to-use': ['StartSession'],
  'executive-summary': ['StalenessBudget'],
  'interview-walkthrough': ['Architecture'],
  'staff-lens': ['LevelContrast'],
  'problem-framing': ['ShouldYouCache'],
  'fault-lines': ['FreshnessLoad', 'Recorded', 'Recorded', 'Recorded'],
  'failure-modes': ['Recorded', 'Recorded', 'Recorded', 'Recorded'],
  'evaluation-rubric': ['SelfAssessment'],
  'interview-flow': ['InterviewClock'],
  'level-expectations': ['Readiness'],
  'controversial-opinions': ['Recorded', 'Recorded', 'Recorded', 'Recorded', 'Recorded'],
  patterns: ['Sequence', 'Sequence', 'Sequence', 'Sequence', 'Source'],
  'thundering-herd-reference': ['ExpiryProbability', 'Source'],
  sizing: ['SizingCalculator'],
  'invalidation-reference': ['Sequence', 'Sequence', 'StalenessBound'],
  observability: ['Recorded'],
  'multi-region': ['Recorded'],
}
