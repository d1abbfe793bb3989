import type { ReactNode } from 'react'
import styles from './Aloud.module.css'

/** What is said in a phase, word for word, and by whom to whom. */
export function Aloud({ who, children }: { readonly who: string; readonly children: ReactNode }) {
  return (
    <figure className={styles.aloud}>
      <figcaption className={styles.who}>{who}</figcaption>
      <blockquote className={styles.words}>{children}</blockquote>
    </figure>
  )
}

/** What the candidate said before the interviewer asked on. */
export function YouSaid({ children }: { readonly children: ReactNode }) {
  return (
    <figure className={styles.said}>
      <figcaption className={styles.who}>You said</figcaption>
      <blockquote className={styles.before}>{children}</blockquote>
    </figure>
  )
}
