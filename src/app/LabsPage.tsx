import { Link } from 'react-router'
import { labLink } from '#recording/labLink.ts'
import { CARDS } from '#scenarios/cards.ts'
import { List, ListEntry } from '#ui/List.tsx'
import { usePageTitle } from '#ui/usePageTitle.ts'

/** The labs that exist. */
export default function LabsPage() {
  usePageTitle('Lab')
  return (
    <List
      title="Lab"
      lead="Simulated systems to break and repair. Each opens on a finished run of the L5 trap; the same seed gives the same run on any machine."
    >
      {CARDS.map(lab => (
        <ListEntry
          key={lab.id}
          minutes={lab.minutes}
          title={<Link to={labLink({ scenario: lab.id })}>{lab.title}</Link>}
        >
          {lab.tagline}
        </ListEntry>
      ))}
    </List>
  )
}
