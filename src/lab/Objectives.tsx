import { FateMark } from '#ui/FateMark.tsx'
import { Panel } from '#ui/Panel.tsx'
import { VisuallyHidden } from '#ui/VisuallyHidden.tsx'
import { figureOf } from './figureOf.ts'
import styles from './Objectives.module.css'
import { useLabState } from './useLab.ts'

/** What a design should reach here, and what this run measured. */
export function Objectives() {
  const objectives = useLabState(state => state.report?.objectives)
  if (objectives === undefined) return null
  return (
    <Panel title="Objectives">
      <ul>
        {objectives.map(objective => (
          <li key={objective.id} className={styles.objective}>
            <FateMark kind={objective.met ? 'hit' : 'failed'} className={styles.mark ?? ''} />
            <span className={styles.title}>
              <VisuallyHidden>{objective.met ? 'met: ' : 'missed: '}</VisuallyHidden>
              {objective.title}{' '}
              <span className={styles.target}>≤ {figureOf(objective.target, objective.unit)}</span>
            </span>
            <span className={objective.met ? styles.met : styles.missed}>
              {figureOf(objective.actual, objective.unit)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
