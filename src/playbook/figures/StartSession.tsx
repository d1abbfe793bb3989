import { Check } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Mode } from '#prose/frontmatter.ts'
import buttons from '#ui/Button.module.css'
import { classes } from '#ui/classes.ts'
import { Segmented } from '#ui/Segmented.tsx'
import { VisuallyHidden } from '#ui/VisuallyHidden.tsx'
import { chapterSections } from '../chapterSections.ts'
import { CHAPTERS } from '../chapters.ts'
import { Figure } from '../Figure.tsx'
import { readIn, useReadings } from '../reading/useReadings.ts'
import { MODE_IDS, MODES } from '../ways/modes.ts'
import { useMode } from '../ways/useMode.ts'
import styles from './StartSession.module.css'
import { type PlannedChapter, type SessionPlan, sessionPlan } from './sessionPlan.ts'

const COUNTED = CHAPTERS.map(chapter => ({ ...chapter, sections: chapterSections(chapter.id) }))

/** The ways through the playbook, each as a plan whose minutes add up, and the way into it. */
export default function StartSession() {
  const { mode: kept, choose } = useMode()
  const [looked, setLooked] = useState<Mode | null>(null)
  const mode = looked ?? kept
  const readings = useReadings()
  const plan = sessionPlan(mode, COUNTED, id => readIn(readings, id))
  const { title, time, afterwards } = MODES[mode]
  return (
    <Figure title="Start a session" source={time} caption={conclusionOf(mode, plan)}>
      <Segmented
        label="Way through the playbook"
        className={styles.modes}
        value={mode}
        options={MODE_IDS.map(value => ({ value, title: MODES[value].title }))}
        onChange={setLooked}
      />
      <ol className={styles.plan} aria-label={`${title}: its chapters in order`}>
        {plan.chapters.map(chapter => (
          <Row key={chapter.id} chapter={chapter} plan={plan} />
        ))}
        {afterwards.map(exercise => (
          <li key={exercise.to} className={styles.row}>
            <span className={styles.name}>
              <Link to={exercise.to}>{exercise.title}</Link>
            </span>
            <span className={styles.about}>{exercise.about}</span>
          </li>
        ))}
      </ol>
      <p className={styles.start}>
        <StartLink plan={plan} mode={mode} onStart={() => choose(mode)} />
      </p>
    </Figure>
  )
}

interface RowProps {
  readonly chapter: PlannedChapter
  readonly plan: SessionPlan
}

/** A chapter on the clock of the session: from when to when, filled as far as it is read. */
function Row({ chapter, plan }: RowProps) {
  const { id, title, minutes, fromMinute, readShare, isWeakSpot } = chapter
  const percent = (share: number) => `${share * 100}%`
  return (
    <li className={styles.row}>
      <span className={styles.name}>
        <Link to={`/playbook/${id}`}>{title}</Link>
        {readShare === 1 && (
          <span className={styles.read}>
            <Check size={13} strokeWidth={2} aria-hidden="true" />
            <VisuallyHidden>read</VisuallyHidden>
          </span>
        )}
      </span>
      <span className={styles.line} aria-hidden="true">
        <span
          className={classes(styles.bar, isWeakSpot && styles.weakSpot)}
          style={{ left: percent(fromMinute / plan.minutes), width: percent(minutes / plan.minutes) }}
        >
          <span className={styles.fill} style={{ width: percent(readShare) }} />
        </span>
      </span>
      <span className={styles.minutes}>{minutes} min</span>
      <span className={styles.sum}>
        <VisuallyHidden>together </VisuallyHidden>
        {fromMinute + minutes}
        <VisuallyHidden> min</VisuallyHidden>
      </span>
    </li>
  )
}

interface StartLinkProps {
  readonly plan: SessionPlan
  readonly mode: Mode
  readonly onStart: () => void
}

function StartLink({ plan, mode, onStart }: StartLinkProps) {
  const [exercise] = MODES[mode].afterwards
  const looks = classes(buttons.button, buttons.medium, buttons.strong)
  if (plan.next === null)
    return (
      <Link className={looks} to={exercise?.to ?? '/drills'} onClick={onStart}>
        All read: {exercise?.title ?? 'Active drills'}
      </Link>
    )
  return (
    <Link className={looks} to={`/playbook/${plan.next.id}`} onClick={onStart}>
      {plan.isBegun ? 'Go on with' : 'Start with'} {plan.next.title}
    </Link>
  )
}

function conclusionOf(mode: Mode, plan: SessionPlan): string {
  const name = MODES[mode].title
  const core = plan.chapters.filter(({ isWeakSpot }) => !isWeakSpot)
  const coreMinutes = core.reduce((sum, { minutes }) => sum + minutes, 0)
  const whole =
    core.length < plan.chapters.length
      ? `${name}: ${coreMinutes} min for the chapters everybody reads. The striped ones, ${plan.minutes - coreMinutes} min more, you pick by weak spot.`
      : `${name} adds up to ${plan.minutes} min of reading.`
  if (plan.minutesLeft === 0) return `${whole} All of it is read.`
  return plan.isBegun ? `${whole} About ${plan.minutesLeft} min of it are left.` : whole
}
