import type { ReactNode } from 'react'
import { type FateKind, FateMark } from './FateMark.tsx'
import styles from './FateWord.module.css'

/** A fate in a sentence: the word in its colour, with the glyph it has on the canvas. */
export function FateWord({ kind, children }: { readonly kind: FateKind; readonly children: ReactNode }) {
  return (
    <span className={styles[kind]}>
      <FateMark kind={kind} className={styles.mark} />
      {'\u2060'}
      {children}
    </span>
  )
}
