import { useState } from 'react'
import { Link } from 'react-router'
import { CurvePlot } from '#charts/CurvePlot.tsx'
import { Mark } from '#charts/Mark.tsx'
import { labLink } from '#recording/labLink.ts'
import { Segmented } from '#ui/Segmented.tsx'
import { Slider } from '#ui/Slider.tsx'
import { useWidth } from '#ui/useWidth.ts'
import { Figure } from '../Figure.tsx'
import styles from './FreshnessLoad.module.css'
import { type Ends, FEED_LAG_S, freshnessAndLoad, LOST_SHARE } from './freshnessLoad.ts'
import measured from './runs/freshnessRuns.json'

const TTLS_S = [1, 2, 3, 5, 10, 20, 30, 60, 100, 120, 300, 600, 1800, 3600]
const READS_PER_S = [0.02, 0.1, 0.5, 1, 5, 20, 100]
const CHANGES_EVERY_S = [10, 30, 60, 120, 600, 3600, 86_400]
const CLASSES = [
  { name: 'real-time', short: 'real-time', fromS: 1, toS: 10 },
  { name: 'near-real-time', short: 'near', fromS: 30, toS: 300 },
  { name: 'batch', short: 'batch', fromS: 300, toS: 3600 },
]
const HEIGHT = 270
/** Where the curves are computed: one hour in even steps of its logarithm. */
const TTLS = Array.from({ length: 121 }, (_, i) => 3600 ** (i / 120))

const ENDS: readonly { readonly value: Ends; readonly title: string }[] = [
  { value: 'ttl', title: 'TTL alone' },
  { value: 'del', title: 'DEL, then TTL' },
  { value: 'feed', title: 'DEL and feed' },
]

/** What a TTL costs and what it leaves stale, for one key of the reader's choice. */
export default function FreshnessLoad() {
  const [ttlS, setTtlS] = useState(60)
  const [readsPerS, setReadsPerS] = useState(measured.readsPerS)
  const [everyS, setEveryS] = useState(120)
  const [ends, setEnds] = useState<Ends>('ttl')
  const at = (ttl: number) => freshnessAndLoad({ readsPerS, writesPerS: 1 / everyS, ttlS: ttl }, ends)
  const here = at(ttlS)
  const hasRuns = readsPerS === measured.readsPerS && everyS === 120 && ends === 'ttl'
  return (
    <Figure
      title="One key: what a TTL costs, and what it leaves stale"
      source={
        <>
          formula, {hasRuns ? 'points are runs' : 'no runs at these rates'} <span aria-hidden="true">·</span>{' '}
          <Link to={labLink({ scenario: 'silent-staleness', designId: 'ttl-only' })}>open in lab</Link>
        </>
      }
      caption={captionOf(ttlS, here, ends)}
      numbers={() => ({
        columns: ['TTL', 'reads that load', 'loads a second', 'stale answers', 'oldest stale answer'],
        rows: TTLS_S.map(ttl => {
          const { loadShare, staleShare, oldestS } = at(ttl)
          return [
            seconds(ttl),
            share(loadShare),
            rate(loadShare * readsPerS),
            share(staleShare),
            seconds(oldestS),
          ]
        }),
        note: 'one row a TTL',
      })}
    >
      <Segmented label="What ends a copy" value={ends} options={ENDS} onChange={setEnds} />
      <div className={styles.sliders}>
        <Slider label="TTL" stops={TTLS_S} value={ttlS} show={seconds} onChange={setTtlS} />
        <Slider
          label="Reads"
          stops={READS_PER_S}
          value={readsPerS}
          show={value => `${value} a second`}
          onChange={setReadsPerS}
        />
        <Slider
          label="Changes every"
          stops={CHANGES_EVERY_S}
          value={everyS}
          show={seconds}
          onChange={setEveryS}
        />
      </div>
      <Curves at={at} ttlS={ttlS} hasRuns={hasRuns} />
      <dl className={styles.readout}>
        <div>
          <dt>
            <Mark of="origin" /> Loads
          </dt>
          <dd>{rate(here.loadShare * readsPerS)} a second</dd>
          <dd className={styles.note}>{share(here.loadShare)} of reads</dd>
        </div>
        <div>
          <dt>
            <Mark of="stale" /> Stale answers
          </dt>
          <dd>{share(here.staleShare)}</dd>
          <dd className={styles.note}>the oldest by {seconds(here.oldestS)}</dd>
        </div>
        <div>
          <dt>Age of an answer</dt>
          <dd>{ends === 'ttl' ? seconds(here.meanAgeS) : '–'}</dd>
          <dd className={styles.note}>
            {ends === 'ttl' ? 'on average, stale or not' : 'until the next write'}
          </dd>
        </div>
      </dl>
    </Figure>
  )
}

