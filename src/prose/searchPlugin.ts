import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { SHELVES, type ShelfName } from './frontmatter.ts'
import { type GlossaryEntry, mistakesInGlossary } from './glossary.ts'
import type { SearchDocument } from './searchDocument.ts'
import { labDocument, pageDocuments, termDocument } from './searchTexts.ts'

const CONTENT = fileURLToPath(new URL('../../content', import.meta.url))
const GLOSSARY = path.join(CONTENT, 'glossary.json')
const NAME = 'virtual:search-documents'

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

/** The entries of the glossary. Throws a list of what is wrong with them. */
export function writtenGlossary(): readonly GlossaryEntry[] {
  const written: unknown = JSON.parse(readFileSync(GLOSSARY, 'utf8'))
  const mistakes = mistakesInGlossary(written)
  if (mistakes.length > 0) throw new Error(`content/glossary.json\n${mistakes.join('\n')}`)
  return written as readonly GlossaryEntry[]
}

/** Everything that can be found: pages by section, labs, the glossary. */
export async function searchDocuments(): Promise<readonly SearchDocument[]> {
  // Loaded when it is asked for: most tests never do.
  const { scenarios } = await import('#scenarios/catalogue.ts')
  return [
    ...writtenPages().flatMap(({ shelf, id, text }) => pageDocuments(shelf, id, text)),
    ...scenarios.map(labDocument),
    ...writtenGlossary().map(termDocument),
  ]
}

/** Makes the texts of the search a module of the app, and stops the build at a glossary that is wrong. */
export function searchPlugin(): Plugin {
  return {
    name: 'search-documents',
    resolveId: id => (id === NAME ? `\0${NAME}` : null),
    async load(id) {
      if (id !== `\0${NAME}`) return null
      for (const { file } of writtenPages()) this.addWatchFile(file)
      this.addWatchFile(GLOSSARY)
      const documents = JSON.stringify(await searchDocuments())
      return `export default JSON.parse(${JSON.stringify(documents)})`
    },
  }
}
