import { useId } from 'react'
import type { Mode } from '#prose/frontmatter.ts'
import { CHAPTERS } from '../chapters.ts'
import { MODE_IDS, MODES, minutesIn, partsOf, pathOf } from './modes.ts'
import styles from './Ways.module.css'

interface WaysProps {
  readonly mode: Mode
  readonly onChoose: (mode: Mode) => void
}

/** The three ways through the playbook with their times and stops, one of them chosen. */
export function Ways({ mode, onChoose }: WaysProps) {
  const name = useId()
  return (
    <fieldset>
      <legend className={styles.legend}>Three ways through it</legend>
      <div className={styles.ways}>
        {MODE_IDS.map(id => {
          const { title, time, gist } = MODES[id]
          return (
            <label key={id} className={styles.way}>
              <input
                type="radio"
                className={styles.input}
                name={name}
                value={id}
                checked={id === mode}
                aria-labelledby={`${name}-${id}`}
                aria-describedby={`${name}-${id}-about`}
                onChange={() => onChoose(id)}
              />
              <span id={`${name}-${id}`} className={styles.head}>
                <span className={styles.dot} aria-hidden="true" />
                <span className={styles.title}>{title}</span>
                <span className={styles.time}>{time}</span>
              </span>
              <span id={`${name}-${id}-about`} className={styles.about}>
                <span className={styles.gist}>{gist}</span>
                <span className={styles.stops}>{stopsOf(id).join(' → ')}</span>
                <span className={styles.reading}>{readingOf(id)} min of reading</span>
              </span>
            </label>
          )
        })}
      </div>
    </fieldset>
  )
}

function stopsOf(mode: Mode): readonly string[] {
  const exercises = MODES[mode].afterwards.map(({ title }) => title)
  const { core } = partsOf(mode, CHAPTERS)
  if (mode !== 'deep')
    return [
      ...core.map(({ title }) => title),
      ...exercises.map(each => (mode === 'targeted' ? `${each} by weak spot` : each)),
    ]
  const appendices = core.filter(({ appendix }) => appendix).length
  const counted = (count: number, one: string, many: string) =>
    count === 1 ? `one ${one}` : `${count} ${many}`
  return [
    counted(core.length - appendices, 'chapter', 'chapters'),
    ...(appendices > 0 ? [counted(appendices, 'appendix', 'appendices')] : []),
    ...exercises,
  ]
}

function readingOf(mode: Mode): number {
  return pathOf(mode, CHAPTERS).reduce((sum, chapter) => sum + minutesIn(mode, chapter), 0)
}
