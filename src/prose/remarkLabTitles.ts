import type { Root } from 'mdast'
import { visit } from 'unist-util-visit'
import { card, isLabId } from '#scenarios/cards.ts'

/** A probe that names a lab gets what the lab is called. */
export function remarkLabTitles() {
  return (page: Root): void => {
    visit(page, 'mdxJsxFlowElement', node => {
      if (node.name !== 'Probe') return
      const lab = node.attributes.find(each => each.type === 'mdxJsxAttribute' && each.name === 'lab')?.value
      if (typeof lab === 'string' && isLabId(lab))
        node.attributes.push({ type: 'mdxJsxAttribute', name: 'labTitle', value: card(lab).title })
    })
  }
}
