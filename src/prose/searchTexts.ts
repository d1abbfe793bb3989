import type { Heading, PhrasingContent, Root } from 'mdast'
import { toString as textOf } from 'mdast-util-to-string'
import { type Element, isElement } from './elements.ts'
import type { ShelfName } from './frontmatter.ts'
import type { GlossaryEntry } from './glossary.ts'
import { parsePage } from './page.ts'
import type { PartName } from './parts.ts'
import { headOf } from './remarkChecked.ts'
import { addressOf } from './remarkHeadings.ts'
import type { SearchDocument } from './searchDocument.ts'
import { wordsOf } from './searchWords.ts'

/** What the index needs to know of a lab. */
export interface LabText {
  readonly id: string
  readonly title: string
  readonly incident: string
  readonly tagline: string
  readonly breaks: string
  readonly context: string
  readonly prompt: string
  readonly questions: readonly { readonly ask: string; readonly answer: string }[]
  readonly faults: readonly { readonly title: string }[]
  readonly objectives: readonly { readonly title: string }[]
}

interface Head {
  readonly title?: string
  readonly summary?: string
}

const KINDS = { playbook: 'chapter', drills: 'drill', 'deep-dives': 'deep-dive' } as const

/** The documents of a page of content/: of a chapter one a section; of a drill or deep dive one, its opening, with what unfolds as its secret. */
export function pageDocuments(shelf: ShelfName, id: string, text: string): readonly SearchDocument[] {
  const page = parsePage(text)
  const { title = id, summary = '' } = (headOf(page) ?? {}) as Head
  const address = `/${shelf}/${id}`
  if (shelf !== 'playbook')
    return [exerciseDocument(page, { kind: KINDS[shelf], title, within: [], address }, summary)]
  const sections = sectionsOf(page)
  return sections.map((section, i) => {
    if (i === 0)
      return { kind: KINDS[shelf], title, within: [], address, text: tidy([summary, ...section.words]) }
    return {
      kind: KINDS[shelf],
      title: section.title,
      within: section.over === '' ? [title] : [title, section.over],
      address: `${address}#${section.id}`,
      text: tidy(section.words),
    }
  })
}

export function labDocument(lab: LabText): SearchDocument {
  return {
    kind: 'lab',
    title: lab.title,
    within: [],
    address: `/lab/${lab.id}`,
    text: tidy([
      `${lab.incident}.`,
      lab.tagline,
      `What gives way: ${lab.breaks}.`,
      lab.context,
      `“${lab.prompt.replace(/^“|”$/g, '')}”`,
      lab.faults.length === 0 ? '' : `Faults: ${lab.faults.map(fault => fault.title).join(', ')}.`,
    ]),
    secret: wordsOnce([
      ...lab.questions.flatMap(({ ask, answer }) => [ask, answer]),
      ...lab.objectives.map(({ title }) => title),
    ]),
  }
}

export function termDocument({ id, term, also, definition }: GlossaryEntry): SearchDocument {
  const names = also.join(', ')
  return {
    kind: 'term',
    title: term,
    within: [],
    address: `/glossary#${id}`,
    text: tidy([definition.replaceAll('`', ''), names === '' ? '' : `Also: ${names}.`]),
    ...(names !== '' && { names }),
  }
}

/** Parts that are read before one's own answer. What one could ask first is not: it is part of the answer. */
const OPEN_PARTS: ReadonlySet<string | null> = new Set<PartName>(['Prompt', 'Context'])

function exerciseDocument(
  page: Root,
  place: Omit<SearchDocument, 'text' | 'secret'>,
  summary: string,
): SearchDocument {
  const open: string[] = []
  const hidden: string[] = []
  for (const node of page.children) {
    const words = isElement(node) && OPEN_PARTS.has(node.name) ? open : hidden
    walk(node, { text: text => words.push(text), heading: heading => words.push(textOf(heading)) })
  }
  return { ...place, text: tidy([summary, ...open]), secret: wordsOnce(hidden) }
}

interface Section {
  readonly id: string
  readonly title: string
  /** The heading of level 2 over it; '' for none. */
  readonly over: string
  readonly words: string[]
}

/** What stands before the first heading, and each heading with what follows it up to the next of any level. */
function sectionsOf(page: Root): readonly Section[] {
  let current: Section = { id: '', title: '', over: '', words: [] }
  const sections = [current]
  let over = ''
  const sink: Sink = {
    text: text => current.words.push(text),
    heading: heading => {
      const title = textOf(heading)
      current = { id: addressOf(heading), title, over: heading.depth > 2 ? over : '', words: [] }
      sections.push(current)
      if (heading.depth === 2) over = title
    },
  }
  for (const node of page.children) walk(node, sink)
  return sections
}

type Node = Root['children'][number] | PhrasingContent

interface Sink {
  readonly text: (text: string) => void
  readonly heading: (heading: Heading) => void
}

/** Hands out what is under a node, a block at a time, in order: what is written between tags, and words in their attributes. */
function walk(node: Node, sink: Sink): void {
  if (SILENT.has(node.type)) return
  if (node.type === 'heading') {
    sink.heading(node)
    return
  }
  if (node.type === 'table') {
    for (const row of node.children) sink.text(row.children.map(inlineText).join(' · '))
    return
  }
  if (node.type === 'paragraph' || !('children' in node)) {
    sink.text(inlineText(node))
    return
  }
  if (isElement(node)) for (const text of attributeTexts(node)) sink.text(text)
  for (const child of node.children) walk(child, sink)
}

const SILENT: ReadonlySet<string> = new Set([
  'yaml',
  'mdxjsEsm',
  'mdxFlowExpression',
  'mdxTextExpression',
  'thematicBreak',
  'html',
  'definition',
])

/** The text of a paragraph or a cell, with the words in attributes of what stands within it. */
function inlineText(node: Node): string {
  if (SILENT.has(node.type)) return ''
  if ('value' in node) return node.value
  if (!('children' in node)) return ''
  const inner = node.children.map(inlineText).join('')
  return isElement(node) ? [...attributeTexts(node), inner].join(' ') : inner
}

/** Attributes that are text for the reader even where they are one word. */
const SPOKEN = new Set(['l5', 'l6', 'l7', 'question', 'caption', 'title', 'label'])

/** The words in the attributes of an element. Ids, names of files and numbers are none; neither is `lab="hot-key"`. */
function attributeTexts(element: Element): readonly string[] {
  return element.attributes.flatMap(attribute => {
    if (attribute.type !== 'mdxJsxAttribute') return []
    const { name, value } = attribute
    if (typeof value === 'string') return SPOKEN.has(name) || /\s/.test(value) ? [value] : []
    return literalsIn(value?.data?.estree).filter(text => /\s/.test(text))
  })
}

/** The strings written in an expression, in order. */
function literalsIn(tree: unknown): readonly string[] {
  if (Array.isArray(tree)) return tree.flatMap(literalsIn)
  if (typeof tree !== 'object' || tree === null) return []
  const { type, value } = tree as { type?: unknown; value?: unknown }
  if (type === 'Literal') return typeof value === 'string' ? [value] : []
  if (type === 'TemplateElement') return [String((value as { cooked?: unknown }).cooked ?? '')]
  return Object.values(tree).flatMap(literalsIn)
}

function tidy(texts: readonly string[]): string {
  return texts.join(' ').replaceAll('\u2060', '').replace(/\s+/g, ' ').trim()
}

/** Enough to be found by, too little to be read. */
function wordsOnce(texts: readonly string[]): string {
  return [...new Set(wordsOf(texts.join(' ')))].sort().join(' ')
}
