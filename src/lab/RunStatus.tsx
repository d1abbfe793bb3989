import { Button } from '#ui/Button.tsx'
import styles from './RunStatus.module.css'
import { useLab, useLabState } from './useLab.ts'
import { cancelRun } from './useRuns.ts'

/** What is being computed, or what went wrong; the recording on screen stays as it is meanwhile. */
export function RunStatus() {
  const lab = useLab()
  const phase = useLabState(state => state.phase)
  const hasReport = useLabState(state => state.report !== null)
  const said = useLabState(state => {
    if (state.phase.kind !== 'done' || state.report === null) return ''
    const { objectives, verdict } = state.report
    const met = objectives.filter(objective => objective.met).length
    return `Run finished: ${met} of ${objectives.length} objectives met, verdict ${verdict.level}`
  })
  const again = () => lab.store.setState(state => ({ attempts: state.attempts + 1 }))
  return (
    <>
      {phase.kind === 'running' && (
        <div className={styles.bar}>
          <progress className={styles.progress} max={1} value={phase.share} aria-label="Computing the run" />
          <span className={styles.words}>
            Computing {Math.round(phase.share * 100)} %
            <Button size="small" look="quiet" onClick={() => cancelRun(lab)}>
              Cancel
            </Button>
          </span>
        </div>
      )}
      {(phase.kind === 'failed' || phase.kind === 'cancelled') && (
        <div className={styles.notice} role="alert">
          <p>
            {phase.kind === 'failed' ? `The run failed: ${phase.message}.` : 'The run was cancelled.'}{' '}
            {hasReport
              ? 'What you see is the former run; your design, faults and seed are as you set them.'
              : 'Your design, faults and seed are kept.'}
          </p>
          <Button size="small" onClick={again}>
            Run again
          </Button>
        </div>
      )}
      <p className={styles.hidden} role="status">
        {said}
      </p>
    </>
  )
}
