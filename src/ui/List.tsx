import type { ReactNode } from 'react'
import styles from './List.module.css'
import { PageHead } from './PageHead.tsx'

interface ListProps {
  readonly title: string
  readonly lead: string
  readonly children: ReactNode
}

/** A page that is a list of what there is. */
export function List({ title, lead, children }: ListProps) {
  return (
    <div className={styles.page}>
      <PageHead title={title}>{lead}</PageHead>
      <ul className={styles.entries}>{children}</ul>
    </div>
  )
}

interface ListEntryProps {
  /** A link: the whole entry follows it. */
  readonly title: ReactNode
  readonly minutes: number
  /** What stands in the left margin, a number for instance. */
  readonly mark?: string
  /** One line or two. */
  readonly children: ReactNode
}

export function ListEntry({ title, minutes, mark, children }: ListEntryProps) {
  return (
    <li className={styles.entry}>
      <span className={styles.mark}>{mark}</span>
      <div>
        <h2 className={styles.name}>{title}</h2>
        <p className={styles.about}>{children}</p>
      </div>
      <span className={styles.minutes}>{minutes} min</span>
    </li>
  )
}
