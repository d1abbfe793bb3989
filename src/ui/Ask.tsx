import type { ReactNode } from 'react'
import styles from './Ask.module.css'

/** A question to the interviewer, with what they would answer. */
export function Ask({ question, children }: { readonly question: string; readonly children: ReactNode }) {
  return (
    <span className={styles.ask}>
      <span className={styles.question}>{question}</span> <span className={styles.answer}>{children}</span>
    </span>
  )
}
