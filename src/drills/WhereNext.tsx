import { Link } from 'react-router'
import type { DrillFacts } from '#prose/frontmatter.ts'
import { titleOf } from '#prose/titles.ts'
import { labLink } from '#recording/labLink.ts'
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
        <Link to={labLink({ scenario: lab })}>See it happen in the lab: {titleOf(`/lab/${lab}`)}</Link>
      )}
      {chapter !== null && (
        <Link to={`/playbook/${chapter}`}>Read why in the playbook: {titleOf(`/playbook/${chapter}`)}</Link>
      )}
      {drills.map(drill => (
        <Link key={drill} to={`/drills/${drill}`}>
          Answer the drill: {titleOf(`/drills/${drill}`)}
        </Link>
      ))}
      <Link to="/drills">All drills and deep dives</Link>
    </nav>
  )
}
