/** What a result can be, and what a group of such results is called. */
export const KIND_NAMES = {
  chapter: 'Playbook',
  drill: 'Drills',
  'deep-dive': 'Deep dives',
  lab: 'Labs',
  term: 'Glossary',
} as const
export type ResultKind = keyof typeof KIND_NAMES

/** One place that a search can lead to: a page, or a section of it. */
export interface SearchDocument {
  readonly kind: ResultKind
  /** The heading, or the page's title where it is the page itself. */
  readonly title: string
  /** Where it stands, from the outside in: the page's title, the section over it. Empty for a page. */
  readonly within: readonly string[]
  /** '/playbook/failure-modes#the-timeline' */
  readonly address: string
  /** What else it is called. */
  readonly names?: string
  /** What a result may quote. */
  readonly text: string
  /** Found, and never quoted: what the learner is to answer first. Each word once, in alphabetical order. */
  readonly secret?: string
}
