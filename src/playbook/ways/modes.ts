import type { ChapterFacts, Mode } from '#prose/frontmatter.ts'

/** What a path needs to know of a chapter. */
export type Waypoint = Pick<ChapterFacts, 'id' | 'title' | 'minutes'>

export interface ModeFacts {
  readonly title: string
  /** How long it takes altogether, exercises included. */
  readonly time: string
  readonly gist: string
  /** Where the path goes after its chapters. */
  readonly afterwards: readonly Exercise[]
}

export interface Exercise {
  readonly to: string
  readonly title: string
  readonly about: string
}

const DRILLS = {
  to: '/drills',
  title: 'Active drills',
  about: 'Answer one aloud or in writing, against its clock.',
}
const INCIDENTS = {
  to: '/deep-dives',
  title: 'Deep dives',
  about: 'Incidents worked phase by phase. Take those that hit your weak spots.',
}

/** Ways through the playbook, from the shortest. */
export const MODES: Readonly<Record<Mode, ModeFacts>> = {
  quick: {
    title: 'Quick review',
    time: '15 min',
    gist: 'The night before, or on the train. What is worth reading again, then one answer of your own.',
    afterwards: [DRILLS],
  },
  targeted: {
    title: 'Targeted study',
    time: '1–2 h',
    gist: 'An evening. The same chapters with their reasons, then the parts you answered worst.',
    afterwards: [INCIDENTS],
  },
  deep: {
    title: 'Deep dive',
    time: '3 h and more',
    gist: 'A weekend. Everything, appendices included, with a lab open beside the text.',
    afterwards: [DRILLS, INCIDENTS],
  },
}
export const MODE_IDS = Object.keys(MODES) as readonly Mode[]

/** Every way begins with these; what a longer one adds to them is read where one is weak. */
const CORE: readonly string[] = ['executive-summary', 'interview-walkthrough', 'fault-lines']

/** Whether a section that is read from `from` on is folded in `mode`. */
export function isFolded(from: Mode | undefined, mode: Mode): boolean {
  return from !== undefined && MODE_IDS.indexOf(mode) < MODE_IDS.indexOf(from)
}

/** The chapters that a mode reads, in their order. */
export function pathOf<Chapter extends Waypoint>(
  mode: Mode,
  chapters: readonly Chapter[],
): readonly Chapter[] {
  return chapters.filter(chapter => chapter.minutes[mode] !== undefined)
}

/** Those of a mode's chapters that everybody reads, and those that are chosen by one's weak spots. The deep one chooses nothing. */
export function partsOf<Chapter extends Waypoint>(mode: Mode, chapters: readonly Chapter[]) {
  const path = pathOf(mode, chapters)
  const isWeakSpot = (chapter: Chapter) => mode === 'targeted' && !CORE.includes(chapter.id)
  return { core: path.filter(each => !isWeakSpot(each)), weakSpots: path.filter(isWeakSpot) }
}

/** How long a chapter takes in a mode; in one that leaves it out, as long as all of it takes. */
export function minutesIn(mode: Mode, { minutes }: Pick<Waypoint, 'minutes'>): number {
  return minutes[mode] ?? minutes.deep
}

export interface Neighbours {
  readonly previous: { readonly to: string; readonly title: string } | null
  readonly next: { readonly to: string; readonly title: string } | null
}

/**
 * Where to go from a chapter. A mode's path goes on with its exercises. From a chapter outside of the path one comes back to it:
 * the nearest chapters of the path before and after.
 */
export function neighboursOf(mode: Mode, id: string, chapters: readonly Waypoint[]): Neighbours {
  const at = chapters.findIndex(chapter => chapter.id === id)
  const isOnPath = (chapter: Waypoint) => chapter.minutes[mode] !== undefined
  const previous = chapters.slice(0, Math.max(at, 0)).findLast(isOnPath)
  const next = chapters.slice(at + 1).find(isOnPath)
  const exercise = MODES[mode].afterwards[0]
  const linkTo = (chapter: Waypoint) => ({ to: `/playbook/${chapter.id}`, title: chapter.title })
  return {
    previous: previous === undefined ? null : linkTo(previous),
    next: next !== undefined ? linkTo(next) : exercise === undefined ? null : exercise,
  }
}

/** What stands over a chapter: its number, or its place on the path of the mode that was chosen. */
export function kickerOf(
  chapter: ChapterFacts,
  mode: Mode | null,
  chapters: readonly ChapterFacts[],
): string {
  const of = (name: string, among: readonly ChapterFacts[]) =>
    `${name}, ${among.indexOf(chapter) + 1} of ${among.length}`
  if (mode !== null && mode !== 'deep' && chapter.minutes[mode] !== undefined)
    return of(MODES[mode].title, pathOf(mode, chapters))
  return numberOf(chapter, chapters)
}

/** 'Chapter 7 of 11', or 'Appendix B': appendices are counted on their own, with letters. */
export function numberOf(chapter: ChapterFacts, chapters: readonly ChapterFacts[]): string {
  const like = chapters.filter(each => each.appendix === chapter.appendix)
  const at = like.indexOf(chapter)
  return chapter.appendix ? `Appendix ${letterOf(at)}` : `Chapter ${at + 1} of ${like.length}`
}

/** The short form, for a margin: '7', 'B'. */
export function markOf(chapter: ChapterFacts, chapters: readonly ChapterFacts[]): string {
  const at = chapters.filter(each => each.appendix === chapter.appendix).indexOf(chapter)
  return chapter.appendix ? letterOf(at) : String(at + 1)
}

function letterOf(at: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + at)
}
