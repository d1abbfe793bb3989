import { describe, expect, it } from 'vitest'
import { headingIds, slug } from '#prose/headings.ts'

describe('the address of a heading', () => {
  it('is its words', () => {
    expect(slug('“The database will cope”')).toBe('the-database-will-cope')
    expect(slug('Four mitigations, in this order')).toBe('four-mitigations-in-this-order')
    expect(slug('…')).toBe('section')
  })

  it('takes the words of its section where its own occur twice', () => {
    const headings = [
      { level: 2, text: 'Herd' },
      { level: 3, text: 'Timeline' },
      { level: 2, text: 'Hot key' },
      { level: 3, text: 'Timeline' },
      { level: 4, text: 'Timeline' },
      { level: 3, text: 'What to say' },
    ]
    expect(headingIds(headings)).toEqual([
      'herd',
      'herd-timeline',
      'hot-key',
      'hot-key-timeline',
      'hot-key-timeline-2',
      'what-to-say',
    ])
  })

  it('is its own even where sections are called alike', () => {
    const ids = headingIds([
      { level: 2, text: 'Who pays' },
      { level: 2, text: 'Who pays' },
      { level: 3, text: 'Who pays' },
    ])
    expect(new Set(ids).size).toBe(3)
  })
})
