import address from 'virtual:search-documents'
import { makeSearch, type Search } from '#prose/search.ts'
import type { SearchDocument } from '#prose/searchDocument.ts'

let loading: Promise<Search> | undefined

/** The search with its texts: fetched once, when it is first wanted. What failed is tried again the next time. */
export function loadSearch(): Promise<Search> {
  loading ??= load()
  loading.catch(() => {
    loading = undefined
  })
  return loading
}

/** Only the texts are fetched here: a script that did not arrive would not be asked for again. */
async function load(): Promise<Search> {
  const response = await fetch(address)
  if (!response.ok) throw new Error(`${address}: ${response.status}`)
  const documents: readonly SearchDocument[] = await response.json()
  return makeSearch(documents)
}
