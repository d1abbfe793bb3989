import { formatMoment } from '#charts/figures.ts'
import type { Dimension, DimensionVerdict, Evidence } from '#rubric/verdict.ts'
import { Disclosure } from '#ui/Disclosure.tsx'
import { LevelBadge } from '#ui/LevelBadge.tsx'
import { Panel } from '#ui/Panel.tsx'
import { VisuallyHidden } from '#ui/VisuallyHidden.tsx'
import { Noticed } from './Noticed.tsx'
import { Pivots } from './Pivots.tsx'
import { useLab, useLabState } from './useLab.ts'
import styles from './VerdictPanel.module.css'

const TITLES: Readonly<Record<Dimension, string>> = {
  'first-move': 'First move',
  invalidation: 'Invalidation',
  consistency: 'Consistency',
  'failure-modes': 'Failure modes',
  'multi-tier': 'Multi-tier',
  ownership: 'Ownership',
}

/** The level this design shows, by dimension, each with the evidence it rests on; and what would be asked next. */
export function VerdictPanel() {
  const { scenario } = useLab()
  const report = useLabState(state => state.report)
  if (report === null) return null
  const { verdict, recording } = report
  const judged = verdict.dimensions.filter(dimension => dimension.level !== null)
  // The dimension the lab is about, or, where that is not what holds the level down, the one that does.
  const lowest = judged.filter(dimension => dimension.level === verdict.level)
  const weakest = lowest.find(dimension => dimension.id === scenario.dimension) ?? lowest[0]
  return (
    <Panel title="Verdict" action={<LevelBadge level={verdict.level} />}>
      <Noticed recording={recording} />
      <ul className={styles.dimensions}>
        {judged.map(dimension => (
          <DimensionEntry key={dimension.id} dimension={dimension} open={dimension === weakest} />
        ))}
      </ul>
      {verdict.next !== null && (
        <div className={styles.next}>
          <p className={styles.asks}>An interviewer would ask next</p>
          <p className={styles.question}>“{verdict.next.question}”</p>
        </div>
      )}
      <Pivots />
    </Panel>
  )
}

function DimensionEntry({
  dimension,
  open,
}: {
  readonly dimension: DimensionVerdict
  readonly open: boolean
}) {
  return (
    <li className={styles.dimension}>
      <Disclosure
        open={open}
        className={styles.entry ?? ''}
        summary={
          <span className={styles.summary}>
            <span>{TITLES[dimension.id]}</span>
            <span className={styles.level}>{dimension.level}</span>
          </span>
        }
      >
        <ul className={styles.evidence}>
          {dimension.evidence.map(each => (
            <EvidenceLine key={`${each.signal} ${each.text}`} evidence={each} />
          ))}
          {dimension.evidence.length === 0 && <li>No evidence was recorded.</li>}
        </ul>
      </Disclosure>
    </li>
  )
}

function EvidenceLine({ evidence: { text, supports, atMs } }: { readonly evidence: Evidence }) {
  const { playhead } = useLab()
  return (
    <li className={styles.line}>
      <span aria-hidden="true" className={styles.sign}>
        {supports ? '+' : '−'}
      </span>
      <VisuallyHidden>{supports ? 'for: ' : 'against: '}</VisuallyHidden>
      <span>
        {text}
        {atMs !== null && (
          <>
            {' '}
            <button type="button" className={styles.moment} onClick={() => playhead.seek(atMs)}>
              <VisuallyHidden>show </VisuallyHidden>
              {formatMoment(atMs)}
            </button>
          </>
        )}
      </span>
    </li>
  )
}
