import type { Recording } from '#recording/recording.ts'
import type { Lesson, ObjectiveResult } from '#scenarios/scenario.ts'
import { CRITERIA } from './criteria.ts'
import type { Facts } from './facts.ts'
import { questionFor } from './questions.ts'
import {
  DIMENSIONS,
  type Dimension,
  type DimensionVerdict,
  LEVELS,
  type Level,
  type Verdict,
} from './verdict.ts'

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
  const dimensions = DIMENSIONS.map(id => judgeDimension(id, facts))
  const core = dimensions.filter(each => lesson.core.includes(each.id))
  const level = core.reduce<Level>((lowest, each) => lower(lowest, each.level ?? 'L7'), 'L7')
  const missing = core
    .filter(each => each.level === level)
    .flatMap(each => each.evidence.filter(one => !one.supports))
  const signal = missing[0]?.signal ?? lesson.beyond
  return { level, dimensions, next: { signal, question: questionFor(signal) } }
}

function judgeDimension(id: Dimension, facts: Facts): DimensionVerdict {
  if (!facts.lesson.dimensions.includes(id)) return { id, level: null, evidence: [] }
  const found = CRITERIA[id].map(criterion => ({ level: criterion.level, evidence: criterion.find(facts) }))
  const holds = (level: Level) => found.every(each => each.level !== level || each.evidence.supports)
  const level: Level = !holds('L5') ? 'L4' : holds('L6') ? 'L6' : 'L5'
  // What keeps the level down comes first: that is what a learner looks for.
  const evidence = found.map(each => each.evidence).sort((a, b) => Number(a.supports) - Number(b.supports))
  return { id, level, evidence }
}

function lower(a: Level, b: Level): Level {
  return LEVELS.indexOf(a) < LEVELS.indexOf(b) ? a : b
}
