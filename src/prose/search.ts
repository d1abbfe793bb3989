import MiniSearch, { type Options, type SearchOptions } from 'minisearch'
import type { ResultKind, SearchDocument } from './searchDocument.ts'
import { wordsOf } from './searchWords.ts'

export interface SearchResult {
  readonly document: SearchDocument
  /** The words of the document that answer to the query, in small letters. */
  readonly hits: ReadonlySet<string>
  /** Part of what was searched for is only in what the document does not quote. */
  readonly isInSecret: boolean
}

export interface ResultGroup {
  readonly kind: ResultKind
  /** The best first. */
  readonly results: readonly SearchResult[]
}

export interface Results {
  /** The group with the best result first. */
  readonly groups: readonly ResultGroup[]
  readonly count: number
  /** False where nothing has all the words, and these have some. */
  readonly hasAllWords: boolean
}

export interface Search {
  find(query: string): Results
}

const BOOSTS = { title: 6, names: 4, within: 2, text: 1, secret: 0.6 }
/** A place with one word in its text should not push out one that is about it. */
const PAGE_BOOST = 1.5

const OPTIONS: Options<IndexedDocument> = {
  fields: Object.keys(BOOSTS),
  tokenize: wordsOf,
  // wordsOf has done it.
  processTerm: term => term,
}

interface IndexedDocument {
  readonly id: number
  readonly title: string
  readonly names: string
  readonly within: string
  readonly text: string
  readonly secret: string
}

/** So many documents take a few milliseconds; the page is drawn in between. */
const CHUNK = 20

/** Characters of a query that count. An address may bring any number, and each word is compared with all there are. */
const LONGEST_QUERY = 200

/** Makes what can be searched of the documents, a few at a time. */
export async function makeSearch(documents: readonly SearchDocument[]): Promise<Search> {
  const index = new MiniSearch<IndexedDocument>(OPTIONS)
  await index.addAllAsync(
    documents.map(({ title, names = '', within, text, secret = '' }, id) => ({
      id,
      title,
      names,
      within: within.join(' '),
      text,
      secret,
    })),
    { chunkSize: CHUNK },
  )
  return {
    find(asked) {
      const query = asked.slice(0, LONGEST_QUERY)
      const words = wordsOf(query)
      if (words.length === 0) return { groups: [], count: 0, hasAllWords: true }
      for (const how of attempts(words.length)) {
        const found = index.search(query, { ...how, ...weights(documents) })
        if (found.length === 0) continue
        const results = found.map(({ id, match }) => {
          const hits = Object.keys(match)
          const isOpen = (term: string) => match[term]?.some(field => field !== 'secret')
          const isInSecret = !hits.some(isOpen)
          return { document: documents[id] as SearchDocument, hits: new Set(hits), isInSecret }
        })
        return { ...grouped(results), hasAllWords: how.combineWith === 'AND' }
      }
      return { groups: [], count: 0, hasAllWords: true }
    },
  }
}

/** As it is written first, so that pays does not find ways; then with slips, then with more of them, then with fewer words. */
function attempts(words: number): readonly SearchOptions[] {
  const written = { prefix: isPrefix, combineWith: 'AND' } as const
  const slipped = { ...written, fuzzy: slips(0.2) }
  const careless = { ...written, fuzzy: slips(0.35) }
  const all = [written, slipped, careless]
  return words === 1 ? all : [...all, { ...slipped, combineWith: 'OR' }]
}

/** One letter begins too many words, and 50 is not the beginning of 500. */
const isPrefix = (term: string) => term.length > 1 && !/^\d+$/.test(term)

/** How many letters of a word may be wrong, as a share of its length. Numbers and short words are meant as they are. */
function slips(share: number): (term: string) => number | false {
  return term => (term.length < 4 || /\d/.test(term) ? false : share)
}

function weights(documents: readonly SearchDocument[]): SearchOptions {
  return {
    boost: BOOSTS,
    maxFuzzy: 2,
    weights: { prefix: 0.4, fuzzy: 0.3 },
    boostDocument: id => (documents[Number(id)]?.within.length === 0 ? PAGE_BOOST : 1),
  }
}

function grouped(results: readonly SearchResult[]): Pick<Results, 'groups' | 'count'> {
  const groups = new Map<ResultKind, SearchResult[]>()
  for (const result of results) {
    const { kind } = result.document
    const group = groups.get(kind)
    if (group === undefined) groups.set(kind, [result])
    else group.push(result)
  }
  return { groups: [...groups].map(([kind, results]) => ({ kind, results })), count: results.length }
}
