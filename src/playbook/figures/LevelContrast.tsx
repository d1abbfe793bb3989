import { useId, useState } from 'react'
import { Link } from 'react-router'
import { formatCount } from '#charts/figures.ts'
import { titleOf } from '#prose/titles.ts'
import { labLink } from '#recording/labLink.ts'
import { type FateKind, FateMark } from '#ui/FateMark.tsx'
import { LevelBadge } from '#ui/LevelBadge.tsx'
import { Figure } from '../Figure.tsx'
import styles from './LevelContrast.module.css'
import { LevelDrawing } from './LevelDrawing.tsx'
import { MEASURES, type Measured, QUESTIONS, type Question } from './levelContrast.ts'

type Measure = keyof typeof MEASURES

const LEVELS = ['L5', 'L6'] as const

/** One design drawn at two levels, and six questions put to both drawings. */
export default function LevelContrast() {
  const [asked, setAsked] = useState(0)
  const name = useId()
  const question = QUESTIONS[asked] as Question
  const { run } = question
  return (
    <Figure
      title="The same boxes, drawn at two levels"
      source="pick what the interviewer asks"
      caption="Boxes and wires are the same. What the L6 drawing adds is six promises, each with a number or a name on it. Every question finds one of them there, and a hole in the other drawing."
      numbers={() => ({
        columns: ['Question', 'L5', 'L6', 'L5 run', 'L6 run'],
        rows: QUESTIONS.map(each => [
          each.ask,
          each.l5,
          each.l6,
          ...each.run.values.map(values =>
            each.run.measures.map(measure => `${MEASURES[measure]}: ${say(measure, values)}`).join(', '),
          ),
        ]),
        note: 'one row a question; runs of the labs, seed 7',
      })}
    >
      <fieldset className={styles.questions}>
        <legend className={styles.legend}>The interviewer asks</legend>
        {QUESTIONS.map((each, i) => (
          <label key={each.ask} className={styles.question}>
            <input type="radio" name={name} checked={i === asked} onChange={() => setAsked(i)} />
            <span>{each.ask}</span>
          </label>
        ))}
      </fieldset>
      <div className={styles.pair}>
        {LEVELS.map((level, i) => (
          <section key={level} className={styles.panel} aria-label={`${level} drawing`}>
            <p className={styles.head}>
              <LevelBadge level={level} /> {level === 'L5' ? 'boxes' : 'boxes and promises'}
            </p>
            <LevelDrawing level={level} question={question} />
            <p className={styles.answer}>{level === 'L5' ? question.l5 : question.l6}</p>
            <Measures question={question} values={run.values[i] as Measured} />
          </section>
        ))}
      </div>
      <p className={styles.lab}>
        {titleOf(`/lab/${run.lab}`)}, seed 7. Open in lab:{' '}
        {run.designs.map((designId, i) => (
          <span key={designId}>
            {i > 0 && ' · '}
            <Link to={labLink({ scenario: run.lab, designId })}>{run.names[i]}</Link>
          </span>
        ))}
      </p>
    </Figure>
  )
}

const GLYPHS: Readonly<Record<Measure, FateKind | null>> = {
  stale: 'stale',
  oldestS: 'stale',
  peakDemand: 'origin',
  failed: 'failed',
  pagedAfterS: null,
}

function Measures({ question, values }: { readonly question: Question; readonly values: Measured }) {
  return (
    <dl className={styles.measures}>
      {question.run.measures.map(measure => (
        <div key={measure} className={styles.measure}>
          <dt>
            {GLYPHS[measure] !== null && <FateMark kind={GLYPHS[measure]} className={styles.mark} />}{' '}
            {MEASURES[measure]}
          </dt>
          <dd>{say(measure, values)}</dd>
        </div>
      ))}
    </dl>
  )
}

function say(measure: Measure, values: Measured): string {
  const value = values[measure] ?? null
  if (measure === 'pagedAfterS') return value === null ? 'never' : `after ${value} s`
  if (measure === 'oldestS') return `${value ?? 0} s`
  return formatCount(value ?? 0)
}
