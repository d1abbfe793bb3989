import { useEffect } from 'react'

/** After the page itself, and what it loads when it is drawn, ms. */
const AFTER_MS = 4000

/** Fetches the palette and what it searches while nothing else is wanted, so that it opens at once; not where data is dear. */
export function useIdleLoad(): void {
  useEffect(() => {
    const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } }
    if (connection?.saveData === true) return
    const fetchAhead = () => {
      // What does not arrive now is fetched when it is wanted, and the reader hears of it then.
      Promise.all([import('./Palette.tsx'), import('./loadSearch.ts')])
        .then(([, { loadSearch }]) => loadSearch())
        .catch(() => {})
    }
    const timer = setTimeout(() => {
      if (typeof requestIdleCallback === 'function') requestIdleCallback(fetchAhead)
      else fetchAhead()
    }, AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
}
