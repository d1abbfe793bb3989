import { formatCount } from '#charts/figures.ts'
import styles from './PoolPicture.module.css'

interface PoolPictureProps {
  readonly connections: number
  readonly running: number
  readonly waiting: number
  /** Queries that one ring of the line stands for. */
  readonly unit: number
  /** The moment shown, where it is not the playhead's. */
  readonly note?: string | undefined
}

/** Rings that the line has room for. */
const ROOM = 120

/** How many queries a ring stands for, so that a line of `longest` fits. One unit for a picture: a line redrawn in other units as it grows would seem to shrink. */
export function unitFor(longest: number): number {
  return [1, 5, 10, 20, 50, 100].find(unit => longest / unit <= ROOM) ?? 1000
}

/** The origin's pool as one square a connection, and the line in front of it. */
export function PoolPicture({ connections, running, waiting, unit, note }: PoolPictureProps) {
  const rings = Math.ceil(waiting / unit)
  return (
    <div className={styles.picture} aria-hidden="true">
      {note !== undefined && <p className={styles.note}>{note}</p>}
      <p className={styles.title}>
        pool{' '}
        <span className={styles.value}>
          {running} / {connections}
        </span>
      </p>
      <div className={styles.pool}>
        {Array.from({ length: connections }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a connection is its place
          <span key={i} className={i < running ? styles.busy : styles.idle} />
        ))}
      </div>
      <p className={styles.title}>
        in line <span className={styles.value}>{formatCount(waiting)}</span>
      </p>
      <div className={styles.line}>
        {Array.from({ length: rings }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a place in the line is its number
          <span key={i} className={styles.ring} />
        ))}
      </div>
    </div>
  )
}
