import type { Root } from 'mdast'
import { visit } from 'unist-util-visit'

const NO_BREAK = '\u00a0'
/** A number with its unit, a space between. */
const MEASURE = /(\d) (?=%|(?:ms|s|min|h|d|kB|MB|GB|KB|rps|QPS)(?![\p{Letter}\p{Number}]))/gu

/** A number and its unit stay on one line, in text and in the words that components are given. */
export function remarkUnits() {
  return (page: Root): void => {
    visit(page, node => {
      if (node.type === 'text') node.value = unbroken(node.value)
      if (node.type !== 'mdxJsxFlowElement' && node.type !== 'mdxJsxTextElement') return
      for (const attribute of node.attributes)
        if (attribute.type === 'mdxJsxAttribute' && typeof attribute.value === 'string')
          attribute.value = unbroken(attribute.value)
    })
  }
}

function unbroken(text: string): string {
  return text.replace(MEASURE, `$1${NO_BREAK}`)
}
