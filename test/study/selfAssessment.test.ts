import { expect, test } from 'vitest'
import type { Dimension, Level } from '#rubric/verdict.ts'
import type { StudyEvent } from '#study/events.ts'
import { assessmentsOf, weakest } from '#study/selfAssessment.ts'

let ids = 0
const judged = (dimension: Dimension, level: Level, at: number): StudyEvent => ({
  id: `id-${ids++}`,
  kind: 'self-assessed',
  at,
  payload: { dimension, level },
})

test('the last judgement of a dimension counts, and the one before it tells what changed', () => {
  const assessments = assessmentsOf([
    judged('invalidation', 'L4', 1),
    judged('ownership', 'L5', 2),
    judged('invalidation', 'L5', 3),
    judged('invalidation', 'L6', 4),
  ])
  expect(assessments.get('invalidation')).toEqual({
    dimension: 'invalidation',
    level: 'L6',
    at: 4,
    before: { level: 'L5', at: 3 },
  })
  expect(assessments.get('ownership')?.before).toBeNull()
  expect(assessments.has('multi-tier')).toBe(false)
})

test('the weakest dimension is the lowest, and of equals the one that was judged longest ago', () => {
  const events = [
    judged('consistency', 'L5', 1),
    judged('ownership', 'L6', 2),
    judged('multi-tier', 'L5', 3),
    judged('consistency', 'L5', 4),
  ]
  expect(weakest(assessmentsOf(events))?.dimension).toBe('multi-tier')
  expect(weakest(assessmentsOf([...events, judged('ownership', 'L4', 5)]))?.dimension).toBe('ownership')
  expect(weakest(assessmentsOf([]))).toBeUndefined()
})
