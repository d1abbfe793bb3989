import { expect, it } from 'vitest'
import { progressOf } from '#drills/progress.ts'

it('a drill is answered when something was written and the staff answer was looked at; either alone is less', () => {
  expect(progressOf({ text: '', revealedAt: null })).toBe('untouched')
  expect(progressOf({ text: ' \n', revealedAt: 1 })).toBe('read')
  expect(progressOf({ text: 'A lease.', revealedAt: null })).toBe('written')
  expect(progressOf({ text: 'A lease.', revealedAt: 1 })).toBe('answered')
})
