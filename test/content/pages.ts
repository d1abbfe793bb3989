import type { Root, RootContent } from 'mdast'
import { parsePage } from '#prose/page.ts'
import { headOf } from '#prose/remarkChecked.ts'
import { writtenPages } from '#prose/writtenPages.ts'

export interface Page {
  /** 'playbook/fault-lines' */
  readonly name: string
  readonly head: Record<string, unknown>
  readonly tree: Root
}

export type Node = Root | RootContent

/** Every page of content/, read once. */
export const pages: readonly Page[] = writtenPages().map(({ shelf, id, text }) => {
  const tree = parsePage(text)
  return { name: `${shelf}/${id}`, tree, head: headOf(tree) as Record<string, unknown> }
})

export function page(name: string): Page {
  const found = pages.find(each => each.name === name)
  if (found === undefined) throw new Error(`content/${name}.mdx does not exist`)
  return found
}

export function childrenOf(node: Node): readonly RootContent[] {
  return 'children' in node ? (node.children as RootContent[]) : []
}

/** Every node, in order. */
export function nodesOf(node: Node): readonly Node[] {
  return [node, ...childrenOf(node).flatMap(nodesOf)]
}

/** The components a page calls, by name, with their literal attributes. */
export function callsOf({
  tree,
}: Page): readonly { readonly name: string; readonly attributes: Record<string, string> }[] {
  return nodesOf(tree).flatMap(node =>
    node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement'
      ? [{ name: node.name ?? '', attributes: attributesOf(node) }]
      : [],
  )
}

function attributesOf(node: Node): Record<string, string> {
  if (node.type !== 'mdxJsxFlowElement' && node.type !== 'mdxJsxTextElement') return {}
  return Object.fromEntries(
    node.attributes.flatMap(each =>
      each.type === 'mdxJsxAttribute' && typeof each.value === 'string' ? [[each.name, each.value]] : [],
    ),
  )
}

/** All that a reader can read in a node, attributes of boxes included, in one line. */
export function textOf(node: Node): string {
  return joined(node).trim()
}

function joined(node: Node): string {
  const own = 'value' in node && node.type !== 'yaml' && node.type !== 'mdxjsEsm' ? String(node.value) : ''
  const said = Object.values(attributesOf(node))
  // An attribute is no part of the word it stands before.
  return [...said.map(each => `${each} `), own, ...childrenOf(node).map(joined)].join(separatorOf(node))
}

function separatorOf(node: Node): string {
  return ['paragraph', 'tableCell', 'heading', 'strong', 'emphasis', 'link', 'mdxJsxTextElement'].includes(
    node.type,
  )
    ? ''
    : ' '
}

/** What counts as one place: paragraphs, entries of lists, rows, and boxes with all they hold. */
export function blocksOf({ tree }: Page): readonly string[] {
  return nodesOf(tree)
    .filter(isBlock)
    .map(node => textOf(node))
}

function isBlock(node: Node): boolean {
  if (node.type === 'mdxJsxFlowElement')
    return ['SayIt', 'Probe', 'SideNote', 'Ask', 'Recorded', 'Sequence'].includes(node.name ?? '')
  return ['paragraph', 'listItem', 'tableRow', 'code', 'heading', 'blockquote'].includes(node.type)
}
