import type { ExerciseKind } from '#prose/parts.ts'

/** What a page of each kind is called, over its title. */
export const KICKERS: Readonly<Record<ExerciseKind, string>> = {
  full: 'Drill',
  pivot: 'The interviewer pivots',
  'follow-up': 'Follow-up question',
  'deep-dive': 'Deep dive',
}
