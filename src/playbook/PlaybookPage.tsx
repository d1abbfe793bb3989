import { Link } from 'react-router'
import { List, ListEntry } from '#ui/List.tsx'
import { usePageTitle } from '#ui/usePageTitle.ts'
import { CHAPTERS } from './chapters.ts'

/** The chapters that exist. */
export default function PlaybookPage() {
  usePageTitle('Playbook')
  return (
    <List
      title="Playbook"
      lead="What a cache does under load and when things break, and what to say about it. Figures are runs, computed as you read."
    >
      {CHAPTERS.map(chapter => (
        <ListEntry
          key={chapter.id}
          mark={String(chapter.order)}
          minutes={chapter.minutes.deep}
          title={<Link to={`/playbook/${chapter.id}`}>{chapter.title}</Link>}
        >
          {chapter.summary}
        </ListEntry>
      ))}
    </List>
  )
}
