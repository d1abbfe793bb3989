import { type FormEvent, useId, useState } from 'react'
import type { Prediction } from '#scenarios/scenario.ts'
import { Button } from '#ui/Button.tsx'
import { Panel } from '#ui/Panel.tsx'
import { figureOf } from './figureOf.ts'
import { commitGuess } from './lab.ts'
import styles from './PredictionPanel.module.css'
import { useLab, useLabState } from './useLab.ts'

/** How a number of this unit is typed. */
const TYPED: Readonly<Record<Prediction['unit'], { readonly unit: string; readonly factor: number }>> = {
  ms: { unit: 'ms', factor: 1 },
  share: { unit: '%', factor: 0.01 },
  count: { unit: '', factor: 1 },
  price: { unit: '', factor: 1 },
  bytes: { unit: 'MB', factor: 1e6 },
}
/** A guess within this factor of the measured value has understood it. */
const NEAR = 1.5

/** A number to commit to, then the run that answers, with the error and the belief behind it. */
export function PredictionPanel() {
  const { scenario } = useLab()
  const guess = useLabState(state => state.guess)
  return (
    <Panel title="Your prediction">
      <p>{scenario.prediction.ask}</p>
      {guess === null ? <Guess /> : <Answer guess={guess} />}
    </Panel>
  )
}

function Guess() {
  const lab = useLab()
  const { prediction } = lab.scenario
  const { unit, factor } = TYPED[prediction.unit]
  const [text, setText] = useState('')
  const [refused, setRefused] = useState(false)
  const id = useId()
  const commit = (event: FormEvent) => {
    event.preventDefault()
    const typed = Number(text.replaceAll(',', '').replaceAll(/\s/g, ''))
    if (text.trim() === '' || !Number.isFinite(typed) || typed < 0) setRefused(true)
    else commitGuess(lab, typed * factor)
  }
  return (
    <form className={styles.form} onSubmit={commit}>
      <label className={styles.field}>
        <span className={styles.label}>Prediction</span>
        <input
          className={styles.input}
          inputMode="decimal"
          value={text}
          aria-invalid={refused}
          aria-describedby={refused ? id : undefined}
          onChange={event => {
            setText(event.currentTarget.value)
            setRefused(false)
          }}
        />
        {unit}
      </label>
      <Button type="submit" size="small">
        Commit and run
      </Button>
      {refused && (
        <p id={id} className={styles.refused} role="alert">
          {text.trim() === '' ? 'Nothing' : `“${text.trim().slice(0, 20)}”`} is no prediction: a number from 0
          up.
        </p>
      )}
    </form>
  )
}

function Answer({ guess }: { readonly guess: number }) {
  const lab = useLab()
  const { prediction, designs } = lab.scenario
  const recording = useLabState(state => state.report?.recording)
  const design = designs.find(each => each.id === prediction.of)
  const again = () => lab.store.setState({ guess: null })
  if (recording === undefined || recording.designId !== prediction.of) {
    return (
      <p className={styles.answer}>
        You said {figureOf(guess, prediction.unit)}. The run of “{design?.title}” answers it.
      </p>
    )
  }
  const measured = prediction.measure(recording)
  const most = Math.max(guess, measured)
  const width = (value: number) => `${most === 0 ? 0 : (100 * value) / most}%`
  return (
    <div className={styles.answer}>
      <dl className={styles.bars}>
        <dt>yours</dt>
        <dd>
          <span className={styles.yours} style={{ width: width(guess) }} />
          <span className={styles.figure}>{figureOf(guess, prediction.unit)}</span>
        </dd>
        <dt>run</dt>
        <dd>
          <span className={styles.run} style={{ width: width(measured) }} />
          <span className={styles.figure}>{figureOf(measured, prediction.unit)}</span>
        </dd>
      </dl>
      <p>{comment(guess, measured, prediction)}</p>
      <Button size="small" look="quiet" onClick={again}>
        Predict again
      </Button>
    </div>
  )
}

function comment(guess: number, measured: number, { tooLow, tooHigh }: Prediction): string {
  if (measured > guess * NEAR) return tooLow
  if (guess > measured * NEAR) return tooHigh
  return 'Near enough to design by.'
}
