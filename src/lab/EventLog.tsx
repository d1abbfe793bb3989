import { formatMoment } from '#charts/figures.ts'
import { Panel } from '#ui/Panel.tsx'
import styles from './EventLog.module.css'
import { useLab, useLabState } from './useLab.ts'

/** Everything notable, numbered as everywhere on the screen. */
export function EventLog() {
  const { playhead } = useLab()
  const recording = useLabState(state => state.report?.recording)
  if (recording === undefined) return null
  const { events, eventsLeftOut } = recording
  return (
    <Panel title="Event log">
      {events.length === 0 && <p className={styles.more}>Nothing notable happened in this run.</p>}
      <ol className={styles.events}>
        {events.map(event => (
          <li key={event.number}>
            <button type="button" className={styles.event} onClick={() => playhead.seek(event.atMs)}>
              <span className={styles.number}>{event.number}</span>
              <span className={styles.words}>
                <span className={styles.moment}>{formatMoment(event.atMs, 3)}</span>
                <span>{event.text}</span>
              </span>
            </button>
          </li>
        ))}
      </ol>
      {eventsLeftOut > 0 && <p className={styles.more}>{eventsLeftOut} more were left out.</p>}
    </Panel>
  )
}
