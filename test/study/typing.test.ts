import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { answerOf } from '#study/answers.ts'
import { StudyRecord } from '#study/record.ts'
import { openShelf } from '#study/shelf.ts'
import { type Timers, Typing, type TypingState } from '#study/typing.ts'

/** Time that passes only when a test says so. */
class Clock implements Timers {
  now = 0
  private readonly waiting = new Map<number, { atMs: number; callback: () => void }>()
  private next = 1

  set(callback: () => void, ms: number): number {
    this.waiting.set(this.next, { atMs: this.now + ms, callback })
    return this.next++
  }

  clear(timer: unknown): void {
    this.waiting.delete(timer as number)
  }

  pass(ms: number): void {
    this.now += ms
    for (const [timer, { atMs, callback }] of [...this.waiting]) {
      if (atMs > this.now) continue
      this.waiting.delete(timer)
      callback()
    }
  }
}

/** An answer box over a disk whose writes are noted with the time at which they began. */
function box(write: (text: string) => Promise<unknown> = () => Promise.resolve()) {
  const clock = new Clock()
  const begun: { text: string; atMs: number }[] = []
  const states: TypingState[] = []
  const written: Promise<unknown>[] = []
  const typing = new Typing({
    timers: clock,
    onState: state => states.push(state),
    write: text => {
      begun.push({ text, atMs: clock.now })
      const promise = write(text)
      written.push(promise.catch(() => undefined))
      return promise
    },
  })
  return { clock, begun, states, typing, settled: () => Promise.all(written) }
}

test('the last key is written within a second', () => {
  const { clock, begun, typing } = box()
  typing.typed('done')
  clock.pass(1000)
  expect(begun).toEqual([{ text: 'done', atMs: 1000 }])
})

test('somebody who never pauses is written at least every second', () => {
  const { clock, begun, typing } = box()
  for (let key = 1; key <= 300; key++) {
    typing.typed('x'.repeat(key))
    clock.pass(50)
  }
  const gaps = begun.map((each, i) => each.atMs - (begun[i - 1]?.atMs ?? 0))
  expect(Math.max(...gaps)).toBeLessThanOrEqual(1000)
  expect(begun.length).toBeGreaterThanOrEqual(15)
})

test('hiding the page writes at once, and only what is not written yet', () => {
  const { clock, begun, typing } = box()
  typing.typed('half a sen')
  void typing.flush()
  void typing.flush()
  clock.pass(5000)
  expect(begun).toEqual([{ text: 'half a sen', atMs: 0 }])
})

test('a write that failed is tried again, with the newest text, and the page knows', async () => {
  let full = true
  const { clock, begun, states, typing, settled } = box(() =>
    full ? Promise.reject(new Error('no room')) : Promise.resolve(),
  )
  typing.typed('first')
  clock.pass(1000)
  await settled()
  expect(states.at(-1)).toBe('failed')
  full = false
  clock.pass(1000)
  await settled()
  expect(begun.map(each => each.text)).toEqual(['first', 'first'])
  expect(states.at(-1)).toBe('saved')
})

test('a key pressed while a write is under way is unsaved until its own write', async () => {
  const { clock, states, typing, settled } = box()
  typing.typed('a')
  clock.pass(500)
  typing.typed('ab')
  await settled()
  expect(states.at(-1)).toBe('unsaved')
  clock.pass(500)
  await settled()
  expect(states.at(-1)).toBe('saved')
})

test('an answer typed for a minute is on disk for the next page, within its last second', async () => {
  const name = 'typing-test'
  const clock = new Clock()
  let ids = 0
  const study = new StudyRecord({
    shelf: await openShelf(name),
    now: () => clock.now,
    newId: () => `id-${ids++}`,
  })
  let last: Promise<unknown> = Promise.resolve()
  const typing = new Typing({
    timers: clock,
    onState: () => {},
    write: text => {
      last = study.append({ kind: 'answer-typed', payload: { drill: 'herd', text, sitting: 'one' } })
      return last
    },
  })
  let text = ''
  for (let key = 0; key < 600; key++) {
    text += key % 6 === 5 ? ' ' : 'w'
    typing.typed(text)
    clock.pass(100)
    if (key % 50 === 0) await last
  }
  clock.pass(500)
  await last

  const reloaded = new StudyRecord({ shelf: await openShelf(name), now: () => 0, newId: () => 'unused' })
  const { events } = await reloaded.read()
  const answer = answerOf(events, 'herd')
  expect(answer.text).toBe(text)
  expect(clock.now - (answer.typedAt ?? 0)).toBeLessThanOrEqual(1000)
})
