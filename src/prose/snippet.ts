import { type Piece, piecesOf } from './searchWords.ts'

/** A stretch of text, and whether it is what was searched for. */
export interface Stretch {
  readonly text: string
  readonly isHit: boolean
}

/** A text with its hits marked, whole. */
export function marked(text: string, hits: ReadonlySet<string>): readonly Stretch[] {
  return stretchesOf(piecesOf(text), hits)
}

/**
 * The part of a text, about `length` characters, in which most of the searched words occur, with the hits marked; its
 * beginning where none does.
 */
export function snippet(text: string, hits: ReadonlySet<string>, length: number): readonly Stretch[] {
  const pieces = piecesOf(text)
  const [from, to] = bestWindow(pieces, hits, length)
  const stretches = [...stretchesOf(pieces.slice(from, to), hits)]
  if (from > 0) stretches.unshift({ text: '… ', isHit: false })
  if (to < pieces.length) stretches.push({ text: ' …', isHit: false })
  return stretches
}

/** Words of context before the first hit of a window. */
const LEAD_WORDS = 6

function bestWindow(pieces: readonly Piece[], hits: ReadonlySet<string>, length: number): [number, number] {
  let best: [number, number] = [0, windowEnd(pieces, 0, length)]
  let bestWorth = worthOf(pieces, best, hits)
  for (const [at, { word }] of pieces.entries()) {
    if (!hits.has(word)) continue
    let from = at
    for (let words = 0; from > 0 && words < LEAD_WORDS; from--) if (pieces[from - 1]?.word !== '') words++
    const window: [number, number] = [from, windowEnd(pieces, from, length)]
    const worth = worthOf(pieces, window, hits)
    if (worth > bestWorth) [best, bestWorth] = [window, worth]
  }
  return best
}

/** Different words count for more than the same one again. */
function worthOf(pieces: readonly Piece[], [from, to]: [number, number], hits: ReadonlySet<string>): number {
  const found = pieces.slice(from, to).filter(({ word }) => hits.has(word))
  return 10 * new Set(found.map(({ word }) => word)).size + Math.min(9, found.length)
}

function windowEnd(pieces: readonly Piece[], from: number, length: number): number {
  let to = from
  for (let room = length; to < pieces.length && room > 0; to++) room -= pieces[to]?.text.length ?? 0
  return to
}

function stretchesOf(pieces: readonly Piece[], hits: ReadonlySet<string>): readonly Stretch[] {
  const stretches: { text: string; isHit: boolean }[] = []
  for (const { text, word } of pieces) {
    const isHit = word !== '' && hits.has(word)
    const last = stretches.at(-1)
    if (last?.isHit === isHit) last.text += text
    else stretches.push({ text, isHit })
  }
  return stretches
}
