import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Attention, type Block } from '#playbook/reading/readRule.ts'

/** At 500 words a minute a block of 100 words takes 12 s. */
const block = (section: string, number: number, words = 100): Block => ({ section, block: number, words })

const A = [block('a', 0), block('a', 1), block('a', 2)] as const
const B = [block('b', 0)] as const
const CHAPTER = [...A, ...B]

/** Somebody who has `visible` before them for so many seconds, looked at once a second. */
function reader() {
  const attention = new Attention()
  let now = 0
  attention.look(now, [])
  const reads = (seconds: number, visible: readonly Block[]) => {
    for (let i = 0; i < seconds; i++) {
      now += 1000
      attention.look(now, visible)
    }
  }
  const sleeps = (seconds: number) => {
    now += seconds * 1000
  }
  return { attention, reads, sleeps, read: () => attention.readSections(CHAPTER) }
}

describe('a section', () => {
  it('is read when its text was on screen for as long as a fast reader takes', () => {
    const { reads, read } = reader()
    reads(35, A)
    expect(read()).toEqual([])
    reads(1, A)
    expect(read()).toEqual(['a'])
  })

  it('is read when it was gone through block by block', () => {
    const { reads, read } = reader()
    for (const each of A) reads(12, [each])
    expect(read()).toEqual(['a'])
  })

  it('is read when seven tenths of its words are, so a block may be skipped where others are long', () => {
    const long = [block('c', 0, 300), block('c', 1, 100)]
    const { attention, reads } = reader()
    reads(36, long.slice(0, 1))
    expect(attention.readSections(long)).toEqual(['c'])
    const half = reader()
    half.reads(12, [A[0]])
    half.reads(12, [A[1]])
    expect(half.read()).toEqual([])
  })

  it('is not read by scrolling through, however often', () => {
    const { reads, read } = reader()
    for (const each of CHAPTER) reads(3, [each])
    for (const each of [...CHAPTER].reverse()) reads(3, [each])
    expect(read()).toEqual([])
  })

  it('is not read while the machine sleeps or another tab is looked at', () => {
    const { attention, reads, sleeps, read } = reader()
    reads(1, B)
    sleeps(3600)
    reads(1, B)
    expect(read()).toEqual([])
    for (let i = 0; i < 100; i++) {
      attention.away()
      sleeps(1)
      reads(1, B)
    }
    expect(read()).toEqual([])
  })

  it('that was never on screen is not read, though a screen stands open for an hour', () => {
    const { reads, read } = reader()
    reads(3600, B)
    expect(read()).toEqual(['b'])
  })

  it('never earns more time than has passed', () => {
    const visible = fc.subarray(CHAPTER)
    fc.assert(
      fc.property(fc.array(visible, { maxLength: 30 }), looks => {
        const { reads, read } = reader()
        for (const each of looks) reads(1, each)
        const words = read().length === 0 ? 0 : read().reduce((sum, id) => sum + (id === 'a' ? 210 : 70), 0)
        expect((words / 500) * 60).toBeLessThanOrEqual(looks.length + 1e-6)
      }),
    )
  })
})
