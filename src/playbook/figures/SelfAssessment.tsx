import { useId, useState } from 'react'
import { Link } from 'react-router'
import { titleOf } from '#prose/titles.ts'
import { labLink } from '#recording/labLink.ts'
import { type Dimension, LEVELS, type Level } from '#rubric/verdict.ts'
import { type Assessment, assessmentsOf, weakest } from '#study/selfAssessment.ts'
import { Button } from '#ui/Button.tsx'
import { classes } from '#ui/classes.ts'
import { LevelBadge } from '#ui/LevelBadge.tsx'
import { Figure } from '../Figure.tsx'
import { RUBRIC, type RubricRow } from './rubricLevels.ts'
import styles from './SelfAssessment.module.css'
import { useStudyRecord } from './useStudyRecord.ts'

const NONE: ReadonlyMap<Dimension, Assessment> = new Map()

/** Where learners place their last answer, dimension by dimension; each judgement is kept with its time. */
export default function SelfAssessment() {
  const { events, durable, refused, record } = useStudyRecord()
  const [open, setOpen] = useState<Dimension>('first-move')
  const assessments = events === null ? NONE : assessmentsOf(events)
  const row = RUBRIC.find(each => each.dimension === open) ?? (RUBRIC[0] as RubricRow)
  const place = RUBRIC.indexOf(row)
  const judge = (level: Level) => {
    record({ kind: 'self-assessed', payload: { dimension: row.dimension, level } })
    const next = RUBRIC[place + 1]
    if (next !== undefined && !assessments.has(next.dimension)) setOpen(next.dimension)
  }
  return (
    <Figure
      title="Place your last answer"
      source={`${assessments.size} of ${RUBRIC.length} judged`}
      caption="Judge the answer you gave, not the one you know. The lowest dimension sets the level, and it is the one to work on."
    >
      <div className={styles.desk}>
        <ul className={styles.dimensions} aria-label="Dimensions">
          {RUBRIC.map(({ dimension, title }) => (
            <li key={dimension}>
              <button
                type="button"
                className={classes(styles.dimension, dimension === row.dimension && styles.open)}
                aria-current={dimension === row.dimension ? 'true' : undefined}
                onClick={() => setOpen(dimension)}
              >
                <span>{title}</span>
                <Standing assessment={assessments.get(dimension)} />
              </button>
            </li>
          ))}
        </ul>
        <Judgement
          key={row.dimension}
          row={row}
          last={assessments.get(row.dimension)}
          ready={events !== null}
          onJudge={judge}
        />
      </div>
      <div className={styles.result} role="status">
        {refused ? (
          <p>The browser refused to keep that. Its disk may be full; try again.</p>
        ) : (
          <Result assessments={assessments} durable={durable} />
        )}
      </div>
    </Figure>
  )
}

/** The level as a bar of four, so that it is read without its letter. */
function Standing({ assessment }: { readonly assessment: Assessment | undefined }) {
  const reached = assessment === undefined ? 0 : LEVELS.indexOf(assessment.level) + 1
  return (
    <span className={styles.standing}>
      <span className={styles.bar} aria-hidden="true">
        {LEVELS.map((level, i) => (
          <span key={level} className={i < reached ? styles.full : styles.empty} />
        ))}
      </span>
      <span className={styles.level}>{assessment?.level ?? 'none'}</span>
    </span>
  )
}

function Judgement(props: {
  readonly row: RubricRow
  readonly last: Assessment | undefined
  readonly ready: boolean
  readonly onJudge: (level: Level) => void
}) {
  const { row, last, ready, onJudge } = props
  const name = useId()
  const [picked, setPicked] = useState<Level | null>(null)
  const chosen = picked ?? last?.level ?? null
  return (
    <form
      className={styles.judgement}
      onSubmit={event => {
        event.preventDefault()
        if (chosen !== null) onJudge(chosen)
        setPicked(null)
      }}
    >
      <fieldset>
        <legend className={styles.ask}>{row.ask}</legend>
        {LEVELS.map(level => (
          <label key={level} className={classes(styles.option, chosen === level && styles.chosen)}>
            <input
              type="radio"
              name={name}
              value={level}
              checked={chosen === level}
              onChange={() => setPicked(level)}
            />
            <LevelBadge level={level} />
            <span>{row.shows[level]}</span>
          </label>
        ))}
      </fieldset>
      <p className={styles.keep}>
        <Button type="submit" size="small" look="strong" disabled={!ready || chosen === null}>
          {last === undefined ? 'Record it' : 'Record it again'}
        </Button>
        <span className={styles.last}>{lastWords(last)}</span>
      </p>
    </form>
  )
}

function lastWords(last: Assessment | undefined): string {
  if (last === undefined) return 'Not judged yet.'
  const { level, at, before } = last
  const was =
    before === null
      ? ''
      : before.level === level
        ? `, as on ${day(before.at)}`
        : `; ${before.level} on ${day(before.at)}`
  return `${level} on ${day(at)}${was}.`
}

function Result({
  assessments,
  durable,
}: {
  readonly assessments: ReadonlyMap<Dimension, Assessment>
  readonly durable: boolean
}) {
  const lowest = weakest(assessments)
  const row = RUBRIC.find(each => each.dimension === lowest?.dimension)
  const note = durable ? '' : ' This browser gives no storage, so it is kept only while the page is open.'
  if (lowest === undefined || row === undefined)
    return (
      <p>
        Nothing is judged yet. Take the last answer you said or wrote, and pick the sentence that fits it.
        {note}
      </p>
    )
  const moved = [...assessments.values()].filter(
    each => each.before !== null && each.before.level !== each.level,
  )
  const missing = RUBRIC.length - assessments.size
  return (
    <>
      <p>
        <strong>
          Lowest{missing > 0 ? ' so far' : ''}: {row.title.toLowerCase()}, {lowest.level}.
        </strong>{' '}
        Read <Link to={`/playbook/${row.chapter}`}>{titleOf(`/playbook/${row.chapter}`)}</Link>, watch{' '}
        <Link to={labLink({ scenario: row.lab })}>{titleOf(`/lab/${row.lab}`)}</Link>, then answer the drill{' '}
        <Link to={`/drills/${row.drill}`}>{titleOf(`/drills/${row.drill}`)}</Link>.{note}
      </p>
      <p className={styles.moved}>
        {moved.length === 0
          ? 'No dimension has changed since it was judged first.'
          : `Changed: ${moved.map(each => `${nameOf(each.dimension)} ${each.before?.level} → ${each.level}`).join(', ')}.`}
      </p>
    </>
  )
}

function nameOf(dimension: Dimension): string {
  return RUBRIC.find(each => each.dimension === dimension)?.title.toLowerCase() ?? dimension
}

function day(at: number): string {
  return new Date(at).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  })
}
