import { useId } from 'react'
import { Link } from 'react-router'
import { titleOf } from '#prose/titles.ts'
import type { StudyEvent } from '#study/events.ts'
import { VisuallyHidden } from '#ui/VisuallyHidden.tsx'
import { chapterSections } from '../chapterSections.ts'
import { Figure } from '../Figure.tsx'
import { type Evidence, type Readiness as Item, readinessOf } from './abilities.ts'
import styles from './Readiness.module.css'
import { RUBRIC } from './rubricLevels.ts'
import { useStudyRecord } from './useStudyRecord.ts'

const NO_EVENTS: readonly StudyEvent[] = []

const STATES = {
  shown: { mark: '●', words: 'shown in the record' },
  begun: { mark: '◐', words: 'begun' },
  none: { mark: '○', words: 'no evidence yet' },
} as const

const AMOUNTS = { enough: '✓', some: '◐', none: '–' } as const

/** What a reader should be able to do, beside what their record shows of it. */
export default function Readiness() {
  const { events, durable, refused, record } = useStudyRecord()
  const items = readinessOf(events ?? NO_EVENTS, chapter => chapterSections(chapter).map(({ id }) => id))
  const shown = items.filter(({ state }) => state === 'shown').length
  const empty = items.every(({ state, marked }) => state === 'none' && !marked)
  return (
    <Figure
      title="What your record shows"
      source={`${shown} of ${items.length} shown`}
      caption="The round mark fills when a drill was answered in writing and compared. The box is yours: tick it when you could say it aloud today."
    >
      <p className={styles.note} role="status">
        {events === null
          ? 'Reading the record.'
          : refused
            ? 'The browser refused to keep that. Its disk may be full; try again.'
            : empty
              ? 'The record is empty. Answer one drill in writing, open its staff answer, and the first mark fills.'
              : durable
                ? 'From the record in this browser.'
                : 'This browser gives no storage, so the record is kept only while the page is open.'}
      </p>
      <ol className={styles.items}>
        {items.map(item => (
          <Row
            key={item.ability.id}
            item={item}
            ready={events !== null}
            onMark={able => record({ kind: 'ability-marked', payload: { ability: item.ability.id, able } })}
          />
        ))}
      </ol>
    </Figure>
  )
}

function Row({
  item,
  ready,
  onMark,
}: {
  readonly item: Item
  readonly ready: boolean
  readonly onMark: (able: boolean) => void
}) {
  const id = useId()
  const { ability, state, evidence, marked, next } = item
  return (
    <li className={styles.item}>
      <span className={styles.mark} title={STATES[state].words} aria-hidden="true">
        {STATES[state].mark}
      </span>
      <div className={styles.main}>
        <p id={id} className={styles.title}>
          {ability.title} <VisuallyHidden>({STATES[state].words})</VisuallyHidden>
        </p>
        <ul className={styles.evidence}>
          {evidence.map(each => (
            <li key={`${each.kind} ${each.of}`} className={each.amount === 'none' ? undefined : styles.found}>
              <span aria-hidden="true">{AMOUNTS[each.amount]} </span>
              {labelOf(each)}, {each.says}
            </li>
          ))}
        </ul>
        <p className={styles.next}>{next === null ? 'Nothing is missing here.' : <Next evidence={next} />}</p>
      </div>
      <label className={styles.own}>
        <input
          type="checkbox"
          checked={marked}
          disabled={!ready}
          aria-describedby={id}
          onChange={event => onMark(event.currentTarget.checked)}
        />
        I can
      </label>
    </li>
  )
}

function Next({ evidence: { kind, of } }: { readonly evidence: Evidence }) {
  const name = inSentence({ kind, of })
  if (kind === 'drill')
    return (
      <>
        Next: answer the drill <Link to={`/drills/${of}`}>{name}</Link>
      </>
    )
  if (kind === 'chapter')
    return (
      <>
        Next: read <Link to={`/playbook/${of}`}>{name}</Link>
      </>
    )
  return (
    <>
      Next: <Link to="/playbook/evaluation-rubric#place-your-last-answer">place your last answer</Link> in{' '}
      {name}
    </>
  )
}

function labelOf(evidence: Pick<Evidence, 'kind' | 'of'>): string {
  const name = inSentence(evidence)
  if (evidence.kind === 'judgement') return name.charAt(0).toUpperCase() + name.slice(1)
  return `${evidence.kind === 'drill' ? 'Drill' : 'Chapter'}: ${name}`
}

/** As it is written after other words. */
function inSentence({ kind, of }: Pick<Evidence, 'kind' | 'of'>): string {
  if (kind === 'judgement')
    return (RUBRIC.find(({ dimension }) => dimension === of)?.title ?? of).toLowerCase()
  return titleOf(kind === 'chapter' ? `/playbook/${of}` : `/drills/${of}`)
}
