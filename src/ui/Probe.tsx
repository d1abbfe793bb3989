import type { ReactNode } from 'react'
import { Disclosure } from './Disclosure.tsx'
import styles from './Probe.module.css'

interface ProbeProps {
  /** As the interviewer would ask it. */
  readonly question: string
  readonly children: ReactNode
}

/** A follow-up question that unfolds its answer, so that there is time to think of one. */
export function Probe({ question, children }: ProbeProps) {
  return (
    <Disclosure className={styles.probe} summary={<span className={styles.question}>{question}</span>}>
      <div className={styles.answer}>{children}</div>
    </Disclosure>
  )
}
