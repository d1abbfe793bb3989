import { describe, expect, it } from 'vitest'
import { appendices } from './carried/appendices.ts'
import { body } from './carried/body.ts'
import {
  type Carried,
  type CarriedTable,
  CHAPTER_IDS,
  DEEP_DIVE_IDS,
  DRILL_IDS,
  LIVE_FIGURES,
} from './carried/carried.ts'
import { deepDives } from './carried/deepDives.ts'
import { drills } from './carried/drills.ts'
import { front } from './carried/front.ts'
import { blocksOf, callsOf, childrenOf, nodesOf, type Page, page, pages, textOf } from './pages.ts'
import { missingFrom } from './words.ts'

const carried = [...front, ...body, ...appendices, ...drills, ...deepDives]

/** Pages of one kind in the order of their `order`. */
function inOrder(shelf: string, only: (page: Page) => boolean = () => true): readonly string[] {
  return pages
    .filter(each => each.name.startsWith(`${shelf}/`) && only(each))
    .sort((a, b) => Number(a.head.order) - Number(b.head.order))
    .map(each => each.name.slice(shelf.length + 1))
}

describe('the playbook', () => {
  it('has every chapter, in reading order, and no other', () => {
    expect(inOrder('playbook')).toEqual(CHAPTER_IDS)
  })

  it('has every drill and deep dive, in their order, and says what each is carried from', () => {
    expect(inOrder('drills', each => each.head.kind === 'full')).toEqual(DRILL_IDS)
    expect(inOrder('deep-dives')).toEqual(DEEP_DIVE_IDS)
  })

  it('makes a two-minute drill of each of the five pivots and the six follow-up questions', () => {
    const ofKind = (kind: string) => pages.filter(each => each.head.kind === kind)
    expect(ofKind('pivot')).toHaveLength(5)
    expect(ofKind('follow-up')).toHaveLength(6)
    for (const { name, head } of [...ofKind('pivot'), ...ofKind('follow-up')])
      expect(head.minutes, name).toBe(2)
  })

  it.each(Object.entries(LIVE_FIGURES))('has its live figures in %s', (chapter, wanted) => {
    const calls = callsOf(page(`playbook/${chapter}`)).map(call => call.name)
    for (const name of new Set(wanted)) {
      const times = wanted.filter(each => each === name).length
      expect(calls.filter(each => each === name).length, `<${name}> in ${chapter}`).toBeGreaterThanOrEqual(
        times,
      )
    }
  })
})

describe.each(carried)('$page', wanted => {
  it('carries every table of the original, each with its rows', () => {
    expect(tablesMissing(page(wanted.page), wanted.tables ?? [])).toEqual([])
  })

  it('carries every fact and figure of the original in its context', () => {
    expect(factsMissing(page(wanted.page), wanted)).toEqual([])
  })
})

function factsMissing(of: Page, { facts = [] }: Carried): readonly string[] {
  const blocks = [String(of.head.summary ?? ''), ...blocksOf(of)]
  return facts
    .filter(fact => !blocks.some(block => missingFrom(block, fact).length === 0))
    .map(fact => `${fact} (nearest lacks ${nearest(blocks, fact).join(', ')})`)
}

function tablesMissing(of: Page, wanted: readonly CarriedTable[]): readonly string[] {
  const tables = nodesOf(of.tree).filter(node => node.type === 'table')
  const blocks = blocksOf(of)
  return wanted.flatMap(({ head, rows, anywhere = false }) => {
    const places = tables.map(table => childrenOf(table).map(textOf))
    const ofHead = places.filter(([titles = '']) => missingFrom(titles, head).length === 0)
    const complete = ofHead.some(([, ...own]) =>
      rows.every(row => own.some(line => missingFrom(line, row).length === 0)),
    )
    if (
      complete ||
      (anywhere && rows.every(row => blocks.some(block => missingFrom(block, row).length === 0)))
    )
      return []
    return [describeGap(head, rows, anywhere ? blocks : (best(ofHead, rows) ?? []))]
  })
}

/** The table that comes nearest. */
function best(
  tables: readonly (readonly string[])[],
  rows: readonly string[],
): readonly string[] | undefined {
  const found = (table: readonly string[]) =>
    rows.filter(row => table.some(line => missingFrom(line, row).length === 0))
  return [...tables].sort((a, b) => found(b).length - found(a).length)[0]
}

function describeGap(head: string, rows: readonly string[], lines: readonly string[]): string {
  if (lines.length === 0) return `no table headed: ${head}`
  const lacking = rows
    .filter(row => !lines.some(line => missingFrom(line, row).length === 0))
    .map(row => `${row} (nearest lacks ${nearest(lines, row).join(', ')})`)
  return `table headed ${head} lacks: ${lacking.join('; ')}`
}

/** What the block that holds most of the words still lacks. */
function nearest(blocks: readonly string[], wanted: string): readonly string[] {
  return blocks.map(block => missingFrom(block, wanted)).sort((a, b) => a.length - b.length)[0] ?? []
}
