import type { Root } from 'mdast'
import { visit } from 'unist-util-visit'
import { CARDS, card, isLabId } from '#scenarios/cards.ts'
import type { CompiledFile } from './compiledFile.ts'

/** A probe that names a lab gets what the lab is called; one that names none that there is stops the build. */
export function remarkLabTitles() {
  return (page: Root, file: CompiledFile): void => {
    visit(page, 'mdxJsxFlowElement', node => {
      if (node.name !== 'Probe') return
      const lab = node.attributes.find(each => each.type === 'mdxJsxAttribute' && each.name === 'lab')?.value
      if (lab === undefined) return
      if (typeof lab !== 'string' || !isLabId(lab))
        file.fail(
          `<Probe>: lab has to be one of ${CARDS.map(({ id }) => id).join(', ')}, got ${JSON.stringify(lab)}`,
        )
      node.attributes.push({ type: 'mdxJsxAttribute', name: 'labTitle', value: card(lab).title })
    })
  }
}
