import { createContext, use, useEffect, useState } from 'react'

/** What a word means, as it stands in the popover of that word. */
export interface Definition {
  /** As the glossary calls it. */
  readonly term: string
  /** Backticks mark code. */
  readonly definition: string
}

export interface Glossary {
  /** Where the entry of a word stands. */
  readonly addressOf: (id: string) => string
  /** By id. The same promise each time. */
  readonly load: () => Promise<ReadonlyMap<string, Definition>>
}

const GlossaryContext = createContext<Glossary>({
  addressOf: id => `#${id}`,
  load: () => Promise.resolve(new Map()),
})
/** Which glossary the words below refer to; without one they have no definitions. */
export const GlossaryProvider = GlossaryContext.Provider

/** The definition of a word, undefined until it has arrived or where there is none, and where its entry stands. */
export function useDefinition(id: string): { definition: Definition | undefined; address: string } {
  const { load, addressOf } = use(GlossaryContext)
  const [definitions, setDefinitions] = useState<ReadonlyMap<string, Definition>>()
  useEffect(() => {
    let current = true
    // Without its definition a word is still a word, and a link to the glossary.
    load().then(
      loaded => current && setDefinitions(loaded),
      () => {},
    )
    return () => {
      current = false
    }
  }, [load])
  return { definition: definitions?.get(id), address: addressOf(id) }
}
