import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './Disclosure.module.css'

export interface DisclosureProps {
  readonly summary: ReactNode
  readonly children: ReactNode
  /** Open at first. */
  readonly open?: boolean
  readonly onToggle?: (open: boolean) => void
  readonly className?: string | undefined
  /** Its address on the page. */
  readonly id?: string | undefined
}

/** Something that unfolds. The browser's own element, so that find-in-page and printing reach what is inside. */
export function Disclosure({ summary, children, open = false, onToggle, className, id }: DisclosureProps) {
  return (
    <details
      id={id}
      className={classes(styles.details, className)}
      open={open}
      onToggle={event => onToggle?.(event.currentTarget.open)}
    >
      <summary className={styles.summary}>
        <ChevronRight className={styles.arrow} size={16} strokeWidth={1.75} aria-hidden="true" />
        <span>{summary}</span>
      </summary>
      <div className={styles.body}>{children}</div>
    </details>
  )
}
