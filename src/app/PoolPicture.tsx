import { formatCount } from '#charts/figures.ts'
import styles from './PoolPicture.module.css'

interface PoolPictureProps {
  readonly connections: number
  readonly running: number
  readonly waiting: number
}

/** Rings that the line has room for; beyond that each stands for more queries. */
const ROOM = 120
const UNITS = [1, 10, 20, 50, 100, 1000]

/** The origin's pool as one square a connection, and the line in front of it. */
export function PoolPicture({ connections, running, waiting }: PoolPictureProps) {
  const each = UNITS.find(unit => waiting / unit <= ROOM) ?? 10_000
  // One unit for the whole picture: a line that is redrawn in other units as it grows would seem to shrink.
  const unit = Math.max(20, each)
  const rings = Math.ceil(waiting / unit)
  return (
    <div className={styles.picture} aria-hidden="true">
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
