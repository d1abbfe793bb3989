import { scaleLinear, scaleLog } from 'd3-scale'
import { line } from 'd3-shape'
import { useState } from 'react'
import { Link } from 'react-router'
import { Mark } from '#charts/Mark.tsx'
import { labLink } from '#recording/labLink.ts'
import { Segmented } from '#ui/Segmented.tsx'
import { Slider } from '#ui/Slider.tsx'
import { useWidth } from '#ui/useWidth.ts'
import { Figure } from '../Figure.tsx'
import styles from './FreshnessLoad.module.css'
import { type Ends, FEED_LAG_S, freshnessAndLoad, LOST_SHARE } from './freshnessLoad.ts'
import measured from './freshnessRuns.json'

const TTLS_S = [1, 2, 3, 5, 10, 20, 30, 60, 100, 120, 300, 600, 1800, 3600]
const READS_PER_S = [0.02, 0.1, 0.5, 1, 5, 20, 100]
const CHANGES_EVERY_S = [10, 30, 60, 120, 600, 3600, 86_400]
const CLASSES = [
  { name: 'real-time', short: 'real-time', fromS: 1, toS: 10 },
  { name: 'near-real-time', short: 'near', fromS: 30, toS: 300 },
  { name: 'batch', short: 'batch', fromS: 300, toS: 3600 },
]
const HEIGHT = 240
const TOP = 34
const LEFT = 40
const FOOT = 22

const ENDS: readonly { readonly value: Ends; readonly title: string }[] = [
  { value: 'ttl', title: 'TTL alone' },
  { value: 'del', title: 'DEL, TTL behind it' },
  { value: 'feed', title: 'and a change feed' },
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
          label="Reads of this key"
          stops={READS_PER_S}
          value={readsPerS}
          show={value => `${value} a second`}
          onChange={setReadsPerS}
        />
        <Slider
          label="It changes every"
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
  const x = scaleLog([1, 3600], [LEFT, Math.max(LEFT + 1, width - 8)])
  const y = scaleLinear([0, 1], [HEIGHT - FOOT, TOP])
  const ttls = Array.from({ length: 121 }, (_, i) => 3600 ** (i / 120))
  const curve = (of: 'loadShare' | 'staleShare') =>
    line<number>(
      ttl => x(ttl),
      ttl => y(at(ttl)[of]),
    )(ttls) ?? ''
  const here = at(ttlS)
  const ticks = width < 420 ? [1, 10, 60, 600, 3600] : [1, 3, 10, 30, 60, 300, 600, 1800, 3600]
  return (
    <div ref={ref} className={styles.plot}>
      {width > 0 && (
        <svg
          width={width}
          height={HEIGHT}
          role="img"
          aria-label="Share of reads that load and share of stale answers, by TTL"
        >
          {CLASSES.map(({ name, short, fromS, toS }) => (
            <g key={name} className={styles.class}>
              <rect
                x={x(fromS)}
                y={TOP - 12}
                width={Math.max(1, x(toS) - x(fromS) - 2)}
                height={HEIGHT - FOOT - TOP + 12}
              />
              <text x={(x(fromS) + x(toS)) / 2} y={TOP - 18}>
                {width < 520 ? short : name}
              </text>
            </g>
          ))}
          {[0, 0.25, 0.5, 0.75, 1].map(value => (
            <g key={value}>
              <line className={styles.rule} x1={LEFT} x2={width - 8} y1={y(value)} y2={y(value)} />
              <text className={styles.tick} x={LEFT - 6} y={y(value) + 3.5} textAnchor="end">
                {value * 100} %
              </text>
            </g>
          ))}
          {ticks.map((ttl, i) => (
            <text
              key={ttl}
              className={styles.tick}
              x={x(ttl)}
              y={HEIGHT - 5}
              textAnchor={i === 0 ? 'start' : i === ticks.length - 1 ? 'end' : 'middle'}
            >
              {seconds(ttl)}
            </text>
          ))}
          <line className={styles.here} x1={x(ttlS)} x2={x(ttlS)} y1={TOP - 12} y2={HEIGHT - FOOT} />
          <path className={styles.load} d={curve('loadShare')} />
          <path className={styles.stale} d={curve('staleShare')} />
          {hasRuns &&
            measured.runs.map(run => (
              <g key={run.ttlS} className={styles.run}>
                <rect
                  className={styles.loadRun}
                  x={x(run.ttlS) - 4}
                  y={y(run.loadShare) - 4}
                  width={8}
                  height={8}
                />
                <circle className={styles.staleRun} cx={x(run.ttlS)} cy={y(run.staleShare)} r={4.5} />
              </g>
            ))}
          <rect
            className={styles.loadHere}
            x={x(ttlS) - 4.5}
            y={y(here.loadShare) - 4.5}
            width={9}
            height={9}
          />
          <circle className={styles.staleHere} cx={x(ttlS)} cy={y(here.staleShare)} r={5} />
        </svg>
      )}
      <p className={styles.legend}>
        <span>
          <Mark of="origin" /> reads that go to the database
        </span>
        <span>
          <Mark of="stale" /> stale answers
        </span>
        {hasRuns && <span>hollow: measured, twenty minutes of 50 such keys</span>}
      </p>
    </div>
  )
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
