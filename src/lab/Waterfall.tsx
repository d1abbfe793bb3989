import { formatMs } from '#charts/figures.ts'
import type { Stage, Traces } from '#recording/recording.ts'
import styles from './Waterfall.module.css'
import { type WaterfallRow, waterfallOf } from './waterfall.ts'

/** The stages of a request on its own time axis. */
export function Waterfall({ traces, trace }: { readonly traces: Traces; readonly trace: number }) {
  const { rows, networkMs } = waterfallOf(traces, trace)
  const startMs = traces.startMs[trace] as number
  const wholeMs = Math.max(1e-6, (traces.endMs[trace] as number) - startMs)
  const open = rows.find(row => row.how === 'open')
  return (
    <>
      <table className={styles.waterfall}>
        <thead className={styles.hidden}>
          <tr>
            <th scope="col">Stage</th>
            <th scope="col">Part of the time</th>
            <th scope="col">Duration</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={`${row.stage} ${row.fromMs} ${row.how}`}>
              <th scope="row" className={styles.stage}>
                {row.title}
              </th>
              <td className={styles.place}>
                <span className={styles.lane}>
                  {row.how !== 'never' && (
                    <span
                      className={`${styles.bar} ${lookOf(row)}`}
                      style={{
                        left: `${((row.fromMs - startMs) / wholeMs) * 100}%`,
                        width: `max(2px, ${((row.toMs - row.fromMs) / wholeMs) * 100}%)`,
                      }}
                    />
                  )}
                </span>
              </td>
              <td className={styles.duration}>{durationOf(row)}</td>
            </tr>
          ))}
          {networkMs > 0.01 && (
            <tr>
              <th scope="row" className={styles.stage}>
                Network
              </th>
              <td className={styles.place} />
              <td className={styles.duration}>{formatMs(networkMs)}</td>
            </tr>
          )}
        </tbody>
      </table>
      {open !== undefined && <p className={styles.after}>The reader left while {LEFT[open.stage]}.</p>}
    </>
  )
}

const LEFT: Partial<Record<Stage, string>> = {
  pool: 'its query still waited for a connection',
  query: 'its query was still running',
  flight: 'it still waited for somebody else’s load',
  lease: 'it still waited for another instance’s load',
}

function durationOf(row: WaterfallRow): string {
  if (row.how === 'never') return 'never'
  const duration = row.toMs - row.fromMs
  return duration === 0 ? '< 1 µs' : formatMs(duration)
}

/** Origin work is blue, and what waits for it outlined in blue; the rest is ink. */
function lookOf({ stage, how }: WaterfallRow): string {
  if (stage === 'query') return styles.query ?? ''
  if (stage === 'pool') return how === 'open' ? (styles.left ?? '') : (styles.pool ?? '')
  if (stage === 'flight' || stage === 'lease' || stage === 'backoff')
    return how === 'open' ? (styles.left ?? '') : (styles.waiting ?? '')
  return styles.work ?? ''
}
