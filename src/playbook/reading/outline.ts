import { FOLD } from './blocks.ts'

/** A heading of a page, as its table of contents shows it. */
export interface OutlineEntry {
  readonly id: string
  readonly text: string
  readonly level: number
  /** The id of the section (level 2) it belongs to; its own where it is one. */
  readonly section: string
  /** In a section that the mode folds. */
  readonly isFolded: boolean
}

/** The headings of a page that have an address, in order, down to level 3; those inside of figures have none. */
export function outlineOf(text: HTMLElement): readonly OutlineEntry[] {
  let section = ''
  return [...text.querySelectorAll<HTMLHeadingElement>('h2[id], h3[id]')].map(heading => {
    const level = Number(heading.tagName.slice(1))
    if (level === 2 || section === '') section = heading.id
    return {
      id: heading.id,
      text: heading.textContent ?? '',
      level,
      section,
      isFolded: heading.closest(`details[${FOLD}]`) !== null,
    }
  })
}
