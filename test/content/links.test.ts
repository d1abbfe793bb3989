import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type ExerciseKind, PARTS } from '#prose/parts.ts'
import { isLabId } from '#scenarios/cards.ts'
import { callsOf, nodesOf, type Page, pages, textOf } from './pages.ts'

const glossary = JSON.parse(readFileSync('content/glossary.json', 'utf8')) as readonly {
  readonly id: string
}[]
const terms = new Set(glossary.map(({ id }) => id))
const FATES = new Set(['hit', 'miss', 'stale', 'failed', 'waiting', 'origin'])
/** Pages that are not made from a file of content/. */
const PLACES = new Set([
  '/',
  '/playbook',
  '/playbook/print',
  '/drills',
  '/deep-dives',
  '/lab',
  '/glossary',
  '/search',
])

describe.each(pages)('$name', of => {
  it('links only to pages and headings that exist', () => {
    expect(linksOf(of).filter(link => !leadsSomewhere(link, of))).toEqual([])
  })

  it('names in its head only labs, drills, deep dives and chapters that exist', () => {
    expect(namedBy(of).filter(address => !leadsSomewhere(address, of))).toEqual([])
  })

  it('has headings that nest, each with an address of its own', () => {
    const headings = headingsOf(of)
    // Over the parts of drills and deep dives stand the page's own headings, of level 2.
    const above = of.name.startsWith('playbook/') ? 1 : 2
    expect(
      headings.filter(({ depth }, i) => depth < 2 || depth > (headings[i - 1]?.depth ?? above) + 1),
    ).toEqual([])
    expect(new Set(headings.map(({ id }) => id)).size).toBe(headings.length)
  })

  it('has a text for every image, and says of every link where it leads', () => {
    const bare = nodesOf(of.tree).filter(
      node => (node.type === 'image' && !node.alt?.trim()) || (node.type === 'link' && textOf(node) === ''),
    )
    expect(bare).toEqual([])
  })

  it('uses only words of the glossary as terms, only fates that have a glyph, and only labs that exist', () => {
    const calls = callsOf(of)
    const wrong = calls.filter(
      ({ name, attributes: { id = '', kind = '', lab } }) =>
        (name === 'Term' && !terms.has(id)) ||
        (name === 'Fate' && !FATES.has(kind)) ||
        (name === 'Probe' && lab !== undefined && !isLabId(lab)),
    )
    expect(wrong).toEqual([])
  })
})

function linksOf({ tree }: Page): readonly string[] {
  return nodesOf(tree).flatMap(node => (node.type === 'link' ? [node.url] : []))
}

/** What the head of a page names, as addresses. */
function namedBy({ head }: Page): readonly string[] {
  const ids = (field: string) => [head[field] ?? []].flat().map(String)
  return [
    ...[...ids('labs'), ...ids('lab')].map(id => `/lab/${id}`),
    ...ids('drills').map(id => `/drills/${id}`),
    ...ids('deepDives').map(id => `/deep-dives/${id}`),
    ...ids('chapter').map(id => `/playbook/${id}`),
  ]
}

function leadsSomewhere(link: string, from: Page): boolean {
  if (/^https:\/\//.test(link)) return true
  const { pathname, hash } = new URL(link, `https://app/${from.name}`)
  const id = decodeURIComponent(hash.slice(1))
  if (pathname === '/glossary') return id === '' || terms.has(id)
  const [, shelf, name = ''] = pathname.split('/')
  if (shelf === 'lab' && name !== '') return isLabId(name) && id === ''
  const target = pages.find(each => `/${each.name}` === pathname)
  if (target === undefined) return PLACES.has(pathname) && id === ''
  return (
    id === '' || partAnchors(target).includes(id) || headingsOf(target).some(heading => heading.id === id)
  )
}

/** The addresses of a drill's or a deep dive's parts, which the page gives them. */
function partAnchors({ name, head }: Page): readonly string[] {
  const kind = name.startsWith('deep-dives/') ? 'deep-dive' : head.kind
  return Object.hasOwn(PARTS, String(kind)) ? PARTS[kind as ExerciseKind].map(part => part.anchor) : []
}

function headingsOf({
  tree,
}: Page): readonly { readonly depth: number; readonly id: string; readonly text: string }[] {
  return nodesOf(tree).flatMap(node =>
    node.type === 'heading'
      ? [{ depth: node.depth, id: String(node.data?.hProperties?.id), text: textOf(node) }]
      : [],
  )
}
