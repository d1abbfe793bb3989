import type { ReactNode } from 'react'
import { NumbersTable, type NumbersTableSource } from './NumbersTable.tsx'
import styles from './Track.module.css'
import type { TrackFrame, TrackProps } from './trackProps.ts'

interface TrackShellProps {
  readonly of: TrackProps
  readonly frame: TrackFrame
  readonly title: string
  readonly unit: string
  /** What the chart shows, said from the numbers of this recording; what the track was given goes before it. */
  readonly conclusion: string
  /** The top of the y axis. */
  readonly maximum?: string
  /** The legend, or the values under the crosshair. */
  readonly legend: ReactNode
  readonly numbers: NumbersTableSource
  /** Marks, in plot coordinates. */
  readonly children: ReactNode
}

/** One chart on a time axis: its title and unit, its plot, its conclusion in words, and the table behind it. */
export function Track(props: TrackShellProps) {
  const { of, frame, title, unit, maximum, legend, numbers, children } = props
  const { height, gutter = 0, conclusion = props.conclusion } = of
  return (
    <figure
      className={gutter > 0 ? styles.beside : styles.above}
      style={{ '--gutter': `${gutter}px`, '--plot-height': `${height}px` }}
    >
      <div className={styles.head}>
        <div className={styles.names}>
          <span className={styles.title}>{title}</span>
          <NumbersTable title={title} conclusion={conclusion} numbers={numbers} />
          <span className={styles.unit}>{unit}</span>
        </div>
        <div className={styles.legend}>{legend}</div>
      </div>
      <div className={styles.plot}>
        <svg width={frame.plotWidth} height={height} role="img" aria-label={`${title}: ${conclusion}`}>
          {children}
        </svg>
        {maximum !== undefined && <span className={styles.maximum}>{maximum}</span>}
        {of.over}
      </div>
      <figcaption className={styles.conclusion}>{conclusion}</figcaption>
    </figure>
  )
}

/** A line of a legend: mark, name and, under the crosshair, the value there. */
export function LegendEntry(props: { mark?: ReactNode; name: string; value?: string | undefined }) {
  return (
    <span className={styles.entry}>
      {props.mark}
      <span>{props.name}</span>
      {props.value !== undefined && <span className={styles.value}>{props.value}</span>}
    </span>
  )
}
