import { useEffect, useId, useState } from 'react'
import { Link, useNavigationType, useSearchParams } from 'react-router'
import { labLink } from '#recording/labLink.ts'
import { CARDS, type Card } from '#scenarios/cards.ts'
import { PageHead } from '#ui/PageHead.tsx'
import { Segmented } from '#ui/Segmented.tsx'
import { usePageTitle } from '#ui/usePageTitle.ts'
import { LabPicture } from './LabPicture.tsx'
import styles from './LabsPage.module.css'
import { pictures } from './pictures.ts'
import { addressOf, DIMENSION_TITLES, filterFrom, isShown, type WallFilter } from './wallFilter.ts'

/** `/lab`: the wall of incidents. What is filtered stands in the address. */
export default function LabsPage() {
  usePageTitle('Lab')
  const [filter, setFilter] = useFilter()
  const shown = CARDS.filter(card => isShown(card, filter))
  const change = (changed: Partial<WallFilter>) => setFilter({ ...filter, ...changed })
  return (
    <div className={styles.page}>
      <PageHead title="Lab">
        {CARDS.length} incidents to break and repair. Each opens on a finished run of the L5 trap; the same
        seed gives the same run on any machine. The small pictures are such runs: the trap above, a staff
        answer below, on one scale.
      </PageHead>
      <Filters filter={filter} onChange={change} count={shown.length} />
      <ul className={styles.wall}>
        {shown.map(card => (
          <Incident key={card.id} card={card} />
        ))}
      </ul>
      {shown.length === 0 && (
        <p className={styles.nothing}>
          No incident matches.{' '}
          <button
            type="button"
            className={styles.reset}
            onClick={() => change({ dimension: 'all', words: '' })}
          >
            Show all {CARDS.length}
          </button>
        </p>
      )}
    </div>
  )
}

/** Held here, so that a control shows at once what was chosen: the address follows a moment later. */
function useFilter(): [WallFilter, (filter: WallFilter) => void] {
  const [search, setSearch] = useSearchParams()
  const [filter, setFilter] = useState(() => filterFrom(search))
  const navigation = useNavigationType()
  useEffect(() => {
    // Somebody went back or forward; what this page writes itself is there already.
    if (navigation === 'POP') setFilter(filterFrom(search))
  }, [navigation, search])
  const change = (next: WallFilter) => {
    setFilter(next)
    setSearch(addressOf(next), { replace: true, preventScrollReset: true })
  }
  return [filter, change]
}

interface FiltersProps {
  readonly filter: WallFilter
  readonly count: number
  readonly onChange: (changed: Partial<WallFilter>) => void
}

function Filters({ filter, count, onChange }: FiltersProps) {
  const id = useId()
  return (
    <search className={styles.filters}>
      <Segmented
        label="About"
        value={filter.dimension}
        options={[
          { value: 'all', title: 'All' },
          ...Object.entries(DIMENSION_TITLES).map(([value, title]) => ({ value, title })),
        ]}
        onChange={dimension => onChange({ dimension: dimension as WallFilter['dimension'] })}
      />
      <label className={styles.find} htmlFor={id}>
        <span className={styles.label}>Find</span>
        <input
          id={id}
          type="search"
          className={styles.input}
          value={filter.words}
          placeholder="price, shard, TTL"
          onChange={event => onChange({ words: event.currentTarget.value })}
        />
      </label>
      <p className={styles.count} role="status">
        {count} of {CARDS.length}
      </p>
    </search>
  )
}

function Incident({ card }: { readonly card: Card }) {
  const runs = pictures[card.id]
  return (
    <li className={styles.incident}>
      <p className={styles.head}>
        <span>{DIMENSION_TITLES[card.dimension]}</span>
        <span>{card.minutes} min</span>
      </p>
      <h2 className={styles.headline}>
        <Link to={labLink({ scenario: card.id })}>{card.incident}</Link>
      </h2>
      <p className={styles.about}>{card.tagline}</p>
      <dl className={styles.facts}>
        <dt>{card.title}</dt>
        <dd>breaks {lowerFirst(card.breaks)}</dd>
      </dl>
      {runs !== undefined && <LabPicture card={card} runs={runs} />}
    </li>
  )
}

/** As the end of a sentence: what begins with a name or an abbreviation keeps its capital. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z']/.test(text) || /^[A-Z] /.test(text)
    ? `${text.charAt(0).toLowerCase()}${text.slice(1)}`
    : text
}
