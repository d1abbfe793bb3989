import { titleOf } from '#prose/titles.ts'
import type { Lesson } from '#scenarios/scenario.ts'

// The names of the files alone: nothing is loaded.
const written = new Set(
  Object.keys({
    ...import.meta.glob('/content/playbook/*.mdx'),
    ...import.meta.glob('/content/drills/*.mdx'),
    ...import.meta.glob('/content/deep-dives/*.mdx'),
  }),
)

export interface RelatedLink {
  readonly to: string
  readonly text: string
}

/** What can be read and answered about a lab, as far as it is written. */
export function relatedTo({ chapters, drills, deepDives }: Lesson): readonly RelatedLink[] {
  return [
    ...of('playbook', 'Read', chapters),
    ...of('drills', 'Answer', drills),
    ...of('deep-dives', 'Work through', deepDives),
  ]
}

function of(place: string, verb: string, ids: readonly string[]): readonly RelatedLink[] {
  return ids
    .filter(id => written.has(`/content/${place}/${id}.mdx`))
    .map(id => ({ to: `/${place}/${id}`, text: `${verb}: ${titleOf(`/${place}/${id}`)}` }))
}
