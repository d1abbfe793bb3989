import type { ReactNode } from 'react'
import styles from './Kbd.module.css'

/** A key, drawn as one. */
export function Kbd({ children }: { readonly children: ReactNode }) {
  return <kbd className={styles.key}>{children}</kbd>
}
