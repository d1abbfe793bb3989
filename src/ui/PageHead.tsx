import type { ReactNode } from 'react'
import styles from './PageHead.module.css'

/** The title of a page, and what it is about. */
export function PageHead({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <header>
      <h1 className={styles.title}>{title}</h1>
      <p className={styles.lead}>{children}</p>
    </header>
  )
}
