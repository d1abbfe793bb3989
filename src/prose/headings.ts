/** What stands for an address before the first heading; no heading has such a one. */
export const OPENING = '(opening)'

/** A figure takes as long as these words do: 20 s at 200 a minute. */
export const FIGURE_WORDS = 60

/** A heading of a page before it has an address. */
export interface BareHeading {
  readonly level: number
  readonly text: string
}

/**
 * The addresses of a page's headings, in order, each made from its words. One whose words occur twice on a page takes those of its
 * section (the last heading of level 2) before them, so that an address keeps its meaning when a page grows.
 */
export function headingIds(headings: readonly BareHeading[]): readonly string[] {
  const words = headings.map(({ text }) => slug(text))
  const taken = new Set<string>()
  let section = ''
  return headings.map(({ level }, i) => {
    const own = words[i] as string
    const repeated = words.indexOf(own) !== words.lastIndexOf(own)
    const base = repeated && level > 2 && section !== '' ? `${section}-${own}` : own
    let id = base
    for (let n = 2; taken.has(id); n++) id = `${base}-${n}`
    taken.add(id)
    if (level === 2) section = id
    return id
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
