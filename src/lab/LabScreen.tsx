import { useMemo } from 'react'
import { Link, useLocation, useParams } from 'react-router'
import { scenarios } from '#scenarios/catalogue.ts'
import type { Scenario } from '#scenarios/scenario.ts'
import { usePageTitle } from '#ui/usePageTitle.ts'
import { decodeConfig } from './config.ts'
import { LabBench } from './LabBench.tsx'
import styles from './LabScreen.module.css'
import { openLab } from './lab.ts'

/** `/lab/:scenario`: the simulator. */
export default function LabScreen() {
  const { scenario: id = '' } = useParams()
  const location = useLocation()
  const scenario = scenarios.find(candidate => candidate.id === id)
  usePageTitle(scenario === undefined ? 'No such lab' : `${scenario.title} · Lab`)
  if (scenario === undefined) return <UnknownLab id={id} />
  // Following a link to another run of the same lab opens that run; what the lab itself writes is no navigation.
  return <OpenLab key={`${id} ${location.key}`} scenario={scenario} search={location.search} />
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
      <p>Nothing was run. {scenarios.length === 1 ? 'This is the one there is:' : 'These there are:'}</p>
      <ul className={styles.labs}>
        {scenarios.map(scenario => (
          <li key={scenario.id}>
            <Link to={`/lab/${scenario.id}`}>{scenario.title}</Link>
            <p>{scenario.tagline}</p>
          </li>
        ))}
      </ul>
      <p>
        <Link to="/">Back to the start</Link>
      </p>
    </main>
  )
}
