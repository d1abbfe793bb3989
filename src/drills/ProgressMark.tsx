import { Check, CircleDashed, Eye } from 'lucide-react'
import styles from './ProgressMark.module.css'
import type { Progress } from './progress.ts'

const LOOKS = {
  written: { Icon: CircleDashed, words: 'written, not compared' },
  read: { Icon: Eye, words: 'read, not answered' },
  answered: { Icon: Check, words: 'answered' },
} as const

/** How far the learner came, as a shape and in words. Nothing where nothing was done. */
export function ProgressMark({ progress }: { readonly progress: Progress | undefined }) {
  if (progress === undefined || progress === 'untouched') return null
  const { Icon, words } = LOOKS[progress]
  return (
    <span className={styles.mark}>
      <Icon size={14} strokeWidth={2} aria-hidden="true" />
      {words}
    </span>
  )
}
