import type { MDXProps } from 'mdx/types'
import type { ComponentType } from 'react'
import type { ChapterFacts } from '#prose/frontmatter.ts'
import type { SectionFacts } from '#prose/sections.ts'

export interface ChapterModule {
  readonly default: ComponentType<MDXProps>
  readonly sections: readonly SectionFacts[]
}

// The query makes a second module of the same file, of which only these facts survive: lists load no prose. The build checked them.
const facts = import.meta.glob<ChapterFacts>('/content/playbook/*.mdx', {
  query: '?facts',
  import: 'frontmatter',
  eager: true,
})
const prose = import.meta.glob<ChapterModule>('/content/playbook/*.mdx')

/** All chapters, in their order. */
export const CHAPTERS: readonly ChapterFacts[] = Object.values(facts).sort((a, b) => a.order - b.order)

export function chapterFacts(id: string): ChapterFacts | undefined {
  return CHAPTERS.find(chapter => chapter.id === id)
}

/** The prose of a chapter that exists. */
export function loadChapter(id: string): Promise<ChapterModule> {
  const load = prose[`/content/playbook/${id}.mdx`]
  return load === undefined ? Promise.reject(new Error(`content/playbook has no ${id}.mdx`)) : load()
}
