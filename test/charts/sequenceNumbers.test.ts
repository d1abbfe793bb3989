import { expect, it } from 'vitest'
import { sequenceNumbers } from '#charts/sequenceNumbers.ts'
import { lostDelete, writeRaceWithToken } from '#sequences/exchanges/invalidation.ts'

it('has a row for each message, with its answer, when that came, and what it was worth', () => {
  const { rows } = sequenceNumbers(writeRaceWithToken())
  // A look-up of 1 ms, then a load of 200 with its two ways of 1 ms.
  expect(rows[0]).toEqual(['0 ms', 'reader', 'instance 1', 'read product:7', '203 ms', 'v1, miss'])
  expect(rows.find(([, , , message]) => message?.startsWith('SET'))?.at(-1)).toBe('refused')
  const sent = rows.map(([ms = '']) => Number.parseFloat(ms))
  expect(sent).toEqual([...sent].sort((a, b) => a - b))
})

it('says of a message that never arrived that it is lost', () => {
  const lost = sequenceNumbers(lostDelete()).rows.find(([, , , message]) => message === 'DEL product:7')
  expect(lost?.slice(-2)).toEqual(['', 'lost'])
})
