import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Plugin } from 'vite'
import { type GlossaryEntry, mistakesInGlossary } from './glossary.ts'
import type { SearchDocument } from './searchDocument.ts'
import { labDocument, pageDocuments, termDocument } from './searchTexts.ts'
import { CONTENT, writtenPages } from './writtenPages.ts'

const GLOSSARY = path.join(CONTENT, 'glossary.json')
const NAME = 'virtual:search-documents'
const SERVED_AT = '/@search-documents.json'

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

/**
 * Makes the texts of the search a file of the app, and its address the default export of a module: a file that did not arrive can be
 * fetched again, a module cannot. Stops the build at a glossary that is wrong.
 */
export function searchPlugin(): Plugin {
  let isServed = false
  return {
    name: 'search-documents',
    configResolved(config) {
      isServed = config.command === 'serve'
    },
    configureServer(server) {
      server.middlewares.use(SERVED_AT, (_request, response, next) => {
        searchDocuments().then(documents => {
          response.setHeader('content-type', 'application/json')
          response.end(JSON.stringify(documents))
        }, next)
      })
    },
    resolveId: id => (id === NAME ? `\0${NAME}` : null),
    async load(id) {
      if (id !== `\0${NAME}`) return null
      if (isServed) return `export default ${JSON.stringify(SERVED_AT)}`
      const source = JSON.stringify(await searchDocuments())
      const file = this.emitFile({ type: 'asset', name: 'search-documents.json', source })
      return `export default import.meta.ROLLUP_FILE_URL_${file}`
    },
  }
}
