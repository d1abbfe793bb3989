import type { StudyEvent } from './events.ts'

export interface AnswerState {
  /** What was typed last; empty when nothing was, or when it was cleared. */
  readonly text: string
  /** When that was, in ms since 1970; null when nothing was ever typed. */
  readonly typedAt: number | null
  /** When the staff answer was last revealed; null when it never was. */
  readonly revealedAt: number | null
}

/** Where a drill stands, derived from events in the order of their time. */
export function answerOf(events: readonly StudyEvent[], drill: string): AnswerState {
  let state: AnswerState = { text: '', typedAt: null, revealedAt: null }
  for (const event of events) {
    if (event.kind !== 'answer-typed' && event.kind !== 'answer-revealed') continue
    if (event.payload.drill !== drill) continue
    if (event.kind === 'answer-typed') state = { ...state, text: event.payload.text, typedAt: event.at }
    else state = { ...state, revealedAt: event.at }
  }
  return state
}
