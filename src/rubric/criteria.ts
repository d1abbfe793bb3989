import { consistency } from './criteria/consistency.ts'
import { failureModes } from './criteria/failureModes.ts'
import { invalidation } from './criteria/invalidation.ts'
import { multiTier } from './criteria/multiTier.ts'
import { ownership, restraint } from './criteria/ownership.ts'
import type { Criterion } from './criterion.ts'

/** What a run can show of a signal; most signals of the rubric are spoken and have no entry here. */
export const CRITERIA: Readonly<Record<string, Criterion>> = {
  ...failureModes,
  ...invalidation,
  ...consistency,
  ...multiTier,
  ...ownership,
  ...restraint,
}

/** Throws for a signal that no run can show. */
export function criterionFor(signal: string): Criterion {
  const criterion = CRITERIA[signal]
  if (criterion === undefined) throw new Error(`no run can show the signal "${signal}"`)
  return criterion
}
