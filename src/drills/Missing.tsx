import { Link } from 'react-router'
import styles from './Missing.module.css'

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
      <h1 className={styles.title}>
        There is no {what} “{id}”
      </h1>
      <p>
        <Link to={list}>See the {what}s that exist</Link>
      </p>
    </div>
  )
}
