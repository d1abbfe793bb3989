import { describe, expect, it } from 'vitest'
import { makeSearch, type Results } from '#prose/search.ts'
import type { SearchDocument } from '#prose/searchDocument.ts'

const search = await makeSearch([
  chapter('Failure modes', [], '/f', 'What a pool of 50 connections does.'),
  chapter('Thundering herd', ['Failure modes'], '/f#herd', 'Every reader asks the database at once.'),
  chapter('The timeline', ['Failure modes', 'Thundering herd'], '/f#timeline', 'The pool is gone in 0.05 s.'),
  chapter('Cold start', ['Failure modes'], '/f#cold', 'Redis is empty. It is no thundering herd, but close.'),
  chapter(
    'Sizing',
    [],
    '/sizing',
    'A pool of 500 connections, and who pays for it. Alert on `cache.hit_rate`.',
  ),
  chapter('Ways for whoever', [], '/ways', 'How to read.'),
  {
    kind: 'drill',
    title: 'Hot key',
    within: [],
    address: '/drills/hot-key',
    text: 'One product is on television.',
    secret: 'copies replicate shards',
  },
  { kind: 'lab', title: 'Thundering herd', within: [], address: '/lab/herd', text: 'One key expires.' },
  {
    kind: 'term',
    title: 'Request coalescing',
    names: 'deduplication',
    within: [],
    address: '/glossary#coalescing',
    text: 'The first miss loads.',
  },
])

describe('a search', () => {
  it('looks at the beginning of a query that no one has typed', () => {
    expect(search.find(`television ${' '.repeat(200)} nowhere`)).toMatchObject({
      count: 1,
      hasAllWords: true,
    })
  })

  it('finds a word in a title, in the text, and by its beginning', () => {
    expect(addresses('coalescing')).toEqual(['/glossary#coalescing'])
    expect(addresses('television')).toEqual(['/drills/hot-key'])
    expect(addresses('telev')).toEqual(['/drills/hot-key'])
  })

  it('finds a word by another of its names', () => {
    expect(addresses('deduplication')).toEqual(['/glossary#coalescing'])
  })

  it.each(['coalesing', 'coalescign', 'colaescing', 'requst coalescing'])(
    'forgives the slip in "%s"',
    query => {
      expect(addresses(query)).toEqual(['/glossary#coalescing'])
    },
  )

  it('looks for slips only where nothing has the words as they are written', () => {
    expect(addresses('who pays')).toEqual(['/sizing'])
    expect(addresses('ways')).toEqual(['/ways'])
    expect(addresses('wayss')).toEqual(['/ways'])
  })

  it('takes a number as it is written', () => {
    expect(addresses('50 connections')).toEqual(['/f'])
    expect(addresses('500 connections')).toEqual(['/sizing'])
    expect(addresses('501')).toEqual([])
  })

  it('finds what has all words of a query, wherever they stand, before what has some', () => {
    expect(addresses('timeline herd')).toEqual(['/f#timeline'])
    const some = search.find('television database')
    expect(some.hasAllWords).toBe(false)
    expect(addressesOf(some)).toEqual(expect.arrayContaining(['/drills/hot-key', '/f#herd']))
  })

  it('looks past words that stand everywhere', () => {
    expect(addresses('what does the pool of 50 do')).toEqual(addresses('pool 50'))
    expect(search.find('what is the')).toMatchObject({ count: 0, groups: [] })
  })

  it('takes a key or a metric apart as the text is taken apart', () => {
    expect(addresses('cache.hit_rate')).toEqual(['/sizing'])
    expect(addresses('HIT RATE')).toEqual(['/sizing'])
  })

  it('puts a title before a mention, and groups by kind with the best group first', () => {
    const { groups, count } = search.find('thundering herd')
    const chapters = groups.find(({ kind }) => kind === 'chapter')
    expect(chapters?.results[0]?.document.address).toBe('/f#herd')
    expect(chapters?.results.map(each => each.document.address)).toContain('/f#cold')
    expect(groups.map(({ kind }) => kind)).toEqual(['lab', 'chapter'])
    expect(count).toBe(4)
  })

  it('says which words of the document it was found by', () => {
    expect([...(search.find('coalesing').groups[0]?.results[0]?.hits ?? [])]).toEqual(['coalescing'])
  })

  it('says where a hit is in what a document does not quote', () => {
    expect(search.find('replicate').groups[0]?.results[0]).toMatchObject({
      isInSecret: true,
      document: { address: '/drills/hot-key' },
    })
    expect(search.find('replicate television').groups[0]?.results[0]?.isInSecret).toBe(false)
  })

  it('finds nothing where there is nothing', () => {
    expect(search.find('kubernetes')).toMatchObject({ count: 0, groups: [] })
    expect(search.find('  ')).toMatchObject({ count: 0, groups: [] })
  })
})

function chapter(title: string, within: readonly string[], address: string, text: string): SearchDocument {
  return { kind: 'chapter', title, within, address, text }
}

function addresses(query: string): readonly string[] {
  return addressesOf(search.find(query))
}

function addressesOf({ groups }: Results): readonly string[] {
  return groups.flatMap(({ results }) => results.map(({ document }) => document.address))
}
