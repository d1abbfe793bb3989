import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { SHELF_NAMES, type ShelfName } from './frontmatter.ts'

export const CONTENT = fileURLToPath(new URL('../../content', import.meta.url))

/** A page of content/ as it is written. */
export interface WrittenPage {
  readonly shelf: ShelfName
  readonly id: string
  readonly file: string
  readonly text: string
}

/** The ids of the pages of a shelf, which are the names of their files, sorted. */
export function writtenIds(shelf: ShelfName): readonly string[] {
  const files = readdirSync(path.join(CONTENT, shelf)).filter(name => name.endsWith('.mdx'))
  return files.map(name => name.slice(0, -'.mdx'.length)).sort()
}

export function writtenPages(): readonly WrittenPage[] {
  return SHELF_NAMES.flatMap(shelf =>
    writtenIds(shelf).map(id => {
      const file = path.join(CONTENT, shelf, `${id}.mdx`)
      return { shelf, id, file, text: readFileSync(file, 'utf8') }
    }),
  )
}
