import type { ComponentProps } from 'react'
import { classes } from './classes.ts'
import styles from './Prose.module.css'

/** Running text: serif, a measure that can be read, tables and lists as in a book. */
export function Prose({ className, ...rest }: ComponentProps<'div'>) {
  return <div className={classes(styles.prose, className)} {...rest} />
}
