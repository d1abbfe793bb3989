import { useState } from 'react'
import { Link, useLocation, useNavigationType, useSearchParams } from 'react-router'
import type { ResultGroup, Results, SearchResult } from '#prose/search.ts'
import { KIND_NAMES } from '#prose/searchDocument.ts'
import { marked } from '#prose/snippet.ts'
import { Button } from '#ui/Button.tsx'
import { usePageTitle } from '#ui/usePageTitle.ts'
import { Marked } from './Marked.tsx'
import { Quoted } from './Quoted.tsx'
import { rememberPlace } from './recent.ts'
import styles from './SearchPage.module.css'
import { useSearch } from './useSearch.ts'

const SNIPPET_LENGTH = 220

/** `/search?q=…`: everything that a query finds, by kind. */
export default function SearchPage() {
  const { key } = useLocation()
  const how = useNavigationType()
  const [arrival, setArrival] = useState(key)
  // What is typed here replaces the address; any other way to it is a new search.
  if (how !== 'REPLACE' && key !== arrival) setArrival(key)
  return <SearchFrom key={arrival} />
}

function SearchFrom() {
  const [params, setParams] = useSearchParams()
  const [query, setQuery] = useState(params.get('q') ?? '')
  usePageTitle(query === '' ? 'Search' : `${query} · Search`)
  const search = useSearch(query)
  const type = (text: string) => {
    setQuery(text)
    setParams(text === '' ? {} : { q: text }, { replace: true })
  }
  return (
    <div className={styles.page}>
      <h1 className={styles.title}>Search</h1>
      <search>
        <input
          type="search"
          className={styles.field}
          aria-label="Search the playbook, drills, labs and the glossary"
          placeholder="herd, lease, cache.hit_rate"
          value={query}
          onChange={event => type(event.target.value)}
        />
      </search>
      {query.trim() === '' ? (
        <p className={styles.notice}>
          Chapters by section, drills by their prompt, labs by their incident, and every word of the{' '}
          <Link to="/glossary">glossary</Link>. The address holds the query, so that it can be sent to
          somebody.
        </p>
      ) : search.kind === 'failed' ? (
        <div className={styles.notice} role="alert">
          <p>What can be searched could not be loaded. The connection may be gone.</p>
          <Button onClick={search.retry}>Load it again</Button>
        </div>
      ) : search.kind === 'loading' ? (
        <p className={styles.notice} role="status">
          Loading what can be searched
        </p>
      ) : (
        <Found results={search.results} query={search.query} />
      )}
    </div>
  )
}

function Found({ results, query }: { readonly results: Results; readonly query: string }) {
  if (results.count === 0)
    return (
      <p className={styles.notice} role="status">
        Nothing has <b>{query}</b>. Fewer words find more. Write the word of the field (herd, lease, CDC) or a
        key as it stands; a slip of a letter or two is forgiven.
      </p>
    )
  return (
    <>
      <p className={styles.summary} role="status">
        {results.count === 1 ? '1 result' : `${results.count} results`}
        {results.hasAllWords ? '' : ': nothing has all of these words, these have some'}
      </p>
      {results.groups.length > 1 && (
        <nav aria-label="Kinds of results" className={styles.kinds}>
          {results.groups.map(({ kind, results: { length } }) => (
            <Link key={kind} to={{ search: `?q=${encodeURIComponent(query)}`, hash: kind }} replace>
              {KIND_NAMES[kind]} <span className={styles.number}>{length}</span>
            </Link>
          ))}
        </nav>
      )}
      {results.groups.map(group => (
        <Group key={group.kind} group={group} />
      ))}
    </>
  )
}

function Group({ group: { kind, results } }: { readonly group: ResultGroup }) {
  return (
    <section className={styles.group} aria-labelledby={kind}>
      <h2 id={kind} className={styles.kind}>
        {KIND_NAMES[kind]}
      </h2>
      <ol className={styles.results}>
        {results.map(result => (
          <Result key={result.document.address} result={result} />
        ))}
      </ol>
    </section>
  )
}

function Result({ result }: { readonly result: SearchResult }) {
  const { document, hits } = result
  const { title, within, address } = document
  return (
    <li>
      <h3 className={styles.name}>
        <Link to={address} onClick={() => rememberPlace(document)}>
          <Marked stretches={marked(title, hits)} />
        </Link>
      </h3>
      {within.length > 0 && <p className={styles.within}>{within.join(' › ')}</p>}
      <p className={styles.snippet}>
        <Quoted result={result} length={SNIPPET_LENGTH} />
      </p>
    </li>
  )
}
