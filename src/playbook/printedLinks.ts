/** Where an address within the app leads in the printed book, whose chapters stand in one page; null when it leads out of the book. */
export function inTheBook(href: string, chapter: string, chapters: readonly string[]): string | null {
  const [, path = '', heading = ''] = /^([^#]*)#?(.*)$/.exec(href) ?? []
  if (path === '') return `#${addressOf(chapter, heading)}`
  const other = chapters.find(id => path === `/playbook/${id}`)
  return other === undefined ? null : `#${addressOf(other, heading)}`
}

/** The id of a heading in the book: headings of two chapters may be called alike. */
export function addressOf(chapter: string, heading: string): string {
  return heading === '' ? chapter : `${chapter}--${heading}`
}
