import type { ReactNode, Ref } from 'react'
import { NumbersTable, type NumbersTableSource } from '#charts/NumbersTable.tsx'
import styles from './Figure.module.css'

interface FigureProps {
  readonly title: string
  /** Right of the title: where the figure comes from, a link into the lab. */
  readonly source?: ReactNode
  /** What the figure shows, as a sentence. */
  readonly caption: ReactNode
  /** The table behind it. A figure whose parts have tables of their own, or that is one, has none. */
  readonly numbers?: NumbersTableSource
  readonly children: ReactNode
  readonly ref?: Ref<HTMLElement>
}

/** The frame of every figure in a chapter: title and source above, what it shows below. */
export function Figure({ title, source, caption, numbers, children, ref }: FigureProps) {
  return (
    <figure ref={ref} className={styles.figure} aria-label={title}>
      <header className={styles.head}>
        <p className={styles.title}>
          {title}
          {numbers !== undefined && typeof caption === 'string' && (
            <NumbersTable title={title} conclusion={caption} numbers={numbers} />
          )}
        </p>
        {source !== undefined && <p className={styles.source}>{source}</p>}
      </header>
      <div className={styles.body}>{children}</div>
      <figcaption className={styles.caption}>{caption}</figcaption>
    </figure>
  )
}
