import type { Search } from '#prose/search.ts'

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
  const [{ makeSearch }, texts] = await Promise.all([
    import('#prose/search.ts'),
    import('virtual:search-documents'),
  ])
  return makeSearch(texts.default)
}
