import { expect, test } from 'vitest'
import { sessionPlan } from '#playbook/figures/sessionPlan.ts'
import { inTheBook } from '#playbook/printedLinks.ts'
import { minutesFor, progressOf, sectionsIn } from '#playbook/reading/progress.ts'

const chapter = {
  id: 'fault-lines',
  title: 'Fault lines',
  minutes: { quick: 4, deep: 10 },
  sections: [
    { id: '(opening)', words: 100 },
    { id: 'who-pays', words: 300 },
    { id: 'the-curve', words: 600, from: 'deep' as const },
  ],
}
const ids = (mode: 'quick' | 'targeted' | 'deep') => sectionsIn(mode, chapter).map(({ id }) => id)

test('a mode shows what it does not fold', () => {
  expect(ids('quick')).toEqual(['(opening)', 'who-pays'])
  expect(ids('targeted')).toEqual(['(opening)', 'who-pays'])
  expect(ids('deep')).toEqual(['(opening)', 'who-pays', 'the-curve'])
})

test('the time left counts what the mode shows and what is not read yet, by words', () => {
  const nothing = new Set<string>()
  expect(progressOf('deep', chapter, nothing)).toEqual({ read: 0, sections: 3, minutesLeft: 10 })
  expect(progressOf('quick', chapter, nothing).minutesLeft).toBe(4)
  expect(progressOf('quick', chapter, new Set(['who-pays'])).minutesLeft).toBe(1)
  expect(progressOf('deep', chapter, new Set(['the-curve'])).minutesLeft).toBe(4)
  // Read in a longer mode: it shortens nothing here.
  expect(progressOf('quick', chapter, new Set(['the-curve'])).minutesLeft).toBe(4)
})

test('nothing is left only when all of it is read, and a section that is no longer there counts for nothing', () => {
  expect(progressOf('quick', chapter, new Set(['(opening)', 'who-pays']))).toEqual({
    read: 2,
    sections: 2,
    minutesLeft: 0,
  })
  expect(progressOf('quick', chapter, new Set(['who-pays', 'of-last-year'])).minutesLeft).toBe(1)
  const short = {
    ...chapter,
    minutes: { deep: 1 },
    sections: [
      { id: 'a', words: 999 },
      { id: 'b', words: 1 },
    ],
  }
  expect(progressOf('deep', short, new Set(['a'])).minutesLeft).toBe(1)
})

test('a folded stretch takes its words at 200 a minute, and never nothing', () => {
  expect([minutesFor(590), minutesFor(20)]).toEqual([3, 1])
})

test('a session adds its chapters up and begins at the first of which something is left', () => {
  const other = { ...chapter, id: 'sizing', title: 'Sizing', minutes: { quick: 3, deep: 3 } }
  const readIn = (id: string) => new Set(id === 'fault-lines' ? ['(opening)', 'who-pays'] : [])
  const plan = sessionPlan('quick', [chapter, other], readIn)
  expect(plan.chapters.map(({ fromMinute, readShare }) => [fromMinute, readShare])).toEqual([
    [0, 1],
    [4, 0],
  ])
  expect(plan).toMatchObject({ minutes: 7, minutesLeft: 3, isBegun: true, next: { id: 'sizing' } })
  expect(sessionPlan('quick', [chapter], readIn).next).toBeNull()
  expect(sessionPlan('quick', [other], () => new Set<string>()).isBegun).toBe(false)
})

test('links of the printed book stay in it where they can', () => {
  const book = ['fault-lines', 'sizing']
  expect(inTheBook('#who-pays', 'fault-lines', book)).toBe('#fault-lines--who-pays')
  expect(inTheBook('/playbook/sizing', 'fault-lines', book)).toBe('#sizing')
  expect(inTheBook('/playbook/sizing#the-curve', 'fault-lines', book)).toBe('#sizing--the-curve')
  expect(inTheBook('/lab/sizing', 'fault-lines', book)).toBeNull()
  expect(inTheBook('/playbook/gone', 'fault-lines', book)).toBeNull()
})
