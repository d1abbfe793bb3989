import type { ChapterFacts, Mode } from '#prose/frontmatter.ts'
import type { SectionFacts } from '#prose/sections.ts'
import { progressOf } from '../reading/progress.ts'
import { minutesIn, partsOf } from '../ways/modes.ts'

interface Planned extends Pick<ChapterFacts, 'id' | 'title' | 'minutes'> {
  readonly sections: readonly SectionFacts[]
}

export interface PlannedChapter {
  readonly id: string
  readonly title: string
  readonly minutes: number
  /** Minutes of reading before it, counted from the start of the session. */
  readonly fromMinute: number
  /** 0 to 1, by minutes. */
  readonly readShare: number
  /** Read by everybody on this way, or chosen by one's weak spots. */
  readonly isWeakSpot: boolean
}

export interface SessionPlan {
  readonly chapters: readonly PlannedChapter[]
  readonly minutes: number
  readonly minutesLeft: number
  /** The first chapter of the path of which something is left; null when nothing is. */
  readonly next: PlannedChapter | null
  readonly isBegun: boolean
}

/** The path of a mode as a plan: its chapters in order with their minutes adding up, and where one stands in it. */
export function sessionPlan(
  mode: Mode,
  chapters: readonly Planned[],
  readIn: (chapter: string) => ReadonlySet<string>,
): SessionPlan {
  const { core, weakSpots } = partsOf(mode, chapters)
  let fromMinute = 0
  let minutesLeft = 0
  const planned = [...core, ...weakSpots].map((chapter): PlannedChapter => {
    const minutes = minutesIn(mode, chapter)
    const left = progressOf(mode, chapter, readIn(chapter.id)).minutesLeft
    const plan = {
      id: chapter.id,
      title: chapter.title,
      minutes,
      fromMinute,
      readShare: 1 - left / minutes,
      isWeakSpot: weakSpots.includes(chapter),
    }
    fromMinute += minutes
    minutesLeft += left
    return plan
  })
  return {
    chapters: planned,
    minutes: fromMinute,
    minutesLeft,
    next: planned.find(({ readShare }) => readShare < 1) ?? null,
    isBegun: planned.some(({ readShare }) => readShare > 0),
  }
}
