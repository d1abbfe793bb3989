import { useCallback, useEffect, useRef, useState } from 'react'
import { type AnswerState, answerOf } from '#study/answers.ts'
import { newId, type StudyRecord, studyRecord } from '#study/record.ts'
import { Typing, type TypingState } from '#study/typing.ts'

export interface Answer {
  /** null while the record is being read. */
  readonly text: string | null
  readonly type: (text: string) => void
  readonly state: TypingState
  /** What the record held when the page was opened; null while it is being read. */
  readonly before: AnswerState | null
  /** False when this browser gives no storage: the answer is gone with the page. */
  readonly durable: boolean
  /** Rows of the record that could not be read. They stay where they are. */
  readonly skipped: number
  readonly revealed: () => void
}

const timers = {
  set: (callback: () => void, ms: number) => window.setTimeout(callback, ms),
  clear: (timer: unknown) => window.clearTimeout(timer as number | undefined),
}

/** The learner's answer to a drill: read once, written while it is typed. */
export function useAnswer(drill: string): Answer {
  const [read, setRead] = useState<{ study: StudyRecord; before: AnswerState; skipped: number } | null>(null)
  const [text, setText] = useState<string | null>(null)
  const [state, setState] = useState<TypingState>('saved')
  const typing = useRef<Typing | null>(null)

  useEffect(() => {
    let current = true
    const opening = async () => {
      const study = await studyRecord()
      const { events, skipped } = await study.read()
      if (!current) return
      const before = answerOf(events, drill)
      const sitting = newId()
      typing.current = new Typing({
        timers,
        onState: setState,
        write: words => study.append({ kind: 'answer-typed', payload: { drill, text: words, sitting } }),
      })
      setRead({ study, before, skipped })
      setText(before.text)
    }
    void opening()
    const flush = () => void typing.current?.flush()
    const hidden = () => document.visibilityState === 'hidden' && flush()
    document.addEventListener('visibilitychange', hidden)
    window.addEventListener('pagehide', flush)
    return () => {
      current = false
      flush()
      document.removeEventListener('visibilitychange', hidden)
      window.removeEventListener('pagehide', flush)
    }
  }, [drill])

  const type = useCallback((words: string) => {
    setText(words)
    typing.current?.typed(words)
  }, [])
  const revealed = useCallback(() => {
    void typing.current?.flush()
    read?.study.append({ kind: 'answer-revealed', payload: { drill } }).catch(() => setState('failed'))
  }, [read, drill])

  return {
    text,
    type,
    state,
    before: read?.before ?? null,
    durable: read?.study.durable ?? true,
    skipped: read?.skipped ?? 0,
    revealed,
  }
}
