import { type ReactNode, useId } from 'react'
import { classes } from './classes.ts'
import styles from './Panel.module.css'
import { SectionTitle } from './SectionTitle.tsx'

export interface PanelProps {
  readonly title: string
  readonly level?: 2 | 3 | 4
  /** A control on the line of the title. */
  readonly action?: ReactNode
  readonly children: ReactNode
  readonly className?: string | undefined
}

/** A titled section of an instrument's side column. */
export function Panel({ title, level = 2, action, children, className }: PanelProps) {
  const id = useId()
  return (
    <section className={classes(styles.panel, className)} aria-labelledby={id}>
      <div className={styles.head}>
        <SectionTitle level={level} id={id}>
          {title}
        </SectionTitle>
        {action}
      </div>
      {children}
    </section>
  )
}
