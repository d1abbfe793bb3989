/** Words that stand everywhere and tell nothing; a query of several words must not fail for one of them. */
const FILLERS: ReadonlySet<string> = new Set(
  (
    'a an and are as at be but by can do does did for from has have how i if in into is it its my of on or our s ' +
    'should so t than that the their them then there these they this those to was we were what which why will with ' +
    'would you your'
  ).split(' '),
)

const WORD = /[\p{Letter}\p{Number}]+/gu

/** The words of a text that can be searched for, in order, in small letters. */
export function wordsOf(text: string): string[] {
  return [...text.matchAll(WORD)].map(([word]) => word.toLowerCase()).filter(word => !FILLERS.has(word))
}

/** A piece of a text, whole words or what is between them. */
export interface Piece {
  readonly text: string
  /** Its word in small letters; '' for what is between words. */
  readonly word: string
}

export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (index > end) pieces.push({ text: text.slice(end, index), word: '' })
    pieces.push({ text: word, word: word.toLowerCase() })
    end = index + word.length
  }
  if (end < text.length) pieces.push({ text: text.slice(end), word: '' })
  return pieces
}
