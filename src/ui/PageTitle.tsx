import type { ReactNode } from 'react'
import styles from './PageTitle.module.css'

interface PageTitleProps {
  /** Its address, where a page has several. */
  readonly id?: string
  /** What kind of page it is, in a line above. */
  readonly kicker?: ReactNode
  readonly children: ReactNode
}

/** The title of a page. `--title-size` sets another size than its own, on paper for instance. */
export function PageTitle({ id, kicker, children }: PageTitleProps) {
  return (
    <>
      {kicker !== undefined && <p className={styles.kicker}>{kicker}</p>}
      <h1 id={id} className={styles.title}>
        {children}
      </h1>
    </>
  )
}
