import { Disclosure } from '#ui/Disclosure.tsx'
import styles from './Pivots.module.css'
import { useLab, useLabState } from './useLab.ts'

const SHOWN = 3

/** Where an interviewer turns after what this design did; what a good answer contains unfolds. */
export function Pivots() {
  const { scenario } = useLab()
  const design = useLabState(state => state.design)
  const pivots = scenario.pivots.filter(pivot => pivot.after(design)).slice(0, SHOWN)
  if (pivots.length === 0) return null
  return (
    <div className={styles.pivots}>
      <p className={styles.lead}>Or turn to</p>
      {pivots.map(({ ask, listenFor }) => (
        <Disclosure key={ask} summary={<span className={styles.ask}>“{ask}”</span>}>
          <p className={styles.listenFor}>{listenFor}</p>
        </Disclosure>
      ))}
    </div>
  )
}
