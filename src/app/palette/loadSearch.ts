import address from 'virtual:search-documents'
import type { Search } from '#prose/search.ts'
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

async function load(): Promise<Search> {
  const [{ makeSearch }, documents] = await Promise.all([import('#prose/search.ts'), fetchDocuments()])
  return makeSearch(documents)
}

async function fetchDocuments(): Promise<readonly SearchDocument[]> {
  const response = await fetch(address)
  if (!response.ok) throw new Error(`${address}: ${response.status}`)
  return response.json()
}