interface CurvesProps {
  readonly at: (ttlS: number) => { readonly loadShare: number; readonly staleShare: number }
  readonly ttlS: number
  readonly hasRuns: boolean
}

function Curves({ at, ttlS, hasRuns }: CurvesProps) {
  const { ref, width } = useWidth<HTMLDivElement>()
  const curve = (of: 'loadShare' | 'staleShare') =>
    TTLS.map(ttl => [ttl, at(ttl)[of]] as const satisfies readonly [number, number])
  const here = at(ttlS)
  return (
    <div ref={ref} className={styles.plot}>
      {width > 0 && (
        <CurvePlot
          label="Share of reads that load, and share of stale answers, by TTL"
          x={{
            title: 'TTL',
            from: 1,
            to: 3600,
            scale: 'log',
            ticks: width < 480 ? [1, 10, 60, 600, 3600] : [1, 3, 10, 30, 60, 300, 900, 3600],
            format: seconds,
          }}
          y={{ title: 'share of reads', from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1], format: share }}
          curves={[
            { name: 'to the database', look: 'origin', points: curve('loadShare') },
            { name: 'stale', look: 'stale', points: curve('staleShare') },
          ]}
          width={width}
          height={HEIGHT}
          over={plot => (
            <>
              {CLASSES.map(({ name, short, fromS, toS }) => (
                <g key={name} className={styles.class}>
                  <rect x={plot.x(fromS)} width={plot.x(toS) - plot.x(fromS) - 2} height={plot.height} />
                  <text x={(plot.x(fromS) + plot.x(toS)) / 2} y={13}>
                    {width < 560 ? short : name}
                  </text>
                </g>
              ))}
              <line className={styles.here} x1={plot.x(ttlS)} x2={plot.x(ttlS)} y2={plot.height} />
              {hasRuns &&
                measured.runs.map(run => (
                  <g key={run.ttlS}>
                    <Load x={plot.x(run.ttlS)} y={plot.y(run.loadShare)} look={styles.loadRun} />
                    <Stale x={plot.x(run.ttlS)} y={plot.y(run.staleShare)} look={styles.staleRun} />
                  </g>
                ))}
              <Load x={plot.x(ttlS)} y={plot.y(here.loadShare)} look={styles.loadHere} />
              <Stale x={plot.x(ttlS)} y={plot.y(here.staleShare)} look={styles.staleHere} />
            </>
          )}
        />
      )}
      <p className={styles.legend}>
        <span>
          <Mark of="origin" /> reads that go to the database
        </span>
        <span>
          <Mark of="stale" /> stale answers
        </span>
        <span className={hasRuns ? undefined : styles.away}>
          hollow: measured, twenty minutes of 50 such keys
        </span>
      </p>
    </div>
  )
}

interface PointProps {
  readonly x: number
  readonly y: number
  readonly look: string | undefined
}

function Load({ x, y, look }: PointProps) {
  return <rect className={look} x={x - 4} y={y - 4} width={8} height={8} />
}

function Stale({ x, y, look }: PointProps) {
  return <circle className={look} cx={x} cy={y} r={4.5} />
}

function captionOf(ttlS: number, { loadShare, staleShare }: ReturnType<typeof freshnessAndLoad>, ends: Ends) {
  const now = `At ${seconds(ttlS)}, ${share(loadShare)} of the reads load and ${share(staleShare)} of the answers are stale.`
  if (ends === 'ttl')
    return `With a TTL alone every saving is paid in stale answers. ${now} No position of the slider is good at both.`
  if (ends === 'del')
    return `A DEL takes the TTL out of the bargain; ${LOST_SHARE * 100} % of DELs are lost here, and those stay stale until the TTL ends. ${now}`
  return `The feed deletes again ${FEED_LAG_S} s after each commit, so a lost DEL costs about that. ${now} The TTL may now be long.`
}

function seconds(value: number): string {
  if (value === 0) return '0 s'
  if (value < 1) return `${Number(value.toPrecision(1))} s`
  if (value < 10) return `${Number(value.toFixed(1))} s`
  if (value < 120) return `${Math.round(value)} s`
  if (value < 3600) return `${Number((value / 60).toFixed(value < 600 ? 1 : 0))} min`
  return `${Number((value / 3600).toFixed(1))} h`
}

function share(value: number): string {
  const percent = value * 100
  return `${percent < 0.1 && percent > 0 ? '< 0.1' : percent < 10 ? Number(percent.toFixed(1)) : Math.round(percent)} %`
}

function rate(perS: number): string {
  return String(Number(perS.toPrecision(2)))
}
