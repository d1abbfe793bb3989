import { formatMoment } from '#charts/figures.ts'
import { Panel } from '#ui/Panel.tsx'
import styles from './Story.module.css'
import { story } from './story.ts'
import { useLab, useLabState } from './useLab.ts'

/** The run in a few sentences; each leads to its moment. */
export function Story() {
  const { playhead } = useLab()
  const recording = useLabState(state => state.report?.recording)
  if (recording === undefined) return null
  return (
    <Panel title="What happened">
      <ol className={styles.story}>
        {story(recording).map(({ text, atMs }) => (
          <li key={text}>
            {atMs === null ? (
              text
            ) : (
              <button
                type="button"
                className={styles.sentence}
                title={`Go to ${formatMoment(atMs, 3)}`}
                onClick={() => playhead.seek(atMs)}
              >
                {text}
              </button>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  )
}
