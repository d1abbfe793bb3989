import { SHELVES, type ShelfName } from './frontmatter.ts'

/** What a compiler tells of the page it compiles, and how it is stopped. */
export interface CompiledFile {
  readonly path?: string | undefined
  fail(reason: string): never
}

/** Where a page stands in content/; undefined for one that stands elsewhere. */
export function placeOf({
  path = '',
}: CompiledFile): { readonly shelf: ShelfName; readonly fileName: string } | undefined {
  const [, shelf = '', fileName = ''] =
    /content\/([\w-]+)\/([\w-]+)\.mdx$/.exec(path.replaceAll('\\', '/')) ?? []
  return Object.hasOwn(SHELVES, shelf) ? { shelf: shelf as ShelfName, fileName } : undefined
}
