import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { DEEP_DIVES, DRILLS } from '#exercises/exercises.ts'
import { CHAPTERS } from '#playbook/chapters.ts'
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

test('every door of a deep dive opens', () => {
  for (const { id, lab, chapter, drills } of DEEP_DIVES) {
    expect(scenario(lab), `lab ${lab} of deep dive ${id}`).toBeDefined()
    if (chapter !== null)
      expect(existsSync(`content/playbook/${chapter}.mdx`), `chapter of deep dive ${id}`).toBe(true)
    for (const drill of drills)
      expect(existsSync(`content/drills/${drill}.mdx`), `drill ${drill} of deep dive ${id}`).toBe(true)
  }
})
