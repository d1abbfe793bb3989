import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { Disclosure } from './Disclosure.tsx'
import styles from './Probe.module.css'

interface ProbeProps {
  /** As the interviewer would ask it. */
  readonly question: string
  /** Where it can be watched: the id of a lab. */
  readonly lab?: string
  /** What that lab is called. */
  readonly labTitle?: string
  readonly children: ReactNode
}

/** A follow-up question that unfolds its answer, so that there is time to think of one. */
export function Probe({ question, lab, labTitle = lab, children }: ProbeProps) {
  return (
    <Disclosure className={styles.probe} summary={<span className={styles.question}>{question}</span>}>
      <div className={styles.answer}>
        {children}
        {lab !== undefined && (
          <p className={styles.lab}>
            <Link to={`/lab/${lab}`}>Watch it in the lab: {labTitle}</Link>
          </p>
        )}
      </div>
    </Disclosure>
  )
}
