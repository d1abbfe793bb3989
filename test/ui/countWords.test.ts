import { expect, test } from 'vitest'
import { countWords } from '#drills/countWords.ts'

test('words are counted as a reader would', () => {
  expect(countWords('')).toBe(0)
  expect(countWords('  \n ')).toBe(0)
  expect(countWords('A thousand queries, 50 connections.')).toBe(5)
  expect(countWords('Don’t re-read 1,000 rows; p99 is 10.0 s')).toBe(8)
  expect(countWords('Überfällige Anfragen')).toBe(2)
})
