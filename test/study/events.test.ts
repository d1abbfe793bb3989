import { expect, test } from 'vitest'
import { parseEvent } from '#study/events.ts'
import { StudyRecord } from '#study/record.ts'
import { MemoryShelf } from '#study/shelf.ts'

const row = (kind: string, payload: unknown) => ({ id: 'x', at: 1000, kind, payload })

test('a self-assessment holds a dimension and a level of the rubric, and nothing else', () => {
  const payload = { dimension: 'multi-tier', level: 'L6' }
  expect(parseEvent(row('self-assessed', { ...payload, more: 1 }))?.payload).toEqual(payload)
})

test('a self-assessment with a word that the rubric does not have is no event', () => {
  for (const payload of [
    { dimension: 'tiers', level: 'L6' },
    { dimension: 'multi-tier', level: 'L8' },
    { dimension: 'toString', level: 'L6' },
    { dimension: 'multi-tier' },
    { level: 'L6' },
    { dimension: ['multi-tier'], level: 'L6' },
  ])
    expect(parseEvent(row('self-assessed', payload)), JSON.stringify(payload)).toBeUndefined()
})

test('a mark on an ability says which one, and whether it was set or taken away', () => {
  const payload = { ability: 'ask-for-the-budget', able: false }
  expect(parseEvent(row('ability-marked', payload))?.payload).toEqual(payload)
  for (const broken of [{ ability: '', able: true }, { ability: 'x', able: 'yes' }, { able: true }])
    expect(parseEvent(row('ability-marked', broken)), JSON.stringify(broken)).toBeUndefined()
})

test('an answer without a drill is no event', () => {
  expect(parseEvent(row('answer-typed', { text: 'a', sitting: 's' }))).toBeUndefined()
  expect(parseEvent(row('answer-revealed', {}))).toBeUndefined()
})

test('whoever listens to a record hears of each event once it can be read, until they stop', async () => {
  const record = new StudyRecord({ shelf: new MemoryShelf(), now: () => 1, newId: () => 'id' })
  const seen: number[] = []
  const stop = record.onAppended(() => void record.read().then(({ events }) => seen.push(events.length)))
  const mark = { kind: 'ability-marked', payload: { ability: 'push-back', able: true } } as const
  await record.append(mark)
  await record.append(mark)
  stop()
  await record.append(mark)
  expect(seen).toEqual([1, 2])
})
