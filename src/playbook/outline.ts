/** A heading of a page, as its table of contents shows it. */
export interface OutlineEntry {
  readonly id: string
  readonly text: string
  readonly level: number
  /** The id of the section (level 2) it belongs to; its own where it is one. */
  readonly section: string
}

/**
 * The headings that are children of an element, in order. Each gets an id made from its words; a heading whose words occur twice on a
 * page takes those of its section before them, so that an address keeps its meaning when a page grows.
 */
export function outlineOf(text: HTMLElement): readonly OutlineEntry[] {
  const headings = [...text.querySelectorAll<HTMLHeadingElement>(':scope > h2, :scope > h3')]
  const words = headings.map(heading => slug(heading.textContent ?? ''))
  const taken = new Set<string>()
  let section = ''
  return headings.map((heading, i) => {
    const level = Number(heading.tagName.slice(1))
    const own = words[i] as string
    const repeated = words.indexOf(own) !== words.lastIndexOf(own)
    let id = repeated && level > 2 ? `${section}-${own}` : own
    for (let n = 2; taken.has(id); n++) id = `${own}-${n}`
    taken.add(id)
    if (level === 2 || section === '') section = id
    heading.id = id
    return { id, text: heading.textContent ?? '', level, section }
  })
}

/** 'Which clock to believe' as 'which-clock-to-believe'. */
export function slug(text: string): string {
  const words = text
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replace(/^-|-$/g, '')
  return words === '' ? 'section' : words
}
