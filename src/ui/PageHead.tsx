import type { ReactNode } from 'react'
import styles from './PageHead.module.css'
import { PageTitle } from './PageTitle.tsx'

/** The title of a page, and what it is about. */
export function PageHead({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <header>
      <PageTitle>{title}</PageTitle>
      <p className={styles.lead}>{children}</p>
    </header>
  )
}
