import { useParams } from 'react-router'
import { drillFacts } from '#exercises/exercises.ts'
import type { DrillFacts } from '#prose/frontmatter.ts'
import { Missing } from '#ui/Missing.tsx'
import { usePageTitle } from '#ui/usePageTitle.ts'
import { ExercisePage } from './ExercisePage.tsx'
import { KICKERS } from './kinds.ts'
import { WhereNext } from './WhereNext.tsx'

/** One drill: the prompt alone with a box to answer in, then the staff answer beside it, part by part. */
export default function DrillPage() {
  const { id = '' } = useParams()
  const facts = drillFacts(id)
  usePageTitle(facts === undefined ? 'No such drill' : `Drill: ${facts.title}`)
  return facts === undefined ? (
    <Missing what="drill" id={id} list="/drills" />
  ) : (
    <Drill key={id} facts={facts} />
  )
}

function Drill({ facts }: { readonly facts: DrillFacts }) {
  const { id, kind, title, minutes, lab, chapter } = facts
  return (
    <ExercisePage
      id={id}
      kind={kind}
      title={title}
      kicker={KICKERS[kind]}
      minutes={minutes}
      reveal={kind === 'full' ? 'Reveal the staff answer' : 'Reveal what a good answer contains'}
      whereNext={<WhereNext lab={lab} chapter={chapter} />}
    />
  )
}
