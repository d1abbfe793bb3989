import { useId } from 'react'
import { LONGEST_ANSWER } from '#study/events.ts'
import { Button } from '#ui/Button.tsx'
import styles from './AnswerBox.module.css'
import { countWords } from './countWords.ts'
import { PaceTimer } from './PaceTimer.tsx'
import type { Answer } from './useAnswer.ts'

interface AnswerBoxProps {
  readonly answer: Answer
  readonly minutes: number
}

/** Where the answer is written. It says whether what stands in it is saved. */
export function AnswerBox({ answer, minutes }: AnswerBoxProps) {
  const id = useId()
  const { text, type, before, durable, skipped } = answer
  const words = countWords(text ?? '')
  return (
    <section className={styles.box} aria-label="Your answer">
      <div className={styles.head}>
        <label htmlFor={id} className={styles.label}>
          Your answer
        </label>
        <PaceTimer minutes={minutes} />
      </div>
      <textarea
        id={id}
        className={styles.text}
        value={text ?? ''}
        disabled={text === null}
        maxLength={LONGEST_ANSWER}
        placeholder="As you would say it. Notes will do."
        aria-describedby={`${id}-state`}
        onChange={event => type(event.currentTarget.value)}
      />
      <div className={styles.foot}>
        <span>
          {words} {words === 1 ? 'word' : 'words'}
        </span>
        <span id={`${id}-state`} className={answer.state === 'failed' ? styles.failed : undefined}>
          {stateOf(answer)}
        </span>
        {words > 0 && (
          <Button look="quiet" size="small" className={styles.clear} onClick={() => type('')}>
            Clear
          </Button>
        )}
      </div>
      {!durable && (
        <p className={styles.notice} role="status">
          This browser gives the app no storage (a private window, perhaps), so your answer is kept only while
          this page is open. Copy it if you want to keep it.
        </p>
      )}
      {answer.state === 'failed' && (
        <p className={styles.notice} role="alert">
          The browser refused to save the last words; they are still here, and saving is tried again. If its
          disk is full, copy your answer somewhere safe.
        </p>
      )}
      {skipped > 0 && (
        <p className={styles.notice} role="status">
          {skipped === 1 ? 'One entry' : `${skipped} entries`} of your record could not be read and{' '}
          {skipped === 1 ? 'was' : 'were'} left untouched.
        </p>
      )}
      {before?.revealedAt != null && before.text !== '' && (
        <p className={styles.notice}>
          Written {dayOf(before.typedAt ?? before.revealedAt)}; you had the staff answer then.
        </p>
      )}
    </section>
  )
}

function stateOf({ text, before, state, durable }: Answer): string {
  if (text === null) return 'Reading what you wrote before'
  if (state === 'failed') return 'Not saved yet'
  if (!durable) return 'Kept while this page is open'
  if (state === 'unsaved') return 'Saving'
  return text === '' && (before?.text ?? '') === '' ? 'Saved as you type' : 'Saved in this browser'
}

function dayOf(at: number): string {
  return `on ${new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })}`
}
