import { expect, test } from 'vitest'
import {
  isFolded,
  kickerOf,
  MODE_IDS,
  markOf,
  minutesIn,
  neighboursOf,
  numberOf,
  partsOf,
  pathOf,
} from '#playbook/ways/modes.ts'
import type { ChapterFacts } from '#prose/frontmatter.ts'

const chapter = (id: string, minutes: ChapterFacts['minutes'], appendix = false) =>
  ({ id, title: id, minutes, appendix, sections: [] }) as unknown as ChapterFacts

const CHAPTERS = [
  chapter('how-to-use', { deep: 4 }),
  chapter('executive-summary', { quick: 5, targeted: 9, deep: 11 }),
  chapter('staff-lens', { deep: 9 }),
  chapter('fault-lines', { quick: 5, targeted: 15, deep: 15 }),
  chapter('failure-modes', { targeted: 10, deep: 22 }),
  chapter('patterns', { deep: 16 }, true),
  chapter('sizing', { deep: 9 }, true),
]
const ids = (chapters: readonly { readonly id: string }[]) => chapters.map(({ id }) => id)
const [howTo, summary, , , failure, , sizing] = CHAPTERS as [
  ChapterFacts,
  ChapterFacts,
  ChapterFacts,
  ChapterFacts,
  ChapterFacts,
  ChapterFacts,
  ChapterFacts,
]

test('a path holds the chapters that have minutes in its mode, and the deep one all of them', () => {
  expect(ids(pathOf('quick', CHAPTERS))).toEqual(['executive-summary', 'fault-lines'])
  expect(ids(pathOf('targeted', CHAPTERS))).toEqual(['executive-summary', 'fault-lines', 'failure-modes'])
  expect(pathOf('deep', CHAPTERS)).toEqual(CHAPTERS)
})

test('only targeted study has chapters that are chosen by weak spots', () => {
  expect(ids(partsOf('targeted', CHAPTERS).weakSpots)).toEqual(['failure-modes'])
  for (const mode of ['quick', 'deep'] as const) {
    expect(partsOf(mode, CHAPTERS).weakSpots).toEqual([])
    expect(partsOf(mode, CHAPTERS).core).toEqual(pathOf(mode, CHAPTERS))
  }
})

test('what is read from a mode on is folded in shorter ones, and nothing is in the deep one', () => {
  const folded = (from: 'targeted' | 'deep' | undefined) => MODE_IDS.filter(mode => isFolded(from, mode))
  expect(folded('targeted')).toEqual(['quick'])
  expect(folded('deep')).toEqual(['quick', 'targeted'])
  expect(folded(undefined)).toEqual([])
})

test('a chapter that a mode leaves out takes as long as all of it', () => {
  expect(minutesIn('quick', summary)).toBe(5)
  expect(minutesIn('quick', failure)).toBe(22)
})

test('next and before follow the path, and after its last chapter come its exercises', () => {
  const around = (mode: 'quick' | 'targeted' | 'deep', id: string) => {
    const { previous, next } = neighboursOf(mode, id, CHAPTERS)
    return [previous?.to ?? null, next?.to ?? null]
  }
  expect(around('quick', 'executive-summary')).toEqual([null, '/playbook/fault-lines'])
  expect(around('quick', 'fault-lines')).toEqual(['/playbook/executive-summary', '/drills'])
  expect(around('targeted', 'failure-modes')).toEqual(['/playbook/fault-lines', '/deep-dives'])
  expect(around('deep', 'how-to-use')).toEqual([null, '/playbook/executive-summary'])
  expect(around('deep', 'sizing')).toEqual(['/playbook/patterns', '/drills'])
})

test('from a chapter outside of the path one comes back to it', () => {
  const { previous, next } = neighboursOf('quick', 'staff-lens', CHAPTERS)
  expect([previous?.title, next?.title]).toEqual(['executive-summary', 'fault-lines'])
})

test('chapters and appendices are counted apart, and a chosen short way counts its own', () => {
  expect(numberOf(failure, CHAPTERS)).toBe('Chapter 5 of 5')
  expect(numberOf(sizing, CHAPTERS)).toBe('Appendix B')
  expect([markOf(howTo, CHAPTERS), markOf(sizing, CHAPTERS)]).toEqual(['1', 'B'])
  expect(kickerOf(summary, 'quick', CHAPTERS)).toBe('Quick review, 1 of 2')
  expect(kickerOf(failure, 'quick', CHAPTERS)).toBe('Chapter 5 of 5')
  expect(kickerOf(summary, 'deep', CHAPTERS)).toBe('Chapter 2 of 5')
  expect(kickerOf(summary, null, CHAPTERS)).toBe('Chapter 2 of 5')
})
