import { Link } from 'react-router'
import { drillFacts } from '#exercises/exercises.ts'
import type { DrillFacts } from '#prose/frontmatter.ts'
import { labLink } from '#recording/labLink.ts'
import { card } from '#scenarios/cards.ts'
import { nameOf } from '#ui/nameOf.ts'
import styles from './WhereNext.module.css'

interface WhereNextProps {
  readonly lab: DrillFacts['lab']
  readonly chapter: string | null
  readonly drills?: readonly string[]
}

/** The links after the last part. */
export function WhereNext({ lab, chapter, drills = [] }: WhereNextProps) {
  return (
    <nav aria-label="Where next" className={styles.where}>
      {lab !== null && (
        <Link to={labLink({ scenario: lab })}>See it happen in the lab: {card(lab).title}</Link>
      )}
      {chapter !== null && (
        <Link to={`/playbook/${chapter}`}>Read why in the playbook: {nameOf(chapter)}</Link>
      )}
      {drills.map(drill => (
        <Link key={drill} to={`/drills/${drill}`}>
          Answer the drill: {drillFacts(drill)?.title ?? nameOf(drill)}
        </Link>
      ))}
    </nav>
  )
}
