import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './SectionTitle.module.css'

export interface SectionTitleProps {
  readonly children: ReactNode
  /** The level in the outline of the page; it looks the same at each. */
  readonly level?: 2 | 3 | 4
  readonly id?: string
  readonly className?: string | undefined
}

/** The small grey capitals over a group of controls or facts. */
export function SectionTitle({ children, level = 2, id, className }: SectionTitleProps) {
  const Heading = `h${level}` as const
  return (
    <Heading id={id} className={classes(styles.title, className)}>
      {children}
    </Heading>
  )
}
