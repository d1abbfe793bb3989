import type { ReactNode } from 'react'
import styles from './SideNote.module.css'

/** A remark beside the text. It stands in the right margin where the page has one (`--note-*`), else between paragraphs. */
export function SideNote({ children }: { readonly children: ReactNode }) {
  return (
    <div className={styles.note} role="note">
      {children}
    </div>
  )
}
