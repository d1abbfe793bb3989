import { useCallback, useEffect, useState } from 'react'
import type { NewEvent, StudyEvent } from '#study/events.ts'
import { studyRecord } from '#study/record.ts'

export interface LiveRecord {
  /** Oldest first; null while the record is being read. */
  readonly events: readonly StudyEvent[] | null
  /** False when this browser gives no storage: what is recorded is gone with the page. */
  readonly durable: boolean
  /** The last event could not be put on disk. */
  readonly refused: boolean
  readonly record: (event: NewEvent) => void
}

/** The learner's record, read anew whenever something is added to it here, or may have been elsewhere. */
export function useStudyRecord(): LiveRecord {
  const [state, setState] = useState<{ events: readonly StudyEvent[]; durable: boolean } | null>(null)
  const [refused, setRefused] = useState(false)
  useEffect(() => {
    let current = true
    let stop: (() => void) | undefined
    const reading = async () => {
      const study = await studyRecord()
      if (!current) return
      stop ??= study.onAppended(read)
      const { events } = await study.read()
      if (current) setState({ events, durable: study.durable })
    }
    // A record that cannot be read is shown as what was known of it.
    const read = () => {
      reading().catch(() => current && setState(known => known ?? { events: [], durable: false }))
    }
    // Another tab may have written while this one was not looked at.
    const seen = () => document.visibilityState === 'visible' && read()
    read()
    document.addEventListener('visibilitychange', seen)
    window.addEventListener('focus', seen)
    return () => {
      current = false
      stop?.()
      document.removeEventListener('visibilitychange', seen)
      window.removeEventListener('focus', seen)
    }
  }, [])
  const record = useCallback((event: NewEvent) => {
    studyRecord()
      .then(study => study.append(event))
      .then(
        () => setRefused(false),
        () => setRefused(true),
      )
  }, [])
  return { events: state?.events ?? null, durable: state?.durable ?? true, refused, record }
}
