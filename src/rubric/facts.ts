import { FAILED_FATES, type Recording } from '#recording/recording.ts'
import type { Lesson, ObjectiveResult, Scenario } from '#scenarios/scenario.ts'

export type Design = Scenario['designs'][number]
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

/**
 * Whether of every type read somebody has decided how, and this holds for those that are cached: of nothing, nothing good
 * can be said, and a type that goes past the cache on purpose needs no such decision.
 */
export function everyPolicy(facts: Facts, holds: (policy: Policy) => boolean): boolean {
  const decided = policies(facts)
  const cached = decided.filter(([, policy]) => policy.pattern !== 'none')
  const read = Object.keys(facts.recording.summary.byType).length
  return cached.length > 0 && decided.length === read && cached.every(([, policy]) => holds(policy))
}

/** Whether a role has somebody in it; blanks are nobody. */
export function isNamed(holder: string | null): boolean {
  return holder !== null && holder.trim() !== ''
}

/** Start of the measured bucket with the highest value, ms. */
export function peakAtMs({ recording }: Facts, values: Uint32Array | Float32Array): number {
  const first = Math.ceil(recording.settleMs / recording.bucketMs)
  let peak = first
  let highest = Number.NEGATIVE_INFINITY
  for (let bucket = first; bucket < values.length; bucket++) {
    // A quantile of a bucket without answers is NaN, and no comparison with NaN holds.
    if (!(values[bucket]! > highest)) continue
    peak = bucket
    highest = values[bucket]!
  }
  return peak * recording.bucketMs
}

/** Start of the first measured bucket in which a request failed, ms; null when none did. */
export function firstFailureMs({ recording }: Facts): number | null {
  for (
    let bucket = Math.ceil(recording.settleMs / recording.bucketMs);
    bucket < recording.buckets;
    bucket++
  ) {
    if (FAILED_FATES.some(fate => recording.series.fates[fate][bucket]! > 0))
      return bucket * recording.bucketMs
  }
  return null
}

export function show(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

export function count(value: number): string {
  return Math.round(value).toLocaleString('en-GB')
}
