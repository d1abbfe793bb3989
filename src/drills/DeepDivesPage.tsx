import { Link } from 'react-router'
import { DEEP_DIVES } from '#exercises/exercises.ts'
import { List, ListEntry } from '#ui/List.tsx'
import { usePageTitle } from '#ui/usePageTitle.ts'
import { ProgressMark } from './ProgressMark.tsx'
import { useAnswers } from './useAnswers.ts'

const IDS = DEEP_DIVES.map(({ id }) => id)

/** `/deep-dives`: the incidents that are worked phase by phase. */
export default function DeepDivesPage() {
  usePageTitle('Deep dives')
  const answers = useAnswers(IDS)
  return (
    <List
      title="Deep dives"
      lead="Incidents with your name on the page. Say what you would do, then see it worked phase by phase: who does what, and what is said."
    >
      {DEEP_DIVES.map(({ id, order, title, minutes, summary }) => (
        <ListEntry
          key={id}
          mark={String(order)}
          minutes={minutes}
          title={<Link to={`/deep-dives/${id}`}>{title}</Link>}
          state={<ProgressMark progress={answers?.get(id)} />}
        >
          {summary}
        </ListEntry>
      ))}
    </List>
  )
}
