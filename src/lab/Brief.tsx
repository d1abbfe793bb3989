import { Disclosure } from '#ui/Disclosure.tsx'
import styles from './Brief.module.css'
import { useLab } from './useLab.ts'

/** The question as an interviewer puts it, and what would be worth asking back. */
export function Brief() {
  const { scenario } = useLab()
  return (
    <Disclosure summary="The question">
      <p className={styles.prompt}>“{scenario.prompt}”</p>
      <dl className={styles.questions}>
        {scenario.questions.map(({ ask, answer }) => (
          <div key={ask}>
            <dt>{ask}</dt>
            <dd>{answer}</dd>
          </div>
        ))}
      </dl>
    </Disclosure>
  )
}
