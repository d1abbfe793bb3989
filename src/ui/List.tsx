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

/** A page that is several lists under headings: its children are groups. */
export function GroupedList({ title, lead, children }: ListProps) {
  return (
    <div className={styles.page}>
      <PageHead title={title}>{lead}</PageHead>
      {children}
    </div>
  )
}

interface ListGroupProps {
  /** Its address on the page. */
  readonly id: string
  readonly title: string
  readonly lead: string
  /** Entries of level 3. */
  readonly children: ReactNode
}

export function ListGroup({ id, title, lead, children }: ListGroupProps) {
  return (
    <section className={styles.group} aria-labelledby={id}>
      <h2 id={id} className={styles.groupTitle}>
        {title}
      </h2>
      <p className={styles.groupLead}>{lead}</p>
      <ul className={styles.entries}>{children}</ul>
    </section>
  )
}

interface ListEntryProps {
  /** A link: the whole entry follows it. */
  readonly title: ReactNode
  /** Of its heading: 3 in a group. */
  readonly level?: 2 | 3
  /** What has none is no one thing to do. */
  readonly minutes?: number
  /** What stands in the left margin, a number for instance. */
  readonly mark?: ReactNode
  /** Under the minutes: how far the reader has come. */
  readonly state?: ReactNode
  /** One line or two. */
  readonly children: ReactNode
}

/** One line of a list. `--mark-width` and `--minutes-width` set its columns where what stands there may come later. */
export function ListEntry({ title, level = 2, minutes, mark, state, children }: ListEntryProps) {
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <li className={styles.entry}>
      <span className={styles.mark}>{mark}</span>
      <div>
        <Heading className={styles.name}>{title}</Heading>
        <p className={styles.about}>{children}</p>
      </div>
      <div className={styles.minutes}>
        {minutes !== undefined && <p>{minutes} min</p>}
        {state !== undefined && <p className={styles.state}>{state}</p>}
      </div>
    </li>
  )
}
