import type { MDXComponents } from 'mdx/types'
import { useEffect, useState } from 'react'
import { type ChapterModule, loadChapter } from './chapters.ts'

/** A chapter as it was compiled, with what it is written with. */
export interface WrittenChapter extends ChapterModule {
  readonly components: MDXComponents
}

/** Null while it is on its way. A failure to load goes to the error boundary. */
export function useChapter(id: string): WrittenChapter | null {
  const [state, setState] = useState<{ readonly chapter: WrittenChapter } | { error: Error } | null>(null)
  useEffect(() => {
    let current = true
    load(id).then(
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

/** Both come at once: without its prose a page needs neither figures nor folds, and shows its head and its contents sooner. */
async function load(id: string): Promise<WrittenChapter> {
  const [chapter, { chapterComponents }] = await Promise.all([
    loadChapter(id),
    import('./chapterComponents.tsx'),
  ])
  return { ...chapter, components: chapterComponents }
}
