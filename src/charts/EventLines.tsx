import { memo } from 'react'
import type { NotableEvent } from '#recording/recording.ts'
import styles from './EventLines.module.css'
import { eventNumbers } from './eventNumbers.ts'

interface EventLinesProps {
  readonly events: readonly NotableEvent[]
  /** Where a moment is, px. */
  readonly x: (ms: number) => number
  readonly width: number
  /** Room for the numbers above the lines, px; 0 draws the lines only. */
  readonly numbers?: number
}

/** A dotted line for each event through whatever it lies over, with its number on top. Decoration: the log says it. */
export const EventLines = memo(function EventLines({ events, x, width, numbers = 0 }: EventLinesProps) {
  const shown = events.filter(event => x(event.atMs) >= 0 && x(event.atMs) <= width)
  const numbered = numbers > 0 ? eventNumbers(shown, x, width) : []
  return (
    <div className={styles.lines} aria-hidden="true">
      {shown.map(event => (
        <span key={event.number} className={styles.line} style={{ left: x(event.atMs), top: numbers }} />
      ))}
      {numbered.map(({ event, at }) => (
        <span key={event.number} className={styles.number} style={{ left: at }}>
          {event.number}
        </span>
      ))}
    </div>
  )
})
