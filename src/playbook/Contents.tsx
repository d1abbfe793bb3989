import { Link } from 'react-router'
import { classes } from '#ui/classes.ts'
import styles from './Contents.module.css'
import type { OutlineEntry } from './outline.ts'

interface ContentsProps {
  readonly outline: readonly OutlineEntry[]
  /** The id of the heading being read. */
  readonly reading: string | null
}

/** The table of contents. A page of several sections unfolds the one being read, so that it stays short. */
export function Contents({ outline, reading }: ContentsProps) {
  const sections = outline.filter(entry => entry.level === 2)
  const section = outline.find(entry => entry.id === reading)?.section ?? outline[0]?.section
  const shown = outline.filter(
    entry => entry.level === 2 || sections.length <= 1 || entry.section === section,
  )
  return (
    <nav aria-label="On this page">
      <ol className={styles.list}>
        {shown.map(entry => (
          <li key={entry.id} className={classes(styles.entry, entry.level > 2 && styles.nested)}>
            <Link to={{ hash: entry.id }} aria-current={entry.id === reading ? 'location' : undefined}>
              {entry.text}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  )
}
