import type { Definition, Glossary } from '#ui/glossary.ts'

let loading: Promise<ReadonlyMap<string, Definition>> | undefined

/** The glossary of the playbook, fetched by the first page that has a word of it. */
export const glossary: Glossary = {
  addressOf: id => `/glossary#${id}`,
  load: () => {
    loading ??= import('#content/glossary.json').then(
      ({ default: entries }) => new Map(entries.map(entry => [entry.id, entry])),
    )
    loading.catch(() => {
      loading = undefined
    })
    return loading
  },
}
