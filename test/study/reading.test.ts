import { expect, test } from 'vitest'
import { OPENING } from '#prose/headings.ts'
import { parseEvent, type StudyEvent } from '#study/events.ts'
import { PlaceKeeper } from '#study/placeKeeper.ts'
import { type Place, readingOf } from '#study/reading.ts'
import { StudyRecord } from '#study/record.ts'
import { MemoryShelf } from '#study/shelf.ts'
import { supersedes } from '#study/supersedes.ts'

const left = (block: number, chapter = 'sizing', sitting = 'one', section = 'the-curve') =>
  ({ kind: 'place-left', payload: { chapter, section, block, sitting } }) as const
const read = (section: string, chapter = 'sizing') =>
  ({ kind: 'section-read', payload: { chapter, section } }) as const

const event = (said: ReturnType<typeof left> | ReturnType<typeof read>, at = 0): StudyEvent => ({
  ...said,
  id: 'x',
  at,
})

function studyRecord() {
  let ids = 0
  const shelf = new MemoryShelf()
  return { shelf, study: new StudyRecord({ shelf, now: () => ids, newId: () => `id-${ids++}` }) }
}

test('a place and a section that was read survive storage, and nonsense does not', () => {
  for (const kept of [event(left(3)), event(left(0, 'sizing', 'one', OPENING)), event(read('the-curve'))])
    expect(parseEvent(structuredClone(kept))).toEqual(kept)
  const { payload } = left(3)
  for (const block of [-1, 0.5, Number.NaN, 10_000, '3', undefined])
    expect(parseEvent({ ...event(left(3)), payload: { ...payload, block } }), String(block)).toBeUndefined()
  for (const field of ['chapter', 'section', 'sitting'])
    expect(parseEvent({ ...event(left(3)), payload: { ...payload, [field]: '' } }), field).toBeUndefined()
  expect(parseEvent({ ...event(read('x')), payload: { chapter: 'sizing' } })).toBeUndefined()
})

test('a place of the same sitting takes the place of the one before, and of no other', () => {
  expect(supersedes(event(left(4)), event(left(3)))).toBe(true)
  expect(supersedes(event(left(2)), event(left(3)))).toBe(true)
  expect(supersedes(event(left(4, 'sizing', 'two')), event(left(3)))).toBe(false)
  expect(supersedes(event(left(4, 'patterns')), event(left(3)))).toBe(false)
  expect(supersedes(event(read('the-curve')), event(left(3)))).toBe(false)
  expect(supersedes(event(read('the-curve')), event(read('the-curve')))).toBe(false)
})

test('reading for an hour leaves one place, and what was typed and read meanwhile stays', async () => {
  const { shelf, study } = studyRecord()
  const typed = (text: string) =>
    study.append({ kind: 'answer-typed', payload: { drill: 'herd', text, sitting: 'box' } })
  await typed('A thousand')
  for (let block = 1; block <= 900; block++) {
    await study.append(left(block))
    if (block % 300 === 0) await study.append(read(`section-${block}`))
  }
  await typed('A thousand queries')

  const { events } = await study.read()
  expect(events.map(each => each.kind)).toEqual([
    'section-read',
    'section-read',
    'place-left',
    'section-read',
    'answer-typed',
  ])
  expect(readingOf(events).get('sizing')?.place).toEqual({ section: 'the-curve', block: 900 })
  expect(events.at(-1)).toMatchObject({ payload: { text: 'A thousand queries' } })
  expect(await shelf.all()).toHaveLength(5)
})

test('what was read is kept by chapter, and the chapter read last stands last', () => {
  const reading = readingOf([
    event(left(3, 'patterns'), 1),
    event(read('the-curve'), 2),
    event(read('questions'), 3),
    event(left(5), 4),
    event(read('read-through', 'patterns'), 5),
  ])
  expect([...reading.keys()]).toEqual(['sizing', 'patterns'])
  expect(reading.get('sizing')).toEqual({
    place: { section: 'the-curve', block: 5 },
    at: 4,
    read: new Set(['the-curve', 'questions']),
  })
  expect(reading.get('patterns')?.place).toEqual({ section: 'the-curve', block: 3 })
})

/** Timers that run out when a test says so. */
function keeper(write: (place: Place) => Promise<unknown> = () => Promise.resolve()) {
  const written: Place[] = []
  let callback: (() => void) | undefined
  let set = 0
  const kept = new PlaceKeeper({
    timers: {
      set: (each: () => void) => {
        callback = each
        return ++set
      },
      clear: () => {
        callback = undefined
      },
    },
    write: place => {
      written.push(place)
      return write(place)
    },
  })
  return {
    kept,
    written,
    started: () => set,
    runOut: () => {
      const run = callback
      callback = undefined
      run?.()
    },
  }
}

const at = (block: number): Place => ({ section: 'the-curve', block })

test('a reader who moves all the time is written as often as the clock runs out, with where they are then', () => {
  const { kept, written, started, runOut } = keeper()
  for (let block = 0; block < 50; block++) kept.moved(at(block))
  expect(written).toEqual([])
  expect(started()).toBe(1)
  runOut()
  expect(written).toEqual([at(49)])
})

test('standing still writes nothing, and leaving writes at once what is not written yet', () => {
  const { kept, written, runOut } = keeper()
  kept.flush()
  kept.moved(at(1))
  kept.flush()
  kept.moved(at(1))
  runOut()
  kept.flush()
  expect(written).toEqual([at(1)])
  kept.moved(at(2))
  kept.flush()
  expect(written).toEqual([at(1), at(2)])
})

test('a place that the disk refused is written again with the next move', async () => {
  const { kept, written } = keeper(() => Promise.reject(new Error('no room')))
  kept.moved(at(1))
  kept.flush()
  await Promise.resolve()
  await Promise.resolve()
  kept.moved(at(1))
  kept.flush()
  expect(written).toEqual([at(1), at(1)])
})
