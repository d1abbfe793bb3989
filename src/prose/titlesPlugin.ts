import type { Plugin } from 'vite'
import { parse } from 'yaml'
import { CARDS } from '#scenarios/cards.ts'
import { writtenPages } from './writtenPages.ts'

const NAME = 'virtual:titles'

/** What every page of content/ and every lab is called, by its address: `/drills/hot-key`. */
function writtenTitles(): Readonly<Record<string, string>> {
  const labs = CARDS.map(({ id, title }) => [`/lab/${id}`, title])
  const pages = writtenPages().map(({ shelf, id, text }) => [`/${shelf}/${id}`, titleIn(text)])
  return Object.fromEntries([...labs, ...pages])
}

/** None for a page whose head is wrong: its own compilation says what. */
function titleIn(text: string): string {
  const [, head = ''] = /^---\n([\s\S]*?)\n---/.exec(text) ?? []
  let facts: unknown
  try {
    facts = parse(head)
  } catch {
    return ''
  }
  return typeof facts === 'object' && facts !== null && 'title' in facts ? String(facts.title) : ''
}

/** Makes the titles a module of the app: whoever links to a page says what it is called without loading it. */
export function titlesPlugin(): Plugin {
  return {
    name: 'titles',
    resolveId: id => (id === NAME ? `\0${NAME}` : null),
    load: id => (id === `\0${NAME}` ? `export default ${JSON.stringify(writtenTitles())}` : null),
  }
}
