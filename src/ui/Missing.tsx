import { Link } from 'react-router'
import styles from './Missing.module.css'
import { PageTitle } from './PageTitle.tsx'

interface MissingProps {
  /** What there is none of. */
  readonly what: string
  readonly id: string
  readonly list: string
}

/** An address that names nothing, and the way to what there is. */
export function Missing({ what, id, list }: MissingProps) {
  return (
    <div className={styles.missing}>
      <PageTitle>
        There is no {what} “{id}”
      </PageTitle>
      <p>
        <Link to={list}>See the {what}s that exist</Link>
      </p>
    </div>
  )
}
