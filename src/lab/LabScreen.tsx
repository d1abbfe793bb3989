import { useEffect, useMemo, useState } from 'react'
import { Link, useLocation, useParams } from 'react-router'
import { CARDS, card, isLabId, type LabId } from '#scenarios/cards.ts'
import { loadScenario } from '#scenarios/load.ts'
import type { Scenario } from '#scenarios/scenario.ts'
import { Button } from '#ui/Button.tsx'
import { usePageTitle } from '#ui/usePageTitle.ts'
import { decodeConfig } from './config.ts'
import { LabBench } from './LabBench.tsx'
import styles from './LabScreen.module.css'
import { openLab } from './lab.ts'

/** `/lab/:scenario`: the simulator. */
export default function LabScreen() {
  const { scenario: id = '' } = useParams()
  usePageTitle(isLabId(id) ? `${card(id).title} · Lab` : 'No such lab')
  return isLabId(id) ? <LoadedLab key={id} id={id} /> : <UnknownLab id={id} />
}

type Loading =
  | { readonly kind: 'loading' }
  | { readonly kind: 'loaded'; readonly scenario: Scenario }
  | { readonly kind: 'failed'; readonly message: string }

function LoadedLab({ id }: { readonly id: LabId }) {
  const location = useLocation()
  const [loading, setLoading] = useState<Loading>({ kind: 'loading' })
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is another try of the same
  useEffect(() => {
    let current = true
    loadScenario(id).then(
      scenario => current && setLoading({ kind: 'loaded', scenario }),
      error => current && setLoading({ kind: 'failed', message: String(error?.message ?? error) }),
    )
    return () => {
      current = false
    }
  }, [id, attempt])
  if (loading.kind === 'loading') {
    return (
      <main className={styles.unknown}>
        <p role="status">Loading “{card(id).title}”</p>
      </main>
    )
  }
  if (loading.kind === 'failed') {
    const again = () => {
      setLoading({ kind: 'loading' })
      setAttempt(attempt + 1)
    }
    return (
      <main className={styles.unknown} role="alert">
        <h1 className={styles.heading}>“{card(id).title}” could not be loaded</h1>
        <p>{loading.message}. Your address is kept: trying again opens the same run.</p>
        <Button onClick={again}>Load it again</Button>
      </main>
    )
  }
  // Following a link to another run of the same lab opens that run; what the lab itself writes is no navigation.
  return <OpenLab key={location.key} scenario={loading.scenario} search={location.search} />
}

function OpenLab({ scenario, search }: { readonly scenario: Scenario; readonly search: string }) {
  const lab = useMemo(() => {
    const { config, corrections } = decodeConfig(new URLSearchParams(search).get('c'), scenario)
    return openLab(scenario, config, corrections)
  }, [scenario, search])
  return <LabBench lab={lab} />
}

function UnknownLab({ id }: { readonly id: string }) {
  return (
    <main className={styles.unknown}>
      <h1 className={styles.heading}>There is no lab called “{id.slice(0, 60)}”</h1>
      <p>Nothing was run. These there are:</p>
      <ul className={styles.labs}>
        {CARDS.map(({ id, title, tagline }) => (
          <li key={id}>
            <Link to={`/lab/${id}`}>{title}</Link>
            <p>{tagline}</p>
          </li>
        ))}
      </ul>
      <p>
        <Link to="/">Back to the start</Link>
      </p>
    </main>
  )
}
