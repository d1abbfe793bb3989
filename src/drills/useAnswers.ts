import { useEffect, useState } from 'react'
import { answerOf } from '#study/answers.ts'
import { studyRecord } from '#study/record.ts'
import { type Progress, progressOf } from './progress.ts'

/** How far the learner came with each of these drills or deep dives; null while the record is being read. */
export function useAnswers(ids: readonly string[]): ReadonlyMap<string, Progress> | null {
  const [answers, setAnswers] = useState<ReadonlyMap<string, Progress> | null>(null)
  useEffect(() => {
    let current = true
    const reading = async () => {
      const { events } = await (await studyRecord()).read()
      if (current) setAnswers(new Map(ids.map(id => [id, progressOf(answerOf(events, id))])))
    }
    // A record that cannot be read marks nothing.
    reading().catch(() => current && setAnswers(new Map()))
    return () => {
      current = false
    }
  }, [ids])
  return answers
}
