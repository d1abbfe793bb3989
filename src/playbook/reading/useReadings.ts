import { useEffect, useState } from 'react'
import { type ChapterReading, readingOf } from '#study/reading.ts'

export type Readings = ReadonlyMap<string, ChapterReading>

const nothing: ReadonlySet<string> = new Set()

/** What was read when the page was opened; null while the record is being read. */
export function useReadings(): Readings | null {
  const [readings, setReadings] = useState<Readings | null>(null)
  useEffect(() => {
    let current = true
    const read = async () => {
      // On demand: what a chapter shows first does not wait for it.
      const { studyRecord } = await import('#study/record.ts')
      const { events } = await (await studyRecord()).read()
      if (current) setReadings(readingOf(events))
    }
    read().catch(() => current && setReadings(new Map()))
    return () => {
      current = false
    }
  }, [])
  return readings
}

/** The sections of a chapter that were read. */
export function readIn(readings: Readings | null, chapter: string): ReadonlySet<string> {
  return readings?.get(chapter)?.read ?? nothing
}
