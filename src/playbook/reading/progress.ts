import type { ChapterFacts, Mode } from '#prose/frontmatter.ts'
import type { SectionFacts } from '#prose/sections.ts'
import { isFolded, minutesIn } from '../ways/modes.ts'

interface Counted {
  readonly minutes: ChapterFacts['minutes']
  readonly sections: readonly SectionFacts[]
}

/** The sections that a mode shows. One that leaves the whole chapter out still shows those it does not fold. */
export function sectionsIn(mode: Mode, { sections }: Pick<Counted, 'sections'>): readonly SectionFacts[] {
  return sections.filter(section => !isFolded(section.from, mode))
}

export interface Progress {
  readonly read: number
  readonly sections: number
  /** Whole minutes; 0 only when nothing is left. */
  readonly minutesLeft: number
}

/** How far a chapter is read, counting what the mode shows: its minutes, shared out by words. */
export function progressOf(mode: Mode, chapter: Counted, read: ReadonlySet<string>): Progress {
  const shown = sectionsIn(mode, chapter)
  const unread = shown.filter(section => !read.has(section.id))
  const words = wordsOf(shown)
  const left = words === 0 ? 0 : (minutesIn(mode, chapter) * wordsOf(unread)) / words
  return {
    read: shown.length - unread.length,
    sections: shown.length,
    minutesLeft: left === 0 ? 0 : Math.max(1, Math.round(left)),
  }
}

/** How long a stretch of this many words takes, in whole minutes, at least one. */
export function minutesFor(words: number): number {
  return Math.max(1, Math.round(words / 200))
}

function wordsOf(sections: readonly SectionFacts[]): number {
  return sections.reduce((sum, section) => sum + section.words, 0)
}
