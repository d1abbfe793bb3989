import type { AnswerState } from '#study/answers.ts'

/** untouched: nothing yet; written: an answer, not held against the staff answer; read: the staff answer alone; answered: both. */
export type Progress = 'untouched' | 'written' | 'read' | 'answered'

export function progressOf({ text, revealedAt }: Pick<AnswerState, 'text' | 'revealedAt'>): Progress {
  const isWritten = text.trim() !== ''
  if (revealedAt === null) return isWritten ? 'written' : 'untouched'
  return isWritten ? 'answered' : 'read'
}
