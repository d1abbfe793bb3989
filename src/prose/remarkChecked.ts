import type { Root } from 'mdast'
import { parse, stringify } from 'yaml'
import { type CompiledFile, placeOf } from './compiledFile.ts'
import { factsOf, type Ids, mistakesIn, SHELF_NAMES } from './frontmatter.ts'
import { writtenIds } from './writtenPages.ts'

/** Stops the build at a file of content/ whose head is wrong, and writes out what a right one tells the app. */
export function remarkChecked() {
  return (page: Root, file: CompiledFile): void => {
    const place = placeOf(file)
    if (place === undefined) return
    const { shelf, fileName } = place
    const head = headOf(page)
    const ids = Object.fromEntries(SHELF_NAMES.map(each => [each, writtenIds(each)])) as Ids
    const mistakes = mistakesIn(shelf, fileName, head, ids)
    if (mistakes.length > 0) file.fail(`content/${shelf}/${fileName}.mdx\n${mistakes.join('\n')}`)
    const node = yamlOf(page)
    if (node !== undefined) node.value = stringify(factsOf(shelf, head))
  }
}

/** The frontmatter of a page, unchecked; undefined for none. */
export function headOf(page: Root): unknown {
  const node = yamlOf(page)
  return node === undefined ? undefined : parse(node.value)
}

function yamlOf(page: Root) {
  return page.children.find(node => node.type === 'yaml')
}
