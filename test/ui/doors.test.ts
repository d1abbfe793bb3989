import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { DRILLS, readFacts as readDrill } from '#drills/drills.ts'
import { CHAPTERS, readFacts as readChapter } from '#playbook/chapters.ts'
import { slug } from '#playbook/outline.ts'
import { scenario } from '#scenarios/catalogue.ts'

test('every door of a chapter opens', () => {
  expect(CHAPTERS.length).toBeGreaterThan(0)
  for (const { id, labs, drills } of CHAPTERS) {
    for (const lab of labs) expect(scenario(lab), `lab ${lab} of chapter ${id}`).toBeDefined()
    for (const drill of drills)
      expect(existsSync(`content/drills/${drill}.mdx`), `drill ${drill} of chapter ${id}`).toBe(true)
  }
})

test('every door of a drill opens', () => {
  expect(DRILLS.length).toBeGreaterThan(0)
  for (const { id, lab, chapter } of DRILLS) {
    if (lab !== null) expect(scenario(lab), `lab ${lab} of drill ${id}`).toBeDefined()
    if (chapter !== null)
      expect(existsSync(`content/playbook/${chapter}.mdx`), `chapter of drill ${id}`).toBe(true)
  }
})

test('a file whose head is wrong is named, with what is wrong', () => {
  const path = '/content/playbook/x.mdx'
  const head = { id: 'x', title: 'X', order: 1, minutes: 2, summary: 'Why.' }
  expect(readChapter(path, head)).toEqual({ ...head, labs: [], drills: [] })
  for (const wrong of [null, {}, { ...head, id: 'y' }, { ...head, minutes: 0 }, { ...head, labs: 'herd' }])
    expect(() => readChapter(path, wrong)).toThrow(path)
  const drill = '/content/drills/x.mdx'
  expect(readDrill(drill, { id: 'x', title: 'X', minutes: 2 })).toMatchObject({ lab: null, chapter: null })
  expect(() => readDrill(drill, { id: 'x', title: 'X', minutes: 2, lab: 7 })).toThrow('lab')
})

test('a heading becomes an address that can be read', () => {
  expect(slug('“The database will cope”')).toBe('the-database-will-cope')
  expect(slug('Four mitigations, in this order')).toBe('four-mitigations-in-this-order')
  expect(slug('…')).toBe('section')
})
