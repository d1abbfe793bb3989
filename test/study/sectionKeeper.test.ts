import { expect, test } from 'vitest'
import { SectionKeeper } from '#study/sectionKeeper.ts'

/** A disk that can be full, and what lies on it. */
function disk() {
  const kept: string[] = []
  const state = { isFull: false }
  const sections = new SectionKeeper(async section => {
    if (state.isFull) throw new Error('no room')
    kept.push(section)
  })
  return { kept, state, sections }
}
const settled = () => new Promise(resolve => setImmediate(resolve))

test('each section that was read is written once', async () => {
  const { kept, sections } = disk()
  sections.read(['the-curve', 'questions'])
  await settled()
  sections.read(['what-to-say'])
  sections.flush()
  await settled()
  expect(kept).toEqual(['the-curve', 'questions', 'what-to-say'])
})

test('what the disk refused is written with the next section, or when the page is left', async () => {
  const { kept, state, sections } = disk()
  state.isFull = true
  sections.read(['the-curve'])
  await settled()
  sections.read(['questions'])
  await settled()
  expect(kept).toEqual([])
  state.isFull = false
  sections.flush()
  await settled()
  sections.flush()
  await settled()
  expect(kept).toEqual(['the-curve', 'questions'])
})
