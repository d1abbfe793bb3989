import type { Root } from 'mdast'
import { visit } from 'unist-util-visit'
import { describe, expect, it } from 'vitest'
import { byLetter } from '#playbook/glossaryLetters.ts'
import { mistakesInGlossary } from '#prose/glossary.ts'
import { parsePage } from '#prose/page.ts'
import { writtenGlossary } from '#prose/searchPlugin.ts'
import { pageDocuments } from '#prose/searchTexts.ts'
import { writtenPages } from '#prose/writtenPages.ts'

const entry = {
  id: 'cdc',
  term: 'Change data capture',
  also: ['CDC'],
  definition: 'A consumer reads the changelog and deletes keys.',
  chapter: 'patterns',
  see: [],
}

describe('the glossary', () => {
  it('is right when each entry says what its word means, and leads only to words that are there', () => {
    expect(mistakesInGlossary([entry])).toEqual([])
    expect(mistakesInGlossary([entry, { ...entry, id: 'ttl', see: ['cdc'] }])).toEqual([])
  })

  it.each([
    ['definition', ''],
    ['definition', 'a'.repeat(400)],
    ['term', undefined],
    ['chapter', 'Fault lines'],
    ['also', 'CDC'],
  ])('with a wrong %s names the entry and the field', (field, value) => {
    const [mistake, ...more] = mistakesInGlossary([entry, { ...entry, id: 'ttl', [field]: value }])
    expect(more).toEqual([])
    expect(mistake).toMatch(new RegExp(`^ttl\\.${field}: `))
  })

  it('names a word that is there twice, one that leads nowhere, and one that leads to itself', () => {
    expect(mistakesInGlossary([entry, entry])).toEqual(['cdc: is there twice'])
    expect(mistakesInGlossary([{ ...entry, see: ['lease', 'cdc'] }])).toEqual([
      'cdc.see: has "lease", which is no entry',
      'cdc.see: has "cdc", which is itself',
    ])
    expect(mistakesInGlossary([{ ...entry, chapter: null, section: 'the-race' }])).toEqual([
      'cdc.section: stands in no chapter',
    ])
    expect(mistakesInGlossary([entry, { ...entry, id: undefined }])[0]).toMatch(/^entry 1\.id: /)
  })

  it('of the app has no mistakes', () => {
    expect(writtenGlossary().length).toBeGreaterThan(50)
  })

  it('leads to chapters and sections that exist', () => {
    const addresses = new Set(
      writtenPages()
        .filter(({ shelf }) => shelf === 'playbook')
        .flatMap(({ id, text }) => pageDocuments('playbook', id, text).map(({ address }) => address)),
    )
    const broken = writtenGlossary().flatMap(({ id, chapter, section }) => {
      const address = `/playbook/${chapter}${section === undefined ? '' : `#${section}`}`
      return chapter === null || addresses.has(address) ? [] : [`${id}: ${address}`]
    })
    expect(broken).toEqual([])
  })

  it('has every word that a page refers to', () => {
    const known = new Set(writtenGlossary().map(({ id }) => id))
    const missing = writtenPages().flatMap(({ shelf, id, text }) =>
      termsIn(parsePage(text))
        .filter(term => !known.has(term))
        .map(term => `content/${shelf}/${id}.mdx: <Term id="${term}">`),
    )
    expect(missing).toEqual([])
  })

  it('sorts its words under the letters they begin with', () => {
    const groups = byLetter(['TTL', 'Lease', 'L2', 'L1', 'lfu'].map(term => ({ ...entry, term })))
    expect(groups.map(({ letter, entries }) => [letter, ...entries.map(({ term }) => term)])).toEqual([
      ['L', 'L1', 'L2', 'Lease', 'lfu'],
      ['T', 'TTL'],
    ])
  })
})

/** The ids of the words with a definition on a page; one without an id is ''. */
function termsIn(page: Root): readonly string[] {
  const found: string[] = []
  visit(page, node => {
    if (node.type !== 'mdxJsxTextElement' && node.type !== 'mdxJsxFlowElement') return
    if (node.name !== 'Term') return
    const id = node.attributes.find(each => each.type === 'mdxJsxAttribute' && each.name === 'id')?.value
    found.push(typeof id === 'string' ? id : '')
  })
  return found
}
