import { Command } from 'cmdk'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { useMode } from '#playbook/ways/useMode.ts'
import type { ResultGroup, Results, SearchResult } from '#prose/search.ts'
import { KIND_NAMES } from '#prose/searchDocument.ts'
import { marked } from '#prose/snippet.ts'
import { Button } from '#ui/Button.tsx'
import { Kbd } from '#ui/Kbd.tsx'
import { printPage } from '#ui/printing.ts'
import { useTextSize } from '#ui/useTextSize.ts'
import { useTheme } from '#ui/useTheme.ts'
import { type Action, actionsOn, matching } from './actions.ts'
import { Marked } from './Marked.tsx'
import styles from './Palette.module.css'
import { Quoted } from './Quoted.tsx'
import { type RecentPlace, recentPlaces, rememberPlace } from './recent.ts'
import { type SearchState, useSearch } from './useSearch.ts'

interface PaletteProps {
  readonly query: string
  readonly onQuery: (query: string) => void
  /** Closes the window, at once. */
  readonly leave: () => void
  readonly showKeys: () => void
  /** What was done is said where it does not show. */
  readonly say: (text: string) => void
}

interface Choosing {
  readonly actions: readonly Action[]
  readonly onAction: (action: Action) => void
  readonly onPlace: (address: string) => void
}

/** Of each group; the page of all results has the others. */
const SHOWN_OF_A_GROUP = 5
const SNIPPET_LENGTH = 110
/** A query this short begins too many words to be looked for. */
const SHORTEST = 2

/** A search field over what it finds: arrows choose, Enter opens. */
export default function Palette({ query, onQuery, leave, showKeys, say }: PaletteProps) {
  const choosing = useChoosing(leave, showKeys, say)
  const search = useSearch(query)
  const isAsking = query.trim().length >= SHORTEST
  const matched = isAsking ? matching(choosing.actions, query) : []
  const [chosen, setChosen] = useState('')
  const first = matched[0]?.id ?? (isAsking ? firstOf(search) : undefined)
  const asked = search.kind === 'found' ? search.query : ''
  // Whatever was chosen of what an earlier query found, the best of this one is.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another query is asked even where its first result is the same
  useEffect(() => {
    if (first !== undefined) setChosen(first)
  }, [first, asked])
  return (
    <Command
      label="Search"
      shouldFilter={false}
      vimBindings={false}
      loop
      className={styles.palette}
      value={chosen}
      onValueChange={setChosen}
    >
      <Command.Input
        autoFocus
        className={styles.input}
        placeholder="Search chapters, drills, labs, terms, actions"
        value={query}
        onValueChange={onQuery}
      />
      <div className={styles.under}>
        {isAsking && <Notice search={search} hasActions={matched.length > 0} />}
        <Command.List label="Results" className={styles.list}>
          {!isAsking && <Start {...choosing} />}
          {isAsking && <Actions heading="Do" actions={matched} onAction={choosing.onAction} />}
          {isAsking && search.kind === 'found' && (
            <Found results={search.results} query={search.query} onPlace={choosing.onPlace} />
          )}
        </Command.List>
      </div>
    </Command>
  )
}

function firstOf(search: SearchState): string | undefined {
  return search.kind === 'found' ? search.results.groups[0]?.results[0]?.document.address : undefined
}

/** What is to be said of a search, over the list, in which only choices may stand. */
function Notice({ search, hasActions }: { readonly search: SearchState; readonly hasActions: boolean }) {
  if (search.kind === 'failed')
    return (
      <div className={styles.notice} role="alert">
        <p>What can be searched could not be loaded. The connection may be gone.</p>
        <Button onClick={search.retry}>Load it again</Button>
      </div>
    )
  if (search.kind === 'loading')
    return (
      <p className={styles.notice} role="status">
        Loading what can be searched
      </p>
    )
  const { count, hasAllWords } = search.results
  if (count === 0 && !hasActions) return <NothingFound query={search.query} />
  if (!hasAllWords)
    return (
      <p className={styles.aside} role="status">
        Nothing has all of these words. {count === 1 ? 'This has some.' : `These ${count} have some.`}
      </p>
    )
  return (
    <p className={styles.count} role="status">
      {count === 1 ? '1 result' : `${count} results`}
    </p>
  )
}

