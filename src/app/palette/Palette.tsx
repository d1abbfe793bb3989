import { Command } from 'cmdk'
import { type ReactNode, useMemo } from 'react'
import { useLocation, useNavigate } from 'react-router'
import type { ResultGroup, SearchResult } from '#prose/search.ts'
import { KIND_NAMES } from '#prose/searchDocument.ts'
import { marked, snippet } from '#prose/snippet.ts'
import { Button } from '#ui/Button.tsx'
import { Kbd } from '#ui/Kbd.tsx'
import { useTheme } from '#ui/useTheme.ts'
import { type Action, actionsOn, matching } from './actions.ts'
import { Marked } from './Marked.tsx'
import styles from './Palette.module.css'
import { type RecentPlace, recentPlaces, rememberPlace } from './recent.ts'
import { useSearch } from './useSearch.ts'

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
  const isAsking = query.trim().length >= SHORTEST
  return (
    <Command label="Search" shouldFilter={false} vimBindings={false} loop className={styles.palette}>
      <Command.Input
        autoFocus
        className={styles.input}
        placeholder="Search chapters, drills, labs, terms, actions"
        value={query}
        onValueChange={onQuery}
      />
      <Command.List label="Results" className={styles.list}>
        {isAsking ? <Found query={query} {...choosing} /> : <Start {...choosing} />}
      </Command.List>
    </Command>
  )
}

/** What can be chosen here, and what happens then. */
function useChoosing(leave: () => void, showKeys: () => void, say: (text: string) => void): Choosing {
  const { pathname } = useLocation()
  const { theme, setTheme } = useTheme()
  const navigate = useNavigate()
  const actions = actionsOn({
    pathname,
    theme,
    setTheme,
    go: navigate,
    showKeys,
    print: () => window.print(),
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

function Found({ query, actions, onAction, onPlace }: Choosing & { readonly query: string }) {
  const search = useSearch(query)
  const matched = matching(actions, query)
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
  const { results } = search
  const all = `/search?q=${encodeURIComponent(search.query)}`
  return (
    <>
      <Actions heading="Do" actions={matched} onAction={onAction} />
      {!results.hasAllWords && (
        <p className={styles.aside}>Nothing has all of these words. These have some.</p>
      )}
      {results.groups.map(group => (
        <Group key={group.kind} group={group} onPlace={onPlace} />
      ))}
      {results.count > 0 && (
        <Command.Item value={all} className={styles.item} onSelect={() => onPlace(all)}>
          <span className={styles.all}>
            {results.count === 1
              ? 'Show the result as a page'
              : `Show all ${results.count} results as a page`}
          </span>
        </Command.Item>
      )}
      {results.count === 0 && matched.length === 0 && <NothingFound query={search.query} />}
      <p className={styles.count} role="status">
        {results.count === 1 ? '1 result' : `${results.count} results`}
      </p>
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

function Result({ result: { document, hits, isInSecret } }: { readonly result: SearchResult }) {
  const { title, within, text } = document
  return (
    <>
      <span className={styles.title}>
        <Marked stretches={marked(title, hits)} />
      </span>
      {within.length > 0 && <span className={styles.within}>{within.join(' › ')}</span>}
      <span className={styles.snippet}>
        {isInSecret ? SECRET : <Marked stretches={snippet(text, hits, SNIPPET_LENGTH)} />}
      </span>
    </>
  )
}

/** Said in place of a quotation. */
const SECRET = 'In what unfolds after your own answer.'

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
    <div className={styles.notice}>
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
