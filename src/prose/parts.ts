import type { DrillFacts } from './frontmatter.ts'

/** What a page to answer is: one of the kinds of drills, or a deep dive. */
export type ExerciseKind = DrillFacts['kind'] | 'deep-dive'

/** The names of parts, as the tags of content/drills and content/deep-dives. */
export type PartName =
  | 'Prompt'
  | 'Clarifications'
  | 'StaffAnswer'
  | 'WhyL6'
  | 'Trap'
  | 'WhyItMisses'
  | 'Context'
  | 'Questions'
  | 'Approach'
  | 'Metrics'
  | 'Organisation'
  | 'Probes'
  | 'Signals'

export interface PartFacts {
  readonly name: PartName
  /** The heading over it. */
  readonly title: string
  /** Its address on its page, after #. */
  readonly anchor: string
  /** Stands before the learner's own answer; the others are unfolded after it. */
  readonly opens: boolean
  /** A page may lack it. */
  readonly optional: boolean
}

const part = (name: PartName, title: string, more: Partial<PartFacts> = {}): PartFacts => ({
  name,
  title,
  anchor: anchorOf(name),
  opens: false,
  optional: false,
  ...more,
})

const prompt = part('Prompt', 'The prompt', { opens: true })
const probes = part('Probes', 'What the interviewer asks next')
const signals = part('Signals', 'What was listened for')

const full = [
  prompt,
  part('Clarifications', 'What you could ask first, and what you would hear', { opens: true }),
  part('StaffAnswer', 'A staff answer'),
  part('WhyL6', 'Why that is L6'),
  part('Trap', 'The L5 trap'),
  part('WhyItMisses', 'Why it misses'),
  probes,
  signals,
]

const twoMinutes = [
  prompt,
  part('StaffAnswer', 'What a good answer contains'),
  part('WhyL6', 'What it tests'),
  part('Trap', 'The L5 trap', { optional: true }),
  signals,
]

const deepDive = [
  part('Context', 'The incident', { opens: true }),
  part('Questions', 'What to find out first'),
  part('Approach', 'The approach, phase by phase'),
  part('Metrics', 'Metrics to watch'),
  part('Organisation', 'What changes in the organisation'),
  probes,
  signals,
]

/** The parts of each kind of page, in order: what a page is checked against, and what it unfolds. */
export const PARTS: Readonly<Record<ExerciseKind, readonly PartFacts[]>> = {
  full,
  pivot: twoMinutes,
  'follow-up': twoMinutes,
  'deep-dive': deepDive,
}

/** Undefined for a part that pages of this kind do not have. */
export function partOf(kind: ExerciseKind, name: PartName): PartFacts | undefined {
  return PARTS[kind].find(each => each.name === name)
}

/** 'WhyItMisses' as 'why-it-misses', 'WhyL6' as 'why-l6'. */
function anchorOf(name: PartName): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()
}
