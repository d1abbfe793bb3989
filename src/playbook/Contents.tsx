import { Check, ChevronRight } from 'lucide-react'
import { Link } from 'react-router'
import { classes } from '#ui/classes.ts'
import { VisuallyHidden } from '#ui/VisuallyHidden.tsx'
import styles from './Contents.module.css'
import type { OutlineEntry } from './reading/outline.ts'

interface ContentsProps {
  readonly outline: readonly OutlineEntry[]
  /** The id of the heading being read. */
  readonly reading: string | null
  /** The ids of the sections that were read. */
  readonly read: ReadonlySet<string>
  readonly onGo?: () => void
}

/** The table of contents. A page of several sections unfolds the one being read, so that it stays short. */
export function Contents({ outline, reading, read, onGo }: ContentsProps) {
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
            <Link
              to={{ hash: entry.id }}
              aria-current={entry.id === reading ? 'location' : undefined}
              {...(onGo !== undefined && { onClick: onGo })}
            >
              {entry.text}
            </Link>
            <Mark isRead={isRead(entry, outline, read)} isFolded={entry.isFolded} />
          </li>
        ))}
      </ol>
    </nav>
  )
}

function Mark({ isRead, isFolded }: { readonly isRead: boolean; readonly isFolded: boolean }) {
  if (!isRead && !isFolded) return null
  const Icon = isRead ? Check : ChevronRight
  return (
    <span className={styles.mark}>
      <Icon size={13} strokeWidth={2} aria-hidden="true" />
      <VisuallyHidden>{isRead ? 'read' : 'folded'}</VisuallyHidden>
    </span>
  )
}

/** A section of several parts is read when all of them are. */
function isRead(entry: OutlineEntry, outline: readonly OutlineEntry[], read: ReadonlySet<string>): boolean {
  if (entry.level > 2) return read.has(entry.id)
  return outline.every(each => each.section !== entry.id || each.isFolded || read.has(each.id))
}
