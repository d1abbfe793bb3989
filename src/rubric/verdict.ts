export const LEVELS = ['L4', 'L5', 'L6', 'L7'] as const
export type Level = (typeof LEVELS)[number]

export const DIMENSIONS = [
  'first-move',
  'invalidation',
  'consistency',
  'failure-modes',
  'multi-tier',
  'ownership',
] as const
export type Dimension = (typeof DIMENSIONS)[number]

/** A judgement of one run: what the design decided and what the recording measured. */
export interface Verdict {
  /** The lowest level over the lab's core dimensions. */
  readonly level: Level
  readonly dimensions: readonly DimensionVerdict[]
  /** What would have raised the level, and the question an interviewer would ask to test for it; null at the top. */
  readonly next: { readonly signal: string; readonly question: string } | null
}

export interface DimensionVerdict {
  readonly id: Dimension
  /** null: the lab does not exercise it. */
  readonly level: Level | null
  readonly evidence: readonly Evidence[]
}

export interface Evidence {
  /** A signal of the rubric, e.g. 'request-coalescing'. */
  readonly signal: string
  readonly text: string
  /** Speaks for the level (true) or is what keeps it down. */
  readonly supports: boolean
  /** Where in the recording to look; null for a decision of the design. */
  readonly atMs: number | null
}
