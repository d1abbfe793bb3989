import { expect, test } from 'vitest'
import { ABILITIES, type Readiness, readinessOf } from '#playbook/figures/abilities.ts'
import { writtenIds } from '#prose/writtenPages.ts'
import type { NewEvent, StudyEvent } from '#study/events.ts'

let at = 0
const event = (said: NewEvent) => ({ ...said, id: `id-${at}`, at: at++ }) as StudyEvent
const typed = (drill: string, text: string) =>
  event({ kind: 'answer-typed', payload: { drill, text, sitting: 's' } })
const revealed = (drill: string) => event({ kind: 'answer-revealed', payload: { drill } })
const read = (chapter: string, section: string) =>
  event({ kind: 'section-read', payload: { chapter, section } })
const marked = (ability: string, able: boolean) =>
  event({ kind: 'ability-marked', payload: { ability, able } })

const SECTIONS = ['a', 'b', 'c', 'd']
const herd = (events: readonly StudyEvent[]) =>
  readinessOf(events, () => SECTIONS).find(({ ability }) => ability.id === 'herd') as Readiness

test('an empty record shows nothing, and says for each ability what would', () => {
  const all = readinessOf([], () => SECTIONS)
  expect(all.map(({ state }) => state)).toEqual(ABILITIES.map(() => 'none'))
  expect(all.every(({ marked }) => !marked)).toBe(true)
  expect(all.map(({ next }) => next?.kind)).toEqual(ABILITIES.map(() => 'drill'))
})

test('an ability is shown once one of its drills was answered in writing and compared', () => {
  expect(herd([typed('thundering-herd', 'Count first.')]).state).toBe('begun')
  expect(herd([revealed('thundering-herd')]).state).toBe('begun')
  expect(herd([typed('thundering-herd', '  '), revealed('thundering-herd')]).state).toBe('begun')
  expect(herd([typed('thundering-herd', 'Count first.'), revealed('thundering-herd')]).state).toBe('shown')
  expect(herd([typed('hot-key', 'Count first.'), revealed('hot-key')]).state).toBe('none')
})

test('reading alone begins an ability and does not show it; half of a chapter counts as read', () => {
  const one = herd([read('failure-modes', 'a')])
  expect(one.state).toBe('begun')
  expect(one.evidence.find(({ of }) => of === 'failure-modes')).toMatchObject({
    amount: 'some',
    says: '1 of 4 sections read',
  })
  const two = herd([read('failure-modes', 'a'), read('failure-modes', 'b'), read('failure-modes', 'a')])
  expect(two.evidence.find(({ of }) => of === 'failure-modes')?.amount).toBe('enough')
  expect(two.state).toBe('begun')
})

test('a section that the chapter has no more does not count as read', () => {
  const gone = herd([read('failure-modes', 'renamed'), read('failure-modes', 'also-gone')])
  expect(gone.evidence.find(({ of }) => of === 'failure-modes')).toMatchObject({
    amount: 'none',
    says: '0 of 4 sections read',
  })
})

test('every drill and chapter that speaks for an ability exists', () => {
  const drills = new Set(writtenIds('drills'))
  const chapters = new Set(writtenIds('playbook'))
  for (const ability of ABILITIES) {
    expect(ability.drills.filter(id => !drills.has(id))).toEqual([])
    expect(ability.chapters.filter(id => !chapters.has(id))).toEqual([])
  }
})

test('a judgement of oneself speaks for an ability from L6 on', () => {
  const judged = (level: 'L5' | 'L6') =>
    herd([event({ kind: 'self-assessed', payload: { dimension: 'failure-modes', level } })]).evidence.at(-1)
  expect(judged('L5')).toMatchObject({ amount: 'some' })
  expect(judged('L6')).toMatchObject({ amount: 'enough' })
})

test('after the drill comes what is read, then the judgement, then nothing', () => {
  const drill = [typed('thundering-herd', 'Count first.'), revealed('thundering-herd')]
  expect(herd(drill).next).toMatchObject({ kind: 'chapter', of: 'failure-modes' })
  const chapters = ['failure-modes', 'thundering-herd-reference'].flatMap(chapter => [
    read(chapter, 'a'),
    read(chapter, 'b'),
  ])
  expect(herd([...drill, ...chapters]).next?.kind).toBe('judgement')
  const judged = event({ kind: 'self-assessed', payload: { dimension: 'failure-modes', level: 'L6' } })
  expect(herd([...drill, ...chapters, judged]).next).toBeNull()
})

test("the learner's own tick stands beside the evidence, and goes when it is taken away", () => {
  expect(herd([marked('herd', true)])).toMatchObject({ marked: true, state: 'none' })
  expect(herd([marked('herd', true), marked('herd', false)]).marked).toBe(false)
  expect(herd([marked('push-back', true)]).marked).toBe(false)
})
