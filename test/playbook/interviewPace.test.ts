import { expect, test } from 'vitest'
import {
  AT_ZERO,
  aheadMs,
  boardAt,
  clockWords,
  movedTo,
  PHASES,
  paceWords,
  passedMs,
  paused,
  phaseAt,
  started,
  WHOLE_MS,
} from '#playbook/figures/interviewPace.ts'

const minutes = (count: number) => count * 60_000

test('the phases fill 45 minutes without a gap', () => {
  let end = 0
  for (const { fromMinute, toMinute } of PHASES) {
    expect(fromMinute).toBe(end)
    expect(toMinute).toBeGreaterThan(fromMinute)
    end = toMinute
  }
  expect(minutes(end)).toBe(WHOLE_MS)
})

test('the clock counts only while it runs, and does not stop at the end', () => {
  let watch = started(AT_ZERO, 1000)
  expect(passedMs(watch, 4000)).toBe(3000)
  watch = paused(watch, 6000)
  expect(passedMs(watch, 900_000)).toBe(5000)
  watch = started(watch, 900_000)
  expect(passedMs(watch, 900_000 + WHOLE_MS)).toBe(WHOLE_MS + 5000)
})

test('starting a clock that runs loses nothing', () => {
  const watch = started(started(AT_ZERO, 1000), 5000)
  expect(passedMs(watch, 6000)).toBe(5000)
})

test('a clock of the machine that is set back takes no time away', () => {
  const watch = started({ passedMs: 2000, runningSince: null }, 10_000)
  expect(passedMs(watch, 3000)).toBe(2000)
})

test('moved by hand, it runs on if it ran and stands if it stood', () => {
  const running = movedTo(started(AT_ZERO, 0), minutes(20), 7000)
  expect(passedMs(running, 8000)).toBe(minutes(20) + 1000)
  const standing = movedTo(AT_ZERO, minutes(20), 7000)
  expect(passedMs(standing, 8000)).toBe(minutes(20))
})

test('a phase begins with its first moment, and the last one has no end', () => {
  expect(phaseAt(0)).toBe(0)
  expect(phaseAt(minutes(5) - 1)).toBe(0)
  expect(phaseAt(minutes(5))).toBe(1)
  expect(phaseAt(minutes(12))).toBe(2)
  expect(phaseAt(minutes(90))).toBe(PHASES.length - 1)
})

test('a talk is behind by what its phase should have ended before, and ahead by what should still come', () => {
  expect(aheadMs(0, minutes(9))).toBe(-minutes(4))
  expect(aheadMs(2, minutes(9))).toBe(minutes(3))
  expect(aheadMs(1, minutes(9))).toBe(0)
  expect(aheadMs(4, minutes(47))).toBe(-minutes(2))
})

test('the board holds what phases that are over have put there, and announces the present one', () => {
  const board = boardAt(minutes(12))
  expect(board.filter(({ due }) => due).map(({ phase }) => phase)).toEqual([0, 0, 0, 1, 1, 1])
  expect(board.filter(({ due }) => !due).every(({ phase }) => phase === 2)).toBe(true)
  expect(boardAt(WHOLE_MS).every(({ due }) => due)).toBe(true)
})

test('pace and time are said in words that can be read at a glance', () => {
  expect(paceWords(10_000)).toBe('on pace')
  expect(paceWords(-14_000)).toBe('on pace')
  expect(paceWords(-190_000)).toBe('3 min behind')
  expect(paceWords(-200_000)).toBe('3 min 30 s behind')
  expect(paceWords(120_000)).toBe('2 min ahead')
  expect(paceWords(31_000)).toBe('30 s ahead')
  expect(clockWords(754_999)).toBe('12:34')
  expect(clockWords(WHOLE_MS + 61_000)).toBe('46:01')
})
