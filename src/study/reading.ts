import type { StudyEvent } from './events.ts'

/** A paragraph, table or figure of a chapter. */
export interface Place {
  readonly section: string
  readonly block: number
}

export interface ChapterReading {
  /** Where it was left last; null when nobody ever moved in it. */
  readonly place: Place | null
  /** When something was last read or left in it, ms since 1970. */
  readonly at: number
  /** The ids of the sections that were read. */
  readonly read: ReadonlySet<string>
}

/** What was read, by the id of the chapter, derived from events in the order of their time; the chapter read last stands last. */
export function readingOf(events: readonly StudyEvent[]): ReadonlyMap<string, ChapterReading> {
  const chapters = new Map<string, ChapterReading>()
  for (const event of events) {
    if (event.kind !== 'place-left' && event.kind !== 'section-read') continue
    const { chapter, section } = event.payload
    const known = chapters.get(chapter)
    const read = known?.read ?? new Set<string>()
    chapters.delete(chapter)
    chapters.set(
      chapter,
      event.kind === 'place-left'
        ? { place: { section, block: event.payload.block }, at: event.at, read }
        : { place: known?.place ?? null, at: event.at, read: new Set([...read, section]) },
    )
  }
  return chapters
}
