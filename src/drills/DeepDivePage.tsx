import { Link, useParams } from 'react-router'
import { deepDiveFacts } from '#exercises/exercises.ts'
import type { DeepDiveFacts } from '#prose/frontmatter.ts'
import { labLink } from '#recording/labLink.ts'
import { card } from '#scenarios/cards.ts'
import { Missing } from '#ui/Missing.tsx'
import { usePageTitle } from '#ui/usePageTitle.ts'
import { ExercisePage } from './ExercisePage.tsx'
import { KICKERS } from './kinds.ts'
import { WhereNext } from './WhereNext.tsx'

/** One deep dive: the incident alone with a box to answer in, then how a staff engineer works it, phase by phase. */
export default function DeepDivePage() {
  const { id = '' } = useParams()
  const facts = deepDiveFacts(id)
  usePageTitle(facts === undefined ? 'No such deep dive' : `Deep dive: ${facts.title}`)
  return facts === undefined ? (
    <Missing what="deep dive" id={id} list="/deep-dives" />
  ) : (
    <DeepDive key={id} facts={facts} />
  )
}

function DeepDive({ facts }: { readonly facts: DeepDiveFacts }) {
  const { id, title, minutes, lab, chapter, drills } = facts
  return (
    <ExercisePage
      id={id}
      kind="deep-dive"
      title={title}
      kicker={KICKERS['deep-dive']}
      minutes={minutes}
      reveal="Reveal what to find out first"
      lead={<Link to={labLink({ scenario: lab })}>The incident runs in the lab: {card(lab).title}</Link>}
      whereNext={<WhereNext lab={lab} chapter={chapter} drills={drills} />}
    />
  )
}
