import { CopyButton } from '#ui/CopyButton.tsx'
import { MINE, presetOf } from './config.ts'
import styles from './RunFacts.module.css'
import { useLab, useLabState } from './useLab.ts'

/** What makes the run on screen checkable: its seed, what it took, and the digest that it must have everywhere. */
export function RunFacts() {
  const report = useLabState(state => state.report)
  const { scenario } = useLab()
  if (report === null) return null
  const { recording, wallMs } = report
  return (
    <footer className={styles.facts}>
      <p>
        {presetOf(scenario, recording.designId)?.title ?? MINE.title}, seed {recording.seed}, computed in{' '}
        {Math.round(wallMs).toLocaleString('en')} ms
      </p>
      <p className={styles.digest}>
        digest{' '}
        <code data-testid="digest" data-digest={recording.digest}>
          {recording.digest.slice(0, 12)}
        </code>
        <CopyButton text={recording.digest} label="Copy the digest" />
      </p>
    </footer>
  )
}
