import { type ReactNode, useEffect, useRef } from 'react'
import { DrawingContext } from '#exercises/drawing.ts'
import { partComponents } from '#exercises/parts.tsx'
import { useExercise } from '#exercises/useExercise.ts'
import type { ExerciseKind } from '#prose/parts.ts'
import { Button } from '#ui/Button.tsx'
import { classes } from '#ui/classes.ts'
import { PageTitle } from '#ui/PageTitle.tsx'
import { useUnfoldedPrint } from '#ui/useUnfoldedPrint.ts'
import { AnswerBox } from './AnswerBox.tsx'
import styles from './ExercisePage.module.css'
import { useAnswer } from './useAnswer.ts'
import { type Step, useUnfolding } from './useUnfolding.ts'

interface ExercisePageProps {
  readonly id: string
  readonly kind: ExerciseKind
  readonly title: string
  /** What it is, over its title. */
  readonly kicker: string
  readonly minutes: number
  /** What the button says that unfolds the first part. */
  readonly reveal: string
  /** Under the title. */
  readonly lead?: ReactNode
  /** After the last part. */
  readonly whereNext: ReactNode
}

/** A drill or a deep dive: its opening alone with a box to answer in, then the rest beside that, part by part. */
export function ExercisePage(props: ExercisePageProps) {
  const { id, kind, title, kicker, minutes, reveal, lead, whereNext } = props
  const Content = useExercise(id)
  const answer = useAnswer(id)
  const { steps, count, unfold, before, after } = useUnfolding(kind)
  const page = useRef<HTMLElement>(null)
  useUnfoldedPrint(page)
  const { revealed, text } = answer
  const hasRevealed = useRef(false)
  useEffect(() => {
    if (count === 0 || text === null || hasRevealed.current) return
    hasRevealed.current = true
    revealed()
  }, [count, text, revealed])
  const next = steps[count]
  return (
    <article ref={page} className={classes(styles.page, count > 0 && styles.revealed)}>
      <header className={styles.head}>
        <PageTitle
          kicker={
            <>
              {kicker} <span aria-hidden="true">·</span> {minutes} min
            </>
          }
        >
          {title}
        </PageTitle>
        {lead !== undefined && <p className={styles.lead}>{lead}</p>}
      </header>
      <div className={styles.opening}>
        {Content !== null && (
          <DrawingContext value={before}>
            <Content components={partComponents} />
          </DrawingContext>
        )}
      </div>
      <div className={styles.mine}>
        <AnswerBox answer={answer} minutes={minutes} />
      </div>
      <div className={styles.after}>
        {Content !== null && (
          <DrawingContext value={after}>
            <Content components={partComponents} />
          </DrawingContext>
        )}
        {next !== undefined && (
          <p className={styles.next}>
            <Button look={count === 0 ? 'strong' : 'plain'} onClick={unfold}>
              {count === 0 ? reveal : `Next: ${asNext(next, steps)}`}
            </Button>
            <span className={styles.hint}>
              {count === 0 ? 'Answer first: what you write stays beside it.' : `${count} of ${steps.length}`}
            </span>
          </p>
        )}
        {count > 0 && next === undefined && whereNext}
      </div>
    </article>
  )
}

/** As it is written after other words: a part's title begins with a small letter, the name of a phase stays as it is. */
function asNext({ part, title }: Step, steps: readonly Step[]): string {
  const isPart = steps.find(step => step.part === part)?.title === title
  return isPart ? title.charAt(0).toLowerCase() + title.slice(1) : title
}
