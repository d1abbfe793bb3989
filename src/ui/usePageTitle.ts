import { useEffect } from 'react'

/** The name of the page in the tab and in the history. null while it is not known yet. */
export function usePageTitle(title: string | null): void {
  useEffect(() => {
    if (title !== null) document.title = title === '' ? 'Stampede' : `${title} · Stampede`
  }, [title])
}
