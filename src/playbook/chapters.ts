import type { MDXProps } from 'mdx/types'
import type { ComponentType } from 'react'

/** What a chapter says about itself, above its prose. */
export interface ChapterFacts {
  readonly id: string
  readonly title: string
  readonly order: number
  readonly minutes: number
  readonly summary: string
  readonly labs: readonly string[]
  readonly drills: readonly string[]
}

export interface ChapterModule {
  readonly default: ComponentType<MDXProps>
}

// The query makes a second module of the same file, of which only these facts survive: lists load no prose.
const facts = import.meta.glob<unknown>('/content/playbook/*.mdx', {
  query: '?facts',
  import: 'frontmatter',
  eager: true,
})
const prose = import.meta.glob<ChapterModule>('/content/playbook/*.mdx')

/** All chapters, in their order. */
export const CHAPTERS: readonly ChapterFacts[] = Object.entries(facts)
  .map(([path, raw]) => readFacts(path, raw))
  .sort((a, b) => a.order - b.order)

export function chapterFacts(id: string): ChapterFacts | undefined {
  return CHAPTERS.find(chapter => chapter.id === id)
}

/** The prose of a chapter that exists. */
export function loadChapter(id: string): Promise<ChapterModule> {
  const load = prose[pathOf(id)]
  return load === undefined ? Promise.reject(new Error(`content/playbook has no ${id}.mdx`)) : load()
}

function pathOf(id: string): string {
  return `/content/playbook/${id}.mdx`
}

/** Throws on a file whose head is wrong: that is a mistake in content/, and the build's tests shall find it. */
export function readFacts(path: string, raw: unknown): ChapterFacts {
  const head = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>
  const { id, title, order, minutes, summary, labs = [], drills = [] } = head
  const fail = (wrong: string): never => {
    throw new Error(`${path}: ${wrong}`)
  }
  if (typeof id !== 'string' || pathOf(id) !== path) return fail('id has to be the name of the file')
  if (typeof title !== 'string' || title === '') return fail('title is missing')
  if (typeof order !== 'number') return fail('order is missing')
  if (typeof minutes !== 'number' || minutes <= 0) return fail('minutes is missing')
  if (typeof summary !== 'string' || summary === '') return fail('summary is missing')
  if (!isNames(labs)) return fail('labs has to be a list of ids')
  if (!isNames(drills)) return fail('drills has to be a list of ids')
  return { id, title, order, minutes, summary, labs, drills }
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(each => typeof each === 'string')
}