/** What can be chosen here, and what happens then. */
function useChoosing(leave: () => void, showKeys: () => void, say: (text: string) => void): Choosing {
  const { pathname } = useLocation()
  const { theme, setTheme } = useTheme()
  const { textSize, setTextSize } = useTextSize()
  const { mode, choose } = useMode()
  const navigate = useNavigate()
  const actions = actionsOn({
    pathname,
    theme,
    setTheme,
    mode,
    setMode: choose,
    textSize,
    setTextSize,
    go: navigate,
    showKeys,
    print: () => void printPage(),
    copyLink: async () => navigator.clipboard.writeText(location.href),
  })
  const act = async (action: Action) => {
    leave()
    say((await action.run()) ?? '')
  }
  return {
    actions,
    onAction: action => void act(action),
    onPlace: address => {
      leave()
      navigate(address)
    },
  }
}

/** Before anything is typed: where one was last, and what there is to do. */
function Start({ actions, onAction, onPlace }: Choosing) {
  const recent = useMemo(recentPlaces, [])
  return (
    <>
      {recent.length > 0 && (
        <Command.Group heading="Chosen last" className={styles.group}>
          {recent.map(place => (
            <Place key={place.address} place={place} onPlace={onPlace}>
              <span className={styles.title}>{place.title}</span>
              <span className={styles.within}>{[KIND_NAMES[place.kind], ...place.within].join(' › ')}</span>
            </Place>
          ))}
        </Command.Group>
      )}
      {(['Go to', 'Do'] as const).map(group => (
        <Actions
          key={group}
          heading={group}
          actions={actions.filter(action => action.group === group)}
          onAction={onAction}
        />
      ))}
    </>
  )
}

interface FoundProps extends Pick<Choosing, 'onPlace'> {
  readonly results: Results
  readonly query: string
}

function Found({ results: { groups, count }, query, onPlace }: FoundProps) {
  if (count === 0) return null
  const all = `/search?q=${encodeURIComponent(query)}`
  return (
    <>
      {groups.map(group => (
        <Group key={group.kind} group={group} onPlace={onPlace} />
      ))}
      <Command.Item value={all} className={styles.item} onSelect={() => onPlace(all)}>
        <span className={styles.all}>
          {count === 1 ? 'Show the result as a page' : `Show all ${count} results as a page`}
        </span>
      </Command.Item>
    </>
  )
}

function Group({ group, onPlace }: { readonly group: ResultGroup; readonly onPlace: Choosing['onPlace'] }) {
  const { kind, results } = group
  return (
    <Command.Group heading={KIND_NAMES[kind]} className={styles.group}>
      {results.slice(0, SHOWN_OF_A_GROUP).map(result => (
        <Place key={result.document.address} place={result.document} onPlace={onPlace}>
          <Result result={result} />
        </Place>
      ))}
    </Command.Group>
  )
}

function Result({ result }: { readonly result: SearchResult }) {
  const { title, within } = result.document
  return (
    <>
      <span className={styles.title}>
        <Marked stretches={marked(title, result.hits)} />
      </span>
      {within.length > 0 && <span className={styles.within}>{within.join(' › ')}</span>}
      <span className={styles.snippet}>
        <Quoted result={result} length={SNIPPET_LENGTH} />
      </span>
    </>
  )
}

interface PlaceProps {
  readonly place: RecentPlace
  readonly onPlace: (address: string) => void
  readonly children: ReactNode
}

function Place({ place, onPlace, children }: PlaceProps) {
  const choose = () => {
    rememberPlace(place)
    onPlace(place.address)
  }
  return (
    <Command.Item value={place.address} className={styles.item} onSelect={choose}>
      {children}
    </Command.Item>
  )
}

interface ActionsProps {
  readonly heading: string
  readonly actions: readonly Action[]
  readonly onAction: (action: Action) => void
}

function Actions({ heading, actions, onAction }: ActionsProps) {
  if (actions.length === 0) return null
  return (
    <Command.Group heading={heading} className={styles.group}>
      {actions.map(action => (
        <Command.Item
          key={action.id}
          value={action.id}
          className={styles.item}
          onSelect={() => onAction(action)}
        >
          <span className={styles.title}>{action.title}</span>
          {action.shortcut !== undefined && (
            <span className={styles.shortcut}>
              <Kbd>{action.shortcut}</Kbd>
            </span>
          )}
        </Command.Item>
      ))}
    </Command.Group>
  )
}

function NothingFound({ query }: { readonly query: string }) {
  return (
    <div className={styles.notice} role="status">
      <p>
        Nothing has <b>{query}</b>.
      </p>
      <p>
        Fewer words find more. Write the word of the field (herd, lease, CDC) or a key as it stands (
        <code>cache.hit_rate</code>). A slip of a letter or two is forgiven.
      </p>
    </div>
  )
}
