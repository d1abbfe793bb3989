import type { SearchResult } from '#prose/search.ts'
import { snippet } from '#prose/snippet.ts'
import { Marked } from './Marked.tsx'

interface QuotedProps {
  readonly result: SearchResult
  /** About so many characters. */
  readonly length: number
}

/** Why a place was found: the stretch of its text with what was searched for; what the learner is to answer first is not quoted. */
export function Quoted({ result: { document, hits, isInSecret }, length }: QuotedProps) {
  if (isInSecret) return 'In what unfolds after your own answer.'
  return <Marked stretches={snippet(document.text, hits, length)} />
}
