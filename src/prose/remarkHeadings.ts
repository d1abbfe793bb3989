import type { Heading, Root } from 'mdast'
import { toString as textOf } from 'mdast-util-to-string'
import { visit } from 'unist-util-visit'
import { headingIds } from './headings.ts'

/** Gives every heading of a page its address, when the page is compiled: whatever folds or unfolds, an address stays true. */
export function remarkHeadings() {
  return (page: Root): void => {
    const headings = headingsOf(page)
    const ids = headingIds(headings.map(node => ({ level: node.depth, text: textOf(node) })))
    for (const [i, node] of headings.entries())
      node.data = { ...node.data, hProperties: { ...node.data?.hProperties, id: ids[i] as string } }
  }
}

/** The headings of a page, in order, those inside of components too. */
function headingsOf(page: Root): readonly Heading[] {
  const found: Heading[] = []
  visit(page, 'heading', node => {
    found.push(node)
  })
  return found
}

/** The address that a heading was given, without its #; '' before it has one. */
export function addressOf({ data }: Heading): string {
  return String(data?.hProperties?.id ?? '')
}
