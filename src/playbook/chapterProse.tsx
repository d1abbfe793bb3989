import type { MDXProps } from 'mdx/types'
import { type ComponentType, useEffect, useState } from 'react'
import { proseComponents } from '#ui/proseComponents.tsx'
import { anchoredHeadings } from './AnchoredHeading.tsx'
import { loadChapter } from './chapters.ts'
import { Fold } from './Fold.tsx'
import { figures } from './figures/figures.tsx'
import { Recorded } from './Recorded.tsx'
import { Sequence } from './Sequence.tsx'
import { Source } from './Source.tsx'

/** What chapters are written with. */
export const chapterComponents = {
  ...proseComponents,
  ...anchoredHeadings,
  ...figures,
  Fold,
  Recorded,
  Sequence,
  Source,
}

/** The prose of a chapter, null while it is on its way. A failure to load goes to the error boundary. */
export function useChapter(id: string): ComponentType<MDXProps> | null {
  const [state, setState] = useState<{ Content: ComponentType<MDXProps> } | { error: Error } | null>(null)
  useEffect(() => {
    let current = true
    loadChapter(id).then(
      module => current && setState({ Content: module.default }),
      error => current && setState({ error }),
    )
    return () => {
      current = false
    }
  }, [id])
  if (state !== null && 'error' in state) throw state.error
  return state?.Content ?? null
}
