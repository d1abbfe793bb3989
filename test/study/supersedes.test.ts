import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { StudyEvent } from '#study/events.ts'
import { supersedes } from '#study/supersedes.ts'

const typed = (text: string, drill = 'herd', sitting = 'one'): StudyEvent => ({
  id: 'x',
  at: 0,
  kind: 'answer-typed',
  payload: { drill, text, sitting },
})

test('an answer with something inserted takes the place of the one before', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (before, inserted, after) => {
      expect(supersedes(typed(before + inserted + after), typed(before + after))).toBe(true)
    }),
  )
})

test('whatever takes the place of a text still holds all of it', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
  fc.assert(
    fc.property(word, word, (later, earlier) => {
      if (!supersedes(typed(later), typed(earlier))) return
      let at = 0
      for (const letter of later) if (letter === earlier[at]) at++
      expect(at).toBe(earlier.length)
    }),
  )
})

test('another drill, another sitting and another kind are never replaced', () => {
  expect(supersedes(typed('ab'), typed('a', 'stale-profile'))).toBe(false)
  expect(supersedes(typed('ab'), typed('a', 'herd', 'two'))).toBe(false)
  const revealed: StudyEvent = { id: 'y', at: 0, kind: 'answer-revealed', payload: { drill: 'herd' } }
  expect(supersedes(typed('ab'), revealed)).toBe(false)
  expect(supersedes(revealed, typed('ab'))).toBe(false)
})
