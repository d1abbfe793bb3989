import type { MDXProps } from 'mdx/types'
import type { ComponentType } from 'react'
import type { DeepDiveFacts, DrillFacts } from '#prose/frontmatter.ts'
import type { ExerciseKind } from '#prose/parts.ts'

interface ProseModule {
  readonly default: ComponentType<MDXProps>
}

// The query makes a second module of the same file, of which only these facts survive: lists load no prose. The build checked them.
const drillHeads = import.meta.glob<DrillFacts>('/content/drills/*.mdx', {
  query: '?facts',
  import: 'frontmatter',
  eager: true,
})
const deepDiveHeads = import.meta.glob<DeepDiveFacts>('/content/deep-dives/*.mdx', {
  query: '?facts',
  import: 'frontmatter',
  eager: true,
})
const prose = import.meta.glob<ProseModule>(['/content/drills/*.mdx', '/content/deep-dives/*.mdx'])

const inOrder = <Facts extends { readonly order: number }>(heads: Readonly<Record<string, Facts>>) =>
  Object.values(heads).sort((a, b) => a.order - b.order)

/** All drills, each kind in its order. */
export const DRILLS: readonly DrillFacts[] = inOrder(drillHeads)
/** All deep dives, in their order. */
export const DEEP_DIVES: readonly DeepDiveFacts[] = inOrder(deepDiveHeads)

export function drillFacts(id: string): DrillFacts | undefined {
  return DRILLS.find(drill => drill.id === id)
}

export function deepDiveFacts(id: string): DeepDiveFacts | undefined {
  return DEEP_DIVES.find(deepDive => deepDive.id === id)
}

/** What a drill or deep dive is; undefined for an id that neither has. No drill has the id of a deep dive. */
export function kindOf(id: string): ExerciseKind | undefined {
  return drillFacts(id)?.kind ?? (deepDiveFacts(id) === undefined ? undefined : 'deep-dive')
}

/** The prose of a drill or deep dive that exists, with all its parts. */
export function loadExercise(id: string): Promise<ProseModule> {
  const load = prose[`/content/drills/${id}.mdx`] ?? prose[`/content/deep-dives/${id}.mdx`]
  return load === undefined ? Promise.reject(new Error(`there is no drill and no deep dive "${id}"`)) : load()
}
