import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import type { Results, Search } from '#prose/search.ts'
import { loadSearch } from './loadSearch.ts'

export type SearchState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly retry: () => void }
  | { readonly kind: 'found'; readonly results: Results; readonly query: string }

/** What a query finds, as it is typed. A search follows the typing, and does not hold it up. */
export function useSearch(query: string): SearchState {
  const [search, setSearch] = useState<Search | 'failed'>()
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is another try of the same
  useEffect(() => {
    let current = true
    loadSearch().then(
      loaded => current && setSearch(loaded),
      () => current && setSearch('failed'),
    )
    return () => {
      current = false
    }
  }, [attempt])
  const asked = useDeferredValue(query.trim())
  const ready = search === 'failed' ? undefined : search
  const results = useMemo(() => ready?.find(asked), [ready, asked])
  if (results !== undefined) return { kind: 'found', results, query: asked }
  if (search !== 'failed') return { kind: 'loading' }
  return {
    kind: 'failed',
    retry: () => {
      setSearch(undefined)
      setAttempt(attempt + 1)
    },
  }
}
