import { describe, expect, it } from 'vitest'
import { FIGURE_WORDS, OPENING } from '#prose/headings.ts'
import { parsePage } from '#prose/page.ts'
import { sectionsOf } from '#prose/sections.ts'

const sections = (text: string) => sectionsOf(parsePage(text))

describe('the sections of a chapter', () => {
  it('begin at headings of level 2 and 3, and before the first', () => {
    expect(sections('One two.\n\n## A\n\nthree\n\n### B\n\nfour five\n\n#### C\n\nsix')).toEqual([
      { id: OPENING, words: 2 },
      { id: 'a', words: 2 },
      { id: 'b', words: 5 },
    ])
  })

  it('inside of a fold say which way reads them; what follows the fold goes on with the section before it', () => {
    const text = '## A\n\none\n\n<Fold from="deep">\n\n#### B\n\ntwo three\n\n</Fold>\n\nfour five'
    expect(sections(text)).toEqual([
      { id: 'a', words: 4 },
      { id: 'b', words: 3, from: 'deep' },
    ])
  })

  it('count a figure as the time it takes, and what components say as text', () => {
    const [only] = sections(
      '<Recorded scenario="x" caption="not counted" />\n\n<SayIt l5="a b" l6="c d e">f</SayIt>',
    )
    expect(only?.words).toBe(FIGURE_WORDS + 6)
  })

  it('count words, not signs or the head of the file', () => {
    expect(sections('---\ntitle: X\n---\n\n1 × 2 ≈ `two or so`')[0]?.words).toBe(5)
  })
})
