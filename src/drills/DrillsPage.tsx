import { Link } from 'react-router'
import type { DrillFacts } from '#prose/frontmatter.ts'
import { List, ListEntry } from '#ui/List.tsx'
import { nameOf } from '#ui/nameOf.ts'
import { usePageTitle } from '#ui/usePageTitle.ts'
import { DRILLS } from './drills.ts'

/** The drills that exist. */
export default function DrillsPage() {
  usePageTitle('Drills')
  return (
    <List
      title="Drills"
      lead="An interviewer’s prompt and a box to answer in. Then a staff answer beside yours, one part at a time."
    >
      {DRILLS.map(drill => (
        <ListEntry
          key={drill.id}
          minutes={drill.minutes}
          title={<Link to={`/drills/${drill.id}`}>{drill.title}</Link>}
        >
          {belongs(drill)}
        </ListEntry>
      ))}
    </List>
  )
}

function belongs({ chapter, lab }: DrillFacts): string {
  const parts = [
    chapter !== null && `chapter ${nameOf(chapter)}`,
    lab !== null && `lab ${nameOf(lab)}`,
  ].filter(Boolean)
  return parts.length === 0 ? 'Stands on its own.' : `Goes with ${parts.join(' and ')}.`
}
