import type { MDXProps } from 'mdx/types'
import type { ComponentType } from 'react'
import type { DrillFacts } from '#prose/frontmatter.ts'

interface DrillModule {
  readonly default: ComponentType<MDXProps>
}

// The query makes a second module of the same file, of which only these facts survive: lists load no prose.
const facts = import.meta.glob<DrillFacts>('/content/drills/*.mdx', {
  query: '?facts',
  import: 'frontmatter',
  eager: true,
})
const prose = import.meta.glob<DrillModule>('/content/drills/*.mdx')

/** All drills, in their order. */
export const DRILLS: readonly DrillFacts[] = Object.values(facts).sort((a, b) => a.order - b.order)

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
