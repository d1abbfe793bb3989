import { useEffect, useState } from 'react'
import type { Numbers } from '#charts/NumbersTable.tsx'
import { Button } from '#ui/Button.tsx'
import { classes } from '#ui/classes.ts'
import { Slider } from '#ui/Slider.tsx'
import { Figure } from '../Figure.tsx'
import styles from './InterviewClock.module.css'
import {
  AT_ZERO,
  aheadMs,
  boardAt,
  clockWords,
  movedTo,
  PHASES,
  paceWords,
  passedMs,
  paused,
  phaseAt,
  type Stopwatch,
  started,
  WHOLE_MS,
} from './interviewPace.ts'

const HALF_MINUTE_MS = 30_000
/** Places of the slider, ms. */
const STOPS = Array.from({ length: 91 }, (_, i) => i * HALF_MINUTE_MS)

/** The interviewer's clock: where 45 minutes should be by now, and what should be on the board. */
export default function InterviewClock() {
  const { watch, setWatch, atMs } = useStopwatch()
  /** The phase that the talk is in, as whoever watches it says; follows the clock until somebody does. */
  const [said, setSaid] = useState<number | null>(null)
  const [before, setBefore] = useState<{ readonly atMs: number; readonly said: number | null } | null>(null)
  const planned = phaseAt(atMs)
  const inPhase = said ?? planned
  const ahead = aheadMs(inPhase, atMs)
  const runs = watch.runningSince !== null
  const phase = PHASES[inPhase]
  const reset = () => {
    setBefore({ atMs, said })
    setWatch(AT_ZERO)
    setSaid(null)
  }
  const undo = () => {
    if (before === null) return
    setWatch({ passedMs: before.atMs, runningSince: null })
    setSaid(before.said)
    setBefore(null)
  }
  return (
    <Figure
      title="The clock of a 45-minute interview"
      source="five phases"
      caption="By minute 12 the drawing is done. Twenty-three of the other minutes go to invalidation and failures, and the last ten to who runs it."
      numbers={numbers}
    >
      <div className={styles.top}>
        <p className={styles.time} role="timer">
          <strong>{clockWords(atMs)}</strong> of 45:00
        </p>
        <p className={styles.pace} role="status">
          {said === null ? 'Say when the talk moves on, and this tells the pace.' : paceWords(ahead)}
          {atMs >= WHOLE_MS && ' Time is up; the clock goes on.'}
        </p>
      </div>
      <ol className={styles.line} aria-label="Phases">
        {PHASES.map(({ id, title, fromMinute, toMinute }, i) => (
          <li
            key={id}
            className={classes(styles.phase, i === planned && styles.planned, i < planned && styles.past)}
            style={{ '--minutes': toMinute - fromMinute }}
            aria-current={i === planned ? 'step' : undefined}
          >
            <span className={styles.place} aria-hidden="true">
              {i + 1}
            </span>
            <span className={styles.phaseTitle}>{title}</span>
            <span className={styles.phaseTime}>
              {fromMinute}–{toMinute}
            </span>
          </li>
        ))}
      </ol>
      <Slider
        label="Minute of the interview"
        stops={STOPS}
        // By half minutes, as its stops are: it is read out whenever it changes.
        value={Math.floor(Math.min(atMs, WHOLE_MS) / HALF_MINUTE_MS) * HALF_MINUTE_MS}
        show={ms => `${clockWords(ms)} min`}
        onChange={toMs => setWatch(movedTo(watch, toMs, Date.now()))}
      />
      <div className={styles.controls}>
        <Button
          look="strong"
          size="small"
          onClick={() => setWatch(runs ? paused(watch, Date.now()) : started(watch, Date.now()))}
        >
          {runs ? 'Pause' : atMs > 0 ? 'Go on' : 'Start the clock'}
        </Button>
        <Button
          size="small"
          disabled={inPhase === PHASES.length - 1}
          onClick={() => setSaid(Math.min(inPhase + 1, PHASES.length - 1))}
        >
          The talk moves on
        </Button>
        <Button size="small" look="quiet" disabled={inPhase === 0} onClick={() => setSaid(inPhase - 1)}>
          Back a phase
        </Button>
        {before === null || atMs > 0 ? (
          <Button size="small" look="quiet" disabled={atMs === 0} onClick={reset}>
            Reset
          </Button>
        ) : (
          <Button size="small" look="quiet" onClick={undo}>
            Back to {clockWords(before.atMs)}
          </Button>
        )}
      </div>
      <div className={styles.now}>
        <p>
          <span className={styles.head}>{said === null ? 'Now, by plan: ' : 'The talk is in: '}</span>
          <strong>{phase?.title}.</strong> {phase?.goal}.
        </p>
      </div>
      <p className={styles.head}>On the board by now</p>
      <Board atMs={atMs} />
    </Figure>
  )
}

/** All items are laid out from the start, so that nothing moves when the clock does. */
function Board({ atMs }: { readonly atMs: number }) {
  const items = boardAt(atMs)
  return (
    <ul className={styles.board}>
      {boardAt(WHOLE_MS).map(({ text }, i) => {
        const item = items[i]
        const state = item === undefined ? 'later' : item.due ? 'due' : 'in this phase'
        return (
          <li key={text} className={item === undefined ? styles.later : item.due ? styles.due : styles.soon}>
            <span className={styles.mark} aria-hidden="true">
              {item === undefined ? '·' : item.due ? '●' : '○'}
            </span>
            <span>
              {text}
              <span className={styles.state}> ({state})</span>
            </span>
          </li>
        )
      })}
    </ul>
  )
}

function useStopwatch() {
  const [watch, setWatch] = useState<Stopwatch>(AT_ZERO)
  const [now, setNow] = useState(0)
  useEffect(() => {
    setNow(Date.now())
    if (watch.runningSince === null) return
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [watch])
  return { watch, setWatch, atMs: passedMs(watch, now) }
}

function numbers(): Numbers {
  return {
    columns: ['Phase', 'Time', 'Goal', 'On the board at its end'],
    rows: PHASES.map(({ title, fromMinute, toMinute, goal, board }) => [
      title,
      `${fromMinute}–${toMinute} min`,
      goal,
      board.join('; '),
    ]),
    note: 'one row a phase',
  }
}
