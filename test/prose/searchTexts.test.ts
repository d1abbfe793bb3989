import { compile } from '@mdx-js/mdx'
import { describe, expect, it } from 'vitest'
import { remarkPlugins } from '#prose/pipeline.ts'
import { makeSearch } from '#prose/search.ts'
import { searchDocuments } from '#prose/searchPlugin.ts'
import { pageDocuments } from '#prose/searchTexts.ts'
import { writtenPages } from '#prose/writtenPages.ts'
import { scenarios } from '#scenarios/catalogue.ts'

const PAGE = `---
title: Herds
summary: What happens then.
---

Before any heading.

import Nothing from './nothing.ts'

## First

Text with <Term id="lease">a lease</Term> and \`SET NX\`.

<Fold from="deep">

### Folded

| Who | Pays |
|---|---|
| Readers | <Fate kind="waiting">wait</Fate> |

</Fold>

<SayIt l5="It is unlikely." l6="A thousand queries against fifty.">

Why it matters.

</SayIt>

<Probe question="And then?" lab="hot-key">The answer.</Probe>

<Shown title="Herd" rows={['first row', 'second'] } at={[1, 2]} names={[{ said: 'said aloud' }]} caption="It takes ten seconds." />
`

const DRILL = `---
title: Hot key
summary: One key, one shard.
---

<Prompt>

“A product is on television.”

</Prompt>

<Clarifications>

- <Ask question="How many shards?">Twelve of them.</Ask>

</Clarifications>

<StaffAnswer>

Replicate the key over several shards.

</StaffAnswer>

<Probes>

<Probe question="A replica lags?">Then it is old.</Probe>

</Probes>
`

describe('the texts of a chapter', () => {
  const documents = pageDocuments('playbook', 'herds', PAGE)

  it('are the page itself with its summary, and each section with its address and what it stands in', () => {
    expect(documents.map(({ address, title, within }) => [address, title, ...within])).toEqual([
      ['/playbook/herds', 'Herds'],
      ['/playbook/herds#first', 'First', 'Herds'],
      ['/playbook/herds#folded', 'Folded', 'Herds', 'First'],
    ])
    expect(documents[0]?.text).toBe('What happens then. Before any heading.')
  })

  it('hold what is written between tags, in cells and in code', () => {
    expect(documents[1]?.text).toBe('Text with a lease and SET NX.')
    expect(documents[2]?.text).toContain('Who · Pays Readers · wait')
  })

  it('hold the words in the attributes of components, and no ids', () => {
    const { text = '' } = documents[2] ?? {}
    for (const words of [
      'It is unlikely.',
      'A thousand queries against fifty. Why it matters.',
      'And then? The answer.',
      'Herd',
      'first row',
      'said aloud',
      'It takes ten seconds.',
    ])
      expect(text).toContain(words)
    expect(text).not.toMatch(/hot-key|waiting|second\b|nothing/)
  })
})

describe('the text of a drill', () => {
  const documents = pageDocuments('drills', 'hot-key', DRILL)
  const [document] = documents

  it('leads to its page, and quotes its prompt', () => {
    expect(documents).toHaveLength(1)
    expect(document).toMatchObject({ kind: 'drill', title: 'Hot key', address: '/drills/hot-key' })
    expect(document?.text).toBe('One key, one shard. “A product is on television.”')
  })

  it('is found by its answer, its probes and what one could ask first, and shows none of them', () => {
    const words = document?.secret?.split(' ') ?? []
    expect(words).toEqual(expect.arrayContaining(['replicate', 'lags', 'twelve', 'old']))
    expect(words).toEqual([...new Set(words)].sort())
  })
})

// All labs are loaded for it, which on a busy machine takes longer than a hook may.
const documents = await searchDocuments()
const search = await makeSearch(documents)

describe('what can be searched in the app', () => {
  it('has every page, every lab and every word of the glossary, each at an address of its own', () => {
    const addresses = documents.map(({ address }) => address)
    expect(new Set(addresses).size).toBe(addresses.length)
    for (const { shelf, id } of writtenPages()) expect(addresses).toContain(`/${shelf}/${id}`)
    for (const { id } of scenarios) expect(addresses).toContain(`/lab/${id}`)
    expect(addresses).toContain('/glossary#cdc')
  })

  it('has addresses that the compiled pages have', async () => {
    for (const { shelf, id, text, file } of writtenPages()) {
      const code = String(await compile({ value: text, path: file }, { remarkPlugins }))
      for (const { address } of documents.filter(each => each.address.startsWith(`/${shelf}/${id}#`)))
        expect(code, address).toContain(`id: "${address.slice(address.indexOf('#') + 1)}"`)
    }
  })

  it.each([
    ['thundring herd', '/playbook/failure-modes#thundering-herd'],
    ['singelflight', '/glossary#singleflight'],
    ['stampede', '/glossary#thundering-herd'],
    ['first refresh window xfetch', '/playbook/failure-modes#early-expiry-precisely'],
    ['thousand reads one-second query fifty connections', '/playbook/failure-modes#what-to-say-aloud'],
    ['lock holder crashes', '/playbook/failure-modes#probes'],
    ['television shard melted', '/lab/hot-key'],
    ['home page expired', '/lab/thundering-herd'],
  ])('is found by "%s": %s', (query, address) => {
    const found = search.find(query).groups.flatMap(({ results }) => results)
    expect(found.map(each => each.document.address)).toContain(address)
  })

  it('finds a drill by its answer without quoting it', () => {
    const drill = search
      .find('sixty loads background job publish')
      .groups.find(({ kind }) => kind === 'drill')
      ?.results.find(({ document }) => document.address === '/drills/thundering-herd')
    expect(drill).toMatchObject({ isInSecret: true })
    expect(drill?.document.text).not.toMatch(/sixty|background job/)
  })
})
