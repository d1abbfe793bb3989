import type { Nodes, Root } from 'mdast'
import { isElement } from './elements.ts'
import type { Mode } from './frontmatter.ts'
import { FIGURE_WORDS, OPENING } from './headings.ts'
import { addressOf } from './remarkHeadings.ts'

/** A piece of a chapter that is read in one go: from a heading of level 2 or 3, or the start of a fold, to the next. */
export interface SectionFacts {
  /** The id of its heading; OPENING for what stands before the first. */
  readonly id: string
  /** How long it is. A figure counts as the words one could read in the time that looking at it takes. */
  readonly words: number
  /** The shortest way through the playbook that reads it; absent for what all of them read. */
  readonly from?: Mode
}

/** Attributes of components that are read as text. */
const READ_ATTRIBUTES = ['l5', 'l6', 'question']
const TEXTUAL = ['SayIt', 'Probe', 'SideNote', 'Fold', 'Term', 'Fate', 'Ask', 'LevelBadge']

/** The sections of a page whose headings have their addresses, in order; those without a word are left out. */
export function sectionsOf(page: Root): readonly SectionFacts[] {
  const sections = new Map<string, { words: number; from?: Mode }>()
  const add = (id: string, from: Mode | undefined, words: number) => {
    const known = sections.get(id)
    if (known !== undefined) known.words += words
    else sections.set(id, from === undefined ? { words } : { words, from })
  }
  const walk = (nodes: readonly Nodes[], start: string, from: Mode | undefined) => {
    let section = start
    for (const node of nodes) {
      const fold = foldFrom(node)
      if (fold !== undefined && 'children' in node) {
        const heading = (node.children as readonly Nodes[]).find(child => child.type === 'heading')
        walk(node.children, heading === undefined ? section : addressOf(heading), fold)
        continue
      }
      if (node.type === 'heading' && node.depth <= 3) section = addressOf(node)
      add(section, from, wordsOf(node))
    }
  }
  walk(page.children, OPENING, undefined)
  return [...sections].filter(([, { words }]) => words > 0).map(([id, rest]) => ({ id, ...rest }))
}

function foldFrom(node: Nodes): Mode | undefined {
  if (node.type !== 'mdxJsxFlowElement' || node.name !== 'Fold') return undefined
  const from = node.attributes.find(each => each.type === 'mdxJsxAttribute' && each.name === 'from')?.value
  return from === 'targeted' || from === 'deep' ? from : undefined
}

function wordsOf(node: Nodes): number {
  if (node.type === 'yaml' || node.type === 'mdxjsEsm') return 0
  if (isElement(node)) {
    if (node.name !== null && /^[A-Z]/.test(node.name) && !TEXTUAL.includes(node.name)) return FIGURE_WORDS
    const said = node.attributes.flatMap(each =>
      each.type === 'mdxJsxAttribute' && READ_ATTRIBUTES.includes(each.name) ? [String(each.value)] : [],
    )
    return countWords(said.join(' ')) + sum(node.children.map(wordsOf))
  }
  if ('value' in node) return countWords(node.value)
  return 'children' in node ? sum(node.children.map(wordsOf)) : 0
}

function countWords(text: string): number {
  return text.split(/\s+/).filter(word => /[\p{Letter}\p{Number}]/u.test(word)).length
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
