import type { GlossaryEntry } from '#prose/glossary.ts'

export interface LetterGroup {
  readonly letter: string
  readonly entries: readonly GlossaryEntry[]
}

/** The entries under the letters they begin with, in alphabetical order. */
export function byLetter(entries: readonly GlossaryEntry[]): readonly LetterGroup[] {
  const groups = new Map<string, GlossaryEntry[]>()
  for (const entry of [...entries].sort((a, b) => a.term.localeCompare(b.term, 'en', { numeric: true }))) {
    const letter = entry.term.charAt(0).toUpperCase()
    const group = groups.get(letter)
    if (group === undefined) groups.set(letter, [entry])
    else group.push(entry)
  }
  return [...groups].map(([letter, entries]) => ({ letter, entries }))
}
