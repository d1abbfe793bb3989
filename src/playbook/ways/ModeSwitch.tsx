import type { Mode } from '#prose/frontmatter.ts'
import { Segmented } from '#ui/Segmented.tsx'
import styles from './ModeSwitch.module.css'
import { MODE_IDS } from './modes.ts'

const NAMES: Record<Mode, string> = { quick: 'Quick', targeted: 'Targeted', deep: 'Deep' }

interface ModeSwitchProps {
  readonly mode: Mode
  readonly onChoose: (mode: Mode) => void
}

/** Which way through the playbook is gone, on one line. */
export function ModeSwitch({ mode, onChoose }: ModeSwitchProps) {
  return (
    <Segmented
      label="Way through the playbook"
      className={styles.switch}
      value={mode}
      options={MODE_IDS.map(value => ({ value, title: NAMES[value] }))}
      onChange={onChoose}
    />
  )
}
