import type { Recording } from '#recording/recording.ts'
import type { Lesson, ObjectiveResult } from '#scenarios/scenario.ts'
import { boundsKept, measuredStaleness } from './criteria/consistency.ts'
import { ownership } from './criteria/ownership.ts'
import { criterionFor } from './criteria.ts'
import type { Criterion } from './criterion.ts'
import type { Facts } from './facts.ts'
import { inUnit } from './figures.ts'
import { questionFor } from './questions.ts'
import { dimensionOf } from './signals.ts'
import {
  DIMENSIONS,
  type Dimension,
  type DimensionVerdict,
  type Evidence,
  LEVELS,
  type Level,
  type Verdict,
} from './verdict.ts'

/** Asked of every lab: that copies end, that somebody agreed how old they may be, and who answers for it. */
const ALWAYS = ['ttl-as-safety-net', 'product-signs-off', ...Object.keys(ownership)]

/** A piece of evidence, and the level that asks for it. */
interface Finding {
  readonly level: Level
  readonly dimension: Dimension
  readonly evidence: Evidence
}

/**
 * Judges one run. A dimension reaches a level when everything the levels up to it ask for is there; the verdict is the
 * lowest level over the lab's core dimensions. A run cannot show more than L6: L7 is about what an organisation does.
 */
export function judge(
  lesson: Lesson,
  design: Facts['design'],
  recording: Recording,
  objectives: readonly ObjectiveResult[],
): Verdict {
  const facts: Facts = { lesson, design, recording, objectives }
  const findings = [...outcomes(facts), ...decisions(facts)]
  const dimensions = DIMENSIONS.map(id =>
    judgeDimension(
      id,
      findings.filter(each => each.dimension === id),
    ),
  )
  const core = dimensions.filter(each => lesson.core.includes(each.id))
  const level = core.reduce<Level>((lowest, each) => lower(lowest, each.level ?? 'L7'), 'L7')
  const missing = core
    .filter(each => each.level === level)
    .flatMap(each => each.evidence.filter(one => !one.supports))
  const signal = missing[0]?.signal ?? lesson.beyond
  return { level, dimensions, next: { signal, question: questionFor(signal) } }
}

/** What was measured: whatever reaches the objectives counts, by whichever mechanism. */
function outcomes({ lesson, recording, objectives }: Facts): readonly Finding[] {
  return lesson.objectives.map((objective, index) => {
    const { title, unit, actual, target, met } = objectives[index]!
    const text = met
      ? `${title}: ${inUnit(actual, unit)}, at most ${inUnit(target, unit)} wanted`
      : `${title}: ${inUnit(actual, unit)}, where ${inUnit(target, unit)} was the most`
    return finding(objective.shows, 'L6', { supports: met, text, atMs: objective.at(recording) })
  })
}

/** What the design decided: the lab's own signals, and what is asked of every lab. */
function decisions(facts: Facts): readonly Finding[] {
  const asked = new Set([...facts.lesson.signals, ...ALWAYS])
  const found = (signal: string, { level, find }: Criterion) => finding(signal, level, find(facts))
  return [
    found('budget-per-data-type', measuredStaleness),
    found('budget-per-data-type', boundsKept),
    ...[...asked].map(signal => found(signal, criterionFor(signal))),
  ]
}

function finding(signal: string, level: Level, evidence: Omit<Evidence, 'signal'>): Finding {
  return { level, dimension: dimensionOf(signal), evidence: { signal, ...evidence } }
}

function judgeDimension(id: Dimension, found: readonly Finding[]): DimensionVerdict {
  if (found.length === 0) return { id, level: null, evidence: [] }
  const holds = (level: Level) => found.every(each => each.level !== level || each.evidence.supports)
  const level: Level = !holds('L5') ? 'L4' : holds('L6') ? 'L6' : 'L5'
  // What keeps the level down comes first: that is what a learner looks for.
  const evidence = found.map(each => each.evidence).sort((a, b) => Number(a.supports) - Number(b.supports))
  return { id, level, evidence }
}

function lower(a: Level, b: Level): Level {
  return LEVELS.indexOf(a) < LEVELS.indexOf(b) ? a : b
}
