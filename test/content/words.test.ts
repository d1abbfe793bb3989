import { expect, it } from 'vitest'
import { missingFrom } from './words.ts'

it('finds words whatever the kind of space, dash and number they are written with', () => {
  expect(missingFrom('Below 80\u00a0% for five minutes', '80 % 5 min')).toEqual([])
  expect(missingFrom('100–500 ms, 10× and thirty seconds', '100-500 ms 10x 30 s')).toEqual([])
  expect(missingFrom('a five-minute TTL', 'TTL 5 min')).toEqual([])
})

it('takes a number only whole and only with its unit', () => {
  expect(missingFrom('for 110 s', '10 s')).toEqual(['10 s'])
  expect(missingFrom('1.5 min', '5 min')).toEqual(['5 min'])
  expect(missingFrom('50 connections', '50 %')).toEqual(['50 %'])
})

it('takes either of two words, and says which are missing', () => {
  expect(missingFrom('the pager rings', 'paged|pager rings often')).toEqual(['often'])
})
