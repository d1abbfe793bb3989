import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { expect, test } from 'vitest'
import { answerOf } from '#study/answers.ts'
import { StudyRecord } from '#study/record.ts'
import { MemoryShelf, openShelf, type Shelf } from '#study/shelf.ts'

let names = 0
/** A database of its own for each test. */
const fresh = () => `record-test-${names++}`

let ids = 0
function record(shelf: Shelf, now: () => number = () => 1000): StudyRecord {
  return new StudyRecord({ shelf, now, newId: () => `id-${ids++}` })
}

const typed = (text: string, sitting = 'one', drill = 'herd') =>
  ({ kind: 'answer-typed', payload: { drill, text, sitting } }) as const

async function texts(from: StudyRecord): Promise<string[]> {
  const { events } = await from.read()
  return events.flatMap(event => (event.kind === 'answer-typed' ? [event.payload.text] : []))
}

test('what was appended is there again for a new page', async () => {
  const name = fresh()
  const before = record(await openShelf(name), () => 5000)
  await before.append(typed('A thousand queries.'))
  await before.append({ kind: 'answer-revealed', payload: { drill: 'herd' } })

  const { events, skipped } = await record(await openShelf(name)).read()

  expect(skipped).toBe(0)
  expect(events.map(event => [event.kind, event.at])).toEqual([
    ['answer-typed', 5000],
    ['answer-revealed', 5000],
  ])
  expect(answerOf(events, 'herd')).toEqual({ text: 'A thousand queries.', typedAt: 5000, revealedAt: 5000 })
  expect(answerOf(events, 'another')).toEqual({ text: '', typedAt: null, revealedAt: null })
})

test('a broken row is skipped, counted and left where it is', async () => {
  const name = fresh()
  const study = record(await openShelf(name))
  await study.append(typed('kept'))
  const database = await openDB(name)
  const broken = [
    { id: 'x', kind: 'answer-typed', at: 1, payload: { drill: 'herd', text: 7, sitting: 'one' } },
    { id: 'x', kind: 'answer-typed', at: Number.NaN, payload: { drill: 'herd', text: '', sitting: 'one' } },
    { id: 'x', kind: 'of a later version', at: 1, payload: { drill: 'herd' } },
    { id: 'x', kind: 'answer-revealed', at: 1, payload: null },
    'not an event at all',
  ]
  for (const row of broken) await database.add('events', row)

  const { events, skipped } = await record(await openShelf(name)).read()

  expect(events).toHaveLength(1)
  expect(skipped).toBe(broken.length)
  expect(await database.count('events')).toBe(1 + broken.length)
})

test('two tabs that write the same answer both keep what they wrote', async () => {
  const name = fresh()
  let now = 0
  const first = record(await openShelf(name), () => now)
  const second = record(await openShelf(name), () => now)

  for (const [tab, text, sitting] of [
    [first, 'Count', 'one'],
    [second, 'Lease', 'two'],
    [first, 'Count first', 'one'],
    [second, 'Lease, then count', 'two'],
  ] as const) {
    now++
    await tab.append(typed(text, sitting))
  }
  await Promise.all([first.append(typed('Count first.', 'one')), second.append(typed('Lease.', 'two'))])

  expect(await texts(first)).toEqual(['Lease, then count', 'Count first.', 'Lease.'])
})

test('typing on is one event, whatever was deleted stays its own', async () => {
  const study = record(await openShelf(fresh()))
  for (const text of ['Jit', 'Jitter', 'XFetch, not Jitter', 'XFetch, not', 'XFetch, not a window'])
    await study.append(typed(text))

  expect(await texts(study)).toEqual(['XFetch, not Jitter', 'XFetch, not a window'])
})

test('events come back in the order of their time', async () => {
  const shelf = await openShelf(fresh())
  await record(shelf, () => 200).append(typed('later', 'one'))
  await record(shelf, () => 100).append(typed('earlier', 'two'))

  expect(await texts(record(shelf))).toEqual(['earlier', 'later'])
})

test('without IndexedDB the record works in memory and says so', async () => {
  const real = globalThis.indexedDB
  Object.defineProperty(globalThis, 'indexedDB', { configurable: true, value: undefined })
  try {
    const study = record(await openShelf(fresh()))
    await study.append(typed('not for long'))
    expect(study.durable).toBe(false)
    expect(await texts(study)).toEqual(['not for long'])
  } finally {
    Object.defineProperty(globalThis, 'indexedDB', { configurable: true, value: real })
  }
})

test('a disk that refuses says so to the one who wrote', async () => {
  class FullShelf extends MemoryShelf {
    override add(): Promise<number> {
      return Promise.reject(new DOMException('no room', 'QuotaExceededError'))
    }
  }
  await expect(record(new FullShelf()).append(typed('too much'))).rejects.toThrow('no room')
})
