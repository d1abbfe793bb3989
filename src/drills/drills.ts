import type { MDXProps } from 'mdx/types'
import type { ComponentType } from 'react'

/** What a drill says about itself, above its prose. */
export interface DrillFacts {
  readonly id: string
  readonly title: string
  readonly minutes: number
  /** The lab that shows what the drill asks about, and the chapter that explains it; null for none. */
  readonly lab: string | null
  readonly chapter: string | null
}

export interface DrillModule {
  readonly default: ComponentType<MDXProps>
}

// The query makes a second module of the same file, of which only these facts survive: lists load no prose.
const facts = import.meta.glob<unknown>('/content/drills/*.mdx', {
  query: '?facts',
  import: 'frontmatter',
  eager: true,
})
const prose = import.meta.glob<DrillModule>('/content/drills/*.mdx')

/** All drills, by title. */
export const DRILLS: readonly DrillFacts[] = Object.entries(facts)
  .map(([path, raw]) => readFacts(path, raw))
  .sort((a, b) => a.title.localeCompare(b.title, 'en'))

export function drillFacts(id: string): DrillFacts | undefined {
  return DRILLS.find(drill => drill.id === id)
}

/** The parts of a drill that exists. */
export function loadDrill(id: string): Promise<DrillModule> {
  const load = prose[pathOf(id)]
  return load === undefined ? Promise.reject(new Error(`content/drills has no ${id}.mdx`)) : load()
}

function pathOf(id: string): string {
  return `/content/drills/${id}.mdx`
}

/** Throws on a file whose head is wrong: that is a mistake in content/, and the build's tests shall find it. */
export function readFacts(path: string, raw: unknown): DrillFacts {
  const head = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>
  const { id, title, minutes, lab = null, chapter = null } = head
  const fail = (wrong: string): never => {
    throw new Error(`${path}: ${wrong}`)
  }
  if (typeof id !== 'string' || pathOf(id) !== path) return fail('id has to be the name of the file')
  if (typeof title !== 'string' || title === '') return fail('title is missing')
  if (typeof minutes !== 'number' || minutes <= 0) return fail('minutes is missing')
  if (lab !== null && typeof lab !== 'string') return fail('lab has to be an id')
  if (chapter !== null && typeof chapter !== 'string') return fail('chapter has to be an id')
  return { id, title, minutes, lab, chapter }
}
