import { expect, it } from 'vitest'
import { formatClock, formatCount, formatMs, formatShare } from '#charts/figures.ts'

it('says durations in the unit a reader would', () => {
  expect(
    [0, 0.004, 1.234, 9.96, 812, 999.6, 5000, 12_480, 599_000, 880_000, 10_440_000].map(formatMs),
  ).toEqual([
    '0 ms',
    '4 µs',
    '1.2 ms',
    '10 ms',
    '812 ms',
    '1.00 s',
    '5.00 s',
    '12.4 s',
    '599.0 s',
    '14.7 min',
    '2.9 h',
  ])
  expect(formatMs(Number.NaN)).toBe('–')
})

it('writes a playhead as minutes, seconds and milliseconds', () => {
  expect([0, 23_480, 59_999.7, 3_600_000].map(formatClock)).toEqual([
    '00:00.000',
    '00:23.480',
    '01:00.000',
    '60:00.000',
  ])
})

it('does not round a small share to nothing', () => {
  expect([0, 0.0004, 0.382, 1].map(formatShare)).toEqual(['0 %', '0.040 %', '38.2 %', '100 %'])
  expect(formatCount(1012)).toBe('1,012')
})
