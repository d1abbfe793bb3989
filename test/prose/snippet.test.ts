import { describe, expect, it } from 'vitest'
import { marked, type Stretch, snippet } from '#prose/snippet.ts'

const LONG = `${'Nothing to see. '.repeat(40)}One lease holder crashes, and the lease runs out. ${'Nothing more. '.repeat(40)}`

describe('a snippet', () => {
  it('is the part of the text in which most of the words occur, with these marked', () => {
    const found = snippet(LONG, new Set(['lease', 'holder']), 80)
    expect(written(found)).toContain('One [lease] [holder] crashes, and the [lease] runs out.')
    expect(written(found)).toMatch(/^… .* …$/)
    expect(written(found).length).toBeLessThan(140)
  })

  it('prefers different words to one that is repeated', () => {
    const text = `lease lease lease lease. ${'Filling words here. '.repeat(20)}The lease has a holder.`
    expect(written(snippet(text, new Set(['lease', 'holder']), 60))).toContain('[lease] has a [holder]')
  })

  it('is the beginning where no word occurs, and the whole of a short text', () => {
    expect(written(snippet(LONG, new Set(['cdc']), 40))).toMatch(/^Nothing to see\. .* …$/)
    expect(written(snippet('Two words.', new Set(['two']), 80))).toBe('[Two] words.')
    expect(snippet('', new Set(['two']), 80)).toEqual([])
  })

  it('marks whole words only, whatever is around them', () => {
    expect(written(marked('“Herd”: herds, `cache.hit_rate`', new Set(['herd', 'hit'])))).toBe(
      '“[Herd]”: herds, `cache.[hit]_rate`',
    )
  })
})

function written(stretches: readonly Stretch[]): string {
  return stretches.map(({ text, isHit }) => (isHit ? `[${text}]` : text)).join('')
}
