import type { NewEvent, StudyEvent } from './events.ts'
import { parseEvent } from './events.ts'
import { openShelf, type Shelf } from './shelf.ts'
import { supersedes } from './supersedes.ts'

/** Where events are kept, what time it is, and how an event gets its name: injected, so that tests own them. */
export interface RecordOptions {
  readonly shelf: Shelf
  readonly now: () => number
  readonly newId: () => string
}

export interface StudyHistory {
  /** In the order of their time; events of the same millisecond in the order in which they were written. */
  readonly events: readonly StudyEvent[]
  /** Rows that hold no event we know. They stay where they are. */
  readonly skipped: number
}

/**
 * The learner's record: a list that only grows, so that two tabs, an import or a crash can only add. The one exception
 * is what goes on for a while (see `supersedes`): of its kind, the event this record wrote last makes room for one that says
 * all it said, in the same transaction. A record never touches what another one, or an earlier page, wrote.
 */
export class StudyRecord {
  private readonly last = new Map<StudyEvent['kind'], { readonly key: number; readonly event: StudyEvent }>()
  private readonly listeners = new Set<() => void>()

  constructor(private readonly options: RecordOptions) {}

  /** False when there is no storage: what is recorded is lost with the page, and the page has to say so. */
  get durable(): boolean {
    return this.options.shelf.durable
  }

  /**
   * Resolves when the event is on disk; rejects when the disk refuses it (full, or taken away). The write has begun when
   * this returns: a page that is going away gets no second chance.
   */
  async append(said: NewEvent): Promise<StudyEvent> {
    const event = { ...said, id: this.options.newId(), at: this.options.now() } as StudyEvent
    const last = this.last.get(event.kind)
    const replaced = last !== undefined && supersedes(event, last.event) ? last.key : undefined
    const key = await this.options.shelf.add(event, replaced)
    this.last.set(event.kind, { key, event })
    for (const listener of this.listeners) listener()
    return event
  }

  /** Calls back when this record, not another tab's, has put an event on disk. Returns what ends that. */
  onAppended(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  async read(): Promise<StudyHistory> {
    const rows = await this.options.shelf.all()
    const events = rows.map(parseEvent).filter(event => event !== undefined)
    // Sorting is stable: equal times keep the order of writing.
    return { events: events.sort((a, b) => a.at - b.at), skipped: rows.length - events.length }
  }
}

let opened: Promise<StudyRecord> | undefined

/** The record of this browser, opened at the first call. */
export function studyRecord(): Promise<StudyRecord> {
  opened ??= openShelf('stampede').then(
    shelf => new StudyRecord({ shelf, now: () => Date.now(), newId: () => newId() }),
  )
  return opened
}

/** 128 random bits. Not crypto.randomUUID, which pages on plain http do not have. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}
