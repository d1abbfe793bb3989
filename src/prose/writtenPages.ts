import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { SHELVES, type ShelfName } from './frontmatter.ts'

export const CONTENT = fileURLToPath(new URL('../../content', import.meta.url))

/** A page of content/ as it is written. */
export interface WrittenPage {
  readonly shelf: ShelfName
  readonly id: string
  readonly file: string
  readonly text: string
}

export function writtenPages(): readonly WrittenPage[] {
  return (Object.keys(SHELVES) as ShelfName[]).flatMap(shelf =>
    readdirSync(path.join(CONTENT, shelf))
      .filter(name => name.endsWith('.mdx'))
      .sort()
      .map(name => {
        const file = path.join(CONTENT, shelf, name)
        return { shelf, id: name.slice(0, -'.mdx'.length), file, text: readFileSync(file, 'utf8') }
      }),
  )
}
