import type { SectionFacts } from '#prose/sections.ts'

// A module of its own, and a third one of each file: whoever shows one chapter gets its sections with its prose, not all of them here.
const sections = import.meta.glob<readonly SectionFacts[]>('/content/playbook/*.mdx', {
  query: '?sections',
  import: 'sections',
  eager: true,
})

/** The sections of a chapter, for lists of several. */
export function chapterSections(id: string): readonly SectionFacts[] {
  return sections[`/content/playbook/${id}.mdx`] ?? []
}
