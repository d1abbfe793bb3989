import { useEffect, useState } from 'react'
import { proseComponents } from '#ui/proseComponents.tsx'
import { anchoredHeadings } from './AnchoredHeading.tsx'
import { type ChapterModule, loadChapter } from './chapters.ts'
import { Fold } from './Fold.tsx'
import { figures, late } from './figures/figures.tsx'
import { Recorded } from './Recorded.tsx'
import { Source } from './Source.tsx'

/** What chapters are written with. */
export const chapterComponents = {
  ...proseComponents,
  ...anchoredHeadings,
  ...figures,
  Fold,
  Recorded,
  // With its lanes; most chapters have none.
  Sequence: late(async () => {
    const { Sequence } = await import('./Sequence.tsx')
    return { default: Sequence }
  }),
  Source,
}

/** A chapter as it was compiled, null while it is on its way. A failure to load goes to the error boundary. */
export function useChapter(id: string): ChapterModule | null {
  const [state, setState] = useState<{ readonly chapter: ChapterModule } | { error: Error } | null>(null)
  useEffect(() => {
    let current = true
    loadChapter(id).then(
      chapter => current && setState({ chapter }),
      error => current && setState({ error }),
    )
    return () => {
      current = false
    }
  }, [id])
  if (state !== null && 'error' in state) throw state.error
  return state?.chapter ?? null
}
