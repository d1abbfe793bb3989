import { formatCount, formatMoment } from '#charts/figures.ts'
import type { Recording } from '#recording/recording.ts'
import styles from './Noticed.module.css'

/** What monitoring said beside what was so: in a silent failure the two have nothing to do with each other. */
export function Noticed({ recording }: { readonly recording: Recording }) {
  const { alerts, summary } = recording
  const stale = summary.outcomes.stale
  const { wrong } = summary
  const { ownWrites, detectedAtMs } = summary.staleness
  if (alerts.length === 0 && stale + wrong + ownWrites === 0) return null
  const untrue = [
    stale > 0 && `${formatCount(stale)} stale`,
    wrong > 0 && `${formatCount(wrong)} wrong`,
    ownWrites > 0 && `${formatCount(ownWrites)} own ${ownWrites === 1 ? 'change' : 'changes'} not seen`,
  ].filter(each => each !== false)
  return (
    <dl className={styles.noticed}>
      <div>
        <dt>What monitoring said</dt>
        <dd className={styles.number}>
          {alerts.length === 0 ? 'no page' : `${alerts.length} ${alerts.length === 1 ? 'page' : 'pages'}`}
        </dd>
        <dd>
          {detectedAtMs === null
            ? 'nothing about stale or wrong answers'
            : `of stale answers at ${formatMoment(detectedAtMs)}`}
        </dd>
      </div>
      <div>
        <dt>What was so</dt>
        <dd className={styles.number}>{untrue[0] ?? 'nothing untrue'}</dd>
        <dd>{untrue.slice(1).join(', ')}</dd>
      </div>
    </dl>
  )
}
