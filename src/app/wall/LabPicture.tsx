import { formatCount, formatMs, formatShare } from '#charts/figures.ts'
import type { Card, Picture } from '#scenarios/cards.ts'
import type { DrawnRun } from '#scenarios/picture.ts'
import { classes } from '#ui/classes.ts'
import styles from './LabPicture.module.css'

interface LabPictureProps {
  readonly card: Card
  /** Of the trap and of the answer. */
  readonly runs: readonly DrawnRun[]
}

/** What is drawn, and the meaning of its colour. */
const KINDS: Readonly<Record<Picture, { readonly what: string; readonly tone: string | undefined }>> = {
  origin: { what: 'queries at once, at most', tone: styles.origin },
  loads: { what: 'queries a second, at most', tone: styles.origin },
  misses: { what: 'misses a second, at most', tone: styles.miss },
  failed: { what: 'failed requests a second, at most', tone: styles.failed },
  stale: { what: 'stale answers a second, at most', tone: styles.stale },
  p50: { what: 'every second answer, at worst', tone: styles.plain },
  p99: { what: 'slowest percent, at worst', tone: styles.plain },
  memory: { what: 'memory held, at most', tone: styles.plain },
  shard: { what: 'busiest shard', tone: styles.plain },
}

const ROW_PX = 24

/** The trap's run above the answer's, on one scale. */
export function LabPicture({ card: { picture }, runs }: LabPictureProps) {
  const { what, tone } = KINDS[picture]
  const [trap, answer] = runs
  if (trap === undefined || answer === undefined) return null
  return (
    <figure className={styles.picture}>
      {[
        { name: 'L5', run: trap },
        { name: 'L6', run: answer },
      ].map(({ name, run }) => (
        <div key={name} className={styles.row}>
          <span className={styles.level}>{name}</span>
          <svg
            className={classes(styles.plot, tone)}
            viewBox={`0 0 ${run.heights.length} ${ROW_PX}`}
            preserveAspectRatio="none"
            aria-hidden="true"
          >
            <path d={area(run.heights)} />
          </svg>
          <span className={styles.most}>{figure(run.most, picture)}</span>
        </div>
      ))}
      <figcaption className={styles.caption}>{what}</figcaption>
    </figure>
  )
}

/** Steps over a base line that is always there, so that nothing looks like nothing drawn. */
function area(heights: readonly number[]): string {
  const steps = heights.map((height, column) => {
    const y = (ROW_PX - 1 - (height / 100) * (ROW_PX - 2)).toFixed(1)
    return `L${column} ${y}H${column + 1}`
  })
  return `M0 ${ROW_PX}${steps.join('')}V${ROW_PX}Z`
}

function figure(value: number, picture: Picture): string {
  if (picture === 'p50' || picture === 'p99') return formatMs(value)
  if (picture === 'shard') return formatShare(value)
  if (picture === 'memory') return `${Number((value / 1e6).toPrecision(3))} MB`
  return value > 0 && value < 10 ? String(Number(value.toPrecision(2))) : formatCount(value)
}
