import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './Prose.module.css'

/** Running text: serif, a measure that can be read, tables and lists as in a book. */
export function Prose({
  children,
  className,
}: {
  readonly children: ReactNode
  readonly className?: string | undefined
}) {
  return <div className={classes(styles.prose, className)}>{children}</div>
}
