import type { ReactNode, Ref } from 'react'
import { classes } from './classes.ts'
import styles from './Prose.module.css'

interface ProseProps {
  readonly children: ReactNode
  readonly className?: string | undefined
  readonly ref?: Ref<HTMLDivElement>
}

/** Running text: serif, a measure that can be read, tables and lists as in a book. */
export function Prose({ children, className, ref }: ProseProps) {
  return (
    <div ref={ref} className={classes(styles.prose, className)}>
      {children}
    </div>
  )
}
