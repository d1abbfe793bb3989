import type { Root } from 'mdast'
import { parse, stringify } from 'yaml'
import { type Ids, mistakesIn, SHELF_NAMES, SHELVES, type ShelfName } from './frontmatter.ts'
import { writtenIds } from './writtenPages.ts'

/** What a compiler tells of the file it compiles. */
interface CompiledFile {
  readonly path?: string | undefined
  fail(reason: string): never
}

/** Stops the build at a file of content/ whose head is wrong, and writes out what a right one leaves to its defaults. */
export function remarkChecked() {
  return (page: Root, file: CompiledFile): void => {
    const place = placeOf(file.path ?? '')
    if (place === undefined) return
    const { shelf, fileName } = place
    const head = headOf(page)
    const ids = Object.fromEntries(SHELF_NAMES.map(each => [each, writtenIds(each)])) as Ids
    const mistakes = mistakesIn(shelf, fileName, head, ids)
    if (mistakes.length > 0) file.fail(`content/${shelf}/${fileName}.mdx\n${mistakes.join('\n')}`)
    const node = yamlOf(page)
    if (node !== undefined) node.value = stringify(SHELVES[shelf].parse(head))
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

function placeOf(path: string): { readonly shelf: ShelfName; readonly fileName: string } | undefined {
  const [, shelf = '', fileName = ''] =
    /content\/([\w-]+)\/([\w-]+)\.mdx$/.exec(path.replaceAll('\\', '/')) ?? []
  return Object.hasOwn(SHELVES, shelf) ? { shelf: shelf as ShelfName, fileName } : undefined
}
