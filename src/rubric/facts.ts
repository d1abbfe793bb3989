import type { Recording } from '#recording/recording.ts'
import type { Lesson, ObjectiveResult, Scenario } from '#scenarios/scenario.ts'

type Design = Scenario['designs'][number]
export type Policy = Design['policies'][string]

/** What a judgement may rest on. */
export interface Facts {
  readonly lesson: Lesson
  readonly design: Design
  readonly recording: Recording
  readonly objectives: readonly ObjectiveResult[]
}

/** The policies of the types that were read; a type without one is not cached. */
export function policies({ design, recording }: Facts): readonly (readonly [type: string, policy: Policy])[] {
  return Object.entries(design.policies).filter(([type]) => Object.hasOwn(recording.summary.byType, type))
}

/** The policies of the types that were read from a cache. */
export function cachedPolicies(facts: Facts): readonly Policy[] {
  return policies(facts)
    .map(([, policy]) => policy)
    .filter(policy => policy.pattern !== 'none')
}

/**
 * Whether of every type read somebody has decided how, and this holds for those that are cached: a type that goes past
 * the cache on purpose needs no such decision, one that nobody thought of does.
 */
export function everyPolicy(facts: Facts, holds: (policy: Policy) => boolean): boolean {
  const read = Object.keys(facts.recording.summary.byType).length
  return policies(facts).length === read && cachedPolicies(facts).every(holds)
}

/** Whether this holds for at least one cached type. */
export function somePolicy(facts: Facts, holds: (policy: Policy) => boolean): boolean {
  return cachedPolicies(facts).some(holds)
}

/** A type whose computed bound is above the budget written down for it; undefined where there is none. */
export function typeBeyondBudget({ design, recording }: Facts): string | undefined {
  return Object.entries(recording.summary.byType).find(([type, { staleness }]) => {
    const policy = design.policies[type]
    return policy !== undefined && staleness.boundMs > policy.stalenessBudgetMs
  })?.[0]
}

/** Whether a role has somebody in it; blanks are nobody. */
export function isNamed(holder: string | null): boolean {
  return holder !== null && holder.trim() !== ''
}
