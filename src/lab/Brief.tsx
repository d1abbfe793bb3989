import { useState } from 'react'
import { Link } from 'react-router'
import { Button } from '#ui/Button.tsx'
import { Disclosure } from '#ui/Disclosure.tsx'
import styles from './Brief.module.css'
import { ConstantsDialog } from './ConstantsDialog.tsx'
import { relatedTo } from './related.ts'
import { useLab } from './useLab.ts'
import { Variant } from './Variant.tsx'

/** The question as an interviewer puts it, what would be worth asking back, and the world behind it. */
export function Brief() {
  const { scenario } = useLab()
  const [isOpen, setIsOpen] = useState(false)
  const links = relatedTo(scenario)
  return (
    <section aria-label="Brief">
      <Disclosure summary="The question" open>
        <p className={styles.prompt}>“{scenario.prompt}”</p>
        {links.length > 0 && (
          <ul className={styles.links}>
            {links.map(({ to, text }) => (
              <li key={to}>
                <Link to={to}>{text}</Link>
              </li>
            ))}
          </ul>
        )}
      </Disclosure>
      <Disclosure summary="What to ask first">
        <p className={styles.context}>{scenario.context}</p>
        <dl className={styles.questions}>
          {scenario.questions.map(({ ask, answer }) => (
            <div key={ask}>
              <dt>{ask}</dt>
              <dd>{answer}</dd>
            </div>
          ))}
        </dl>
      </Disclosure>
      <Disclosure summary="Numbers and variants">
        <div className={styles.world}>
          <Button size="small" onClick={() => setIsOpen(true)}>
            Where the numbers come from
          </Button>
          <Variant />
        </div>
      </Disclosure>
      <ConstantsDialog open={isOpen} onClose={() => setIsOpen(false)} />
    </section>
  )
}
