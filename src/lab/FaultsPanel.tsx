import { X } from 'lucide-react'
import { formatMoment } from '#charts/figures.ts'
import { IconButton } from '#ui/IconButton.tsx'
import { Kbd } from '#ui/Kbd.tsx'
import { Panel } from '#ui/Panel.tsx'
import { MOST_FAULTS } from './config.ts'
import styles from './FaultsPanel.module.css'
import { faultTitle } from './faults.ts'
import { injectFault, removeFault } from './lab.ts'
import { useLab, useLabState } from './useLab.ts'

/** What can be made to go wrong at the playhead, and what has been. */
export function FaultsPanel() {
  const lab = useLab()
  const { scenario } = lab
  const faults = useLabState(state => state.faults)
  if (scenario.faults.length === 0 && faults.length === 0) return null
  const isFull = faults.length >= MOST_FAULTS
  return (
    <Panel title="Faults" className={styles.panel ?? ''}>
      <p className={styles.lead}>Injected at the playhead; the run is computed anew.</p>
      <ul className={styles.offered}>
        {scenario.faults.map((fault, i) => (
          <li key={fault.id}>
            <button
              type="button"
              className={styles.fault}
              disabled={isFull}
              onClick={() => injectFault(lab, i)}
            >
              {i < 9 && <Kbd>{i + 1}</Kbd>}
              <span className={styles.words}>
                <span className={styles.title}>{fault.title}</span>
                <span className={styles.effect}>{fault.effect}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {isFull && <p className={styles.lead}>No more than {MOST_FAULTS} at a time: remove one first.</p>}
      {faults.length > 0 && (
        <ul className={styles.added} aria-label="Injected faults">
          {faults.map(fault => {
            const title = faultTitle(fault, scenario)
            return (
              <li key={JSON.stringify(fault)} className={styles.entry}>
                <button type="button" className={styles.moment} onClick={() => lab.playhead.seek(fault.atMs)}>
                  {formatMoment(fault.atMs, 2)}
                </button>
                <span className={styles.name}>{title}</span>
                <IconButton
                  label={`Remove ${title} at ${formatMoment(fault.atMs)}`}
                  tooltip="below-end"
                  onClick={() => removeFault(lab, fault)}
                >
                  <X size={15} strokeWidth={1.75} aria-hidden="true" />
                </IconButton>
              </li>
            )
          })}
        </ul>
      )}
    </Panel>
  )
}
