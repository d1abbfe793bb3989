import { useEffect, useState } from 'react'
import { Link, useLocation } from 'react-router'
import { DEEP_DIVES, DRILLS } from '#exercises/exercises.ts'
import { arriveAt } from '#ui/arriveAt.ts'
import { hashTarget } from '#ui/hashTarget.ts'
import { GroupedList, ListEntry, ListGroup } from '#ui/List.tsx'
import { Segmented } from '#ui/Segmented.tsx'
import { usePageTitle } from '#ui/usePageTitle.ts'
import styles from './DrillsPage.module.css'
import { ProgressMark } from './ProgressMark.tsx'
import type { Progress } from './progress.ts'
import { useAnswers } from './useAnswers.ts'

const drillsOf = (kind: (typeof DRILLS)[number]['kind']) => DRILLS.filter(drill => drill.kind === kind)

const GROUPS = [
  {
    id: 'drills',
    title: 'Drills',
    lead: 'A whole question: clarify, answer, then hold it against a staff answer and the trap that costs a level.',
    path: '/drills',
    entries: drillsOf('full'),
  },
  {
    id: 'pivots',
    title: 'When the interviewer pivots',
    lead: 'You said the expected thing. This is what you are asked next, and you have two minutes.',
    path: '/drills',
    entries: drillsOf('pivot'),
  },
  {
    id: 'follow-ups',
    title: 'Follow-up questions to expect',
    lead: 'Asked in nearly every interview on caching. Have two minutes on each ready.',
    path: '/drills',
    entries: drillsOf('follow-up'),
  },
  {
    id: 'deep-dives',
    title: 'Deep dives',
    lead: 'An incident with your name on the page. Worked phase by phase: who does what, and what is said.',
    path: '/deep-dives',
    entries: DEEP_DIVES,
  },
] as const

const IDS = GROUPS.flatMap(group => group.entries.map(({ id }) => id))

type Shown = 'all' | 'open'

/** `/drills`: everything there is to answer, in groups, with what the learner has done of it. */
export default function DrillsPage() {
  usePageTitle('Drills')
  const answers = useAnswers(IDS)
  const { hash } = useLocation()
  useEffect(() => {
    if (hash !== '') arriveAt(document.getElementById(hashTarget(hash)))
  }, [hash])
  const [shown, setShown] = useState<Shown>('all')
  const isShown = (id: string) => shown === 'all' || isOpen(answers?.get(id))
  const groups = GROUPS.map(group => ({ ...group, entries: group.entries.filter(({ id }) => isShown(id)) }))
  const left = IDS.filter(id => isOpen(answers?.get(id))).length
  return (
    <GroupedList
      title="Drills"
      lead="An interviewer’s prompt and a box to answer in. Then a staff answer beside yours, one part at a time."
    >
      <div className={styles.filter}>
        <Segmented<Shown>
          label="Show"
          value={shown}
          options={[
            { value: 'all', title: `All ${IDS.length}` },
            { value: 'open', title: 'Not answered yet' },
          ]}
          onChange={setShown}
        />
        <p role="status">{answers === null ? '' : `${IDS.length - left} of ${IDS.length} answered`}</p>
      </div>
      <nav aria-label="Kinds" className={styles.kinds}>
        {GROUPS.filter(group => group.entries.length > 0).map(({ id, title, entries }) => (
          <Link key={id} to={`#${id}`}>
            {title} <span>{entries.length}</span>
          </Link>
        ))}
      </nav>
      {groups
        .filter(group => group.entries.length > 0)
        .map(({ id, title, lead, path, entries }) => (
          <ListGroup key={id} id={id} title={title} lead={lead}>
            {entries.map(entry => (
              <ListEntry
                key={entry.id}
                level={3}
                minutes={entry.minutes}
                title={<Link to={`${path}/${entry.id}`}>{entry.title}</Link>}
                state={<ProgressMark progress={answers?.get(entry.id)} />}
              >
                {entry.summary}
              </ListEntry>
            ))}
          </ListGroup>
        ))}
      {shown === 'open' && left === 0 && <p className={styles.nothing}>You have answered all of them.</p>}
    </GroupedList>
  )
}

function isOpen(progress: Progress | undefined): boolean {
  return progress !== 'answered'
}
