import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { chanceOfEarlyExpiry } from '#cache/earlyExpiry.ts'
import type { EarlyExpiry } from '#cache/policy.ts'
import { CurvePlot } from '#charts/CurvePlot.tsx'
import { formatMs } from '#charts/figures.ts'
import { labLink } from '#recording/labLink.ts'
import { Slider } from '#ui/Slider.tsx'
import { useWidth } from '#ui/useWidth.ts'
import { Figure } from '../Figure.tsx'
import styles from './ExpiryProbability.module.css'
import { type Expiry, expiryOf } from './expiryCurves.ts'

const TTL_MS = 60_000
const READS_PER_S = [1, 10, 50, 100, 500, 1000, 5000, 10_000]
const LOADS_MS = [20, 50, 100, 200, 500, 1000, 2000, 5000]
const WINDOWS_MS = [1000, 2000, 5000, 10_000, 20_000, 30_000]
const BETAS = [0.5, 1, 2, 3]
const PROCESSES = [1, 2, 4, 8, 20, 50, 100]
/** Below one read in ten thousand the curves say nothing more. */
const LEAST = 1e-4

/** The two rules that go by the name of early expiry, for the same key. */
export default function ExpiryProbability() {
  const [readsPerS, setReadsPerS] = useState(1000)
  const [loadMs, setLoadMs] = useState(1000)
  const [windowMs, setWindowMs] = useState(10_000)
  const [beta, setBeta] = useState(1)
  const [processes, setProcesses] = useState(8)
  const forms = useMemo(() => {
    const entry = { readsPerS, loadMs, ttlMs: TTL_MS, processes }
    const none: EarlyExpiry = { kind: 'none' }
    const window: EarlyExpiry = { kind: 'window', windowMs }
    const xfetch: EarlyExpiry = { kind: 'xfetch', beta }
    return [
      { name: 'None', form: none, expiry: expiryOf(none, entry) },
      { name: 'Window', form: window, expiry: expiryOf(window, entry) },
      { name: 'XFetch', form: xfetch, expiry: expiryOf(xfetch, entry) },
    ] as const
  }, [readsPerS, loadMs, windowMs, beta, processes])
  const [, window, xfetch] = forms
  return (
    <Figure
      title="The chance that one read refreshes, by the time left"
      source={
        <>
          the engine’s own chance <span aria-hidden="true">·</span>{' '}
          <Link to={labLink({ scenario: 'thundering-herd', designId: 'l6', atMs: 12_000 })}>open in lab</Link>
        </>
      }
      caption={captionOf(window.expiry, xfetch.expiry, windowMs)}
      numbers={() => ({
        columns: ['time left', 'window', 'XFetch'],
        rows: timesLeft(Math.max(windowMs, xfetch.expiry.leadMs * 1.3), 20).map(leftMs => [
          formatMs(leftMs),
          ...[window, xfetch].map(({ form }) => chance(chanceOfEarlyExpiry(form, loadMs, leftMs))),
        ]),
        note: 'chance of one read',
      })}
    >
      <div className={styles.sliders}>
        <Slider
          label="Reads"
          stops={READS_PER_S}
          value={readsPerS}
          show={n => `${count(n)}/s`}
          onChange={setReadsPerS}
        />
        <Slider label="A load takes" stops={LOADS_MS} value={loadMs} show={formatMs} onChange={setLoadMs} />
        <Slider
          label="Window"
          stops={WINDOWS_MS}
          value={windowMs}
          show={ms => `${ms / 1000} s`}
          onChange={setWindowMs}
        />
        <Slider label="XFetch’s β" stops={BETAS} value={beta} show={String} onChange={setBeta} />
        <Slider
          label="Processes that coalesce"
          stops={PROCESSES}
          value={processes}
          show={String}
          onChange={setProcesses}
        />
      </div>
      <Curves
        loadMs={loadMs}
        curves={[
          { ...window, look: 'dashed' },
          { ...xfetch, look: 'strong' },
        ]}
        fromMs={Math.min(TTL_MS, Math.max(windowMs, xfetch.expiry.leadMs * 1.3))}
      />
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <td />
              <th scope="col">None</th>
              <th scope="col">
                <Stroke look={styles.window} /> Window
              </th>
              <th scope="col">
                <Stroke look={styles.xfetch} /> XFetch
              </th>
            </tr>
          </thead>
          <tbody>
            <Row
              title="First refresh before the end"
              of={({ leadMs }) => (leadMs < 1 ? 'never' : formatMs(leadMs))}
              forms={forms}
            />
            <Row title="Loads an expiry, uncoalesced" of={({ loads }) => amount(loads)} forms={forms} />
            <Row
              title={`Loads, coalesced in ${processes} ${processes === 1 ? 'process' : 'processes'}`}
              of={({ coalescedLoads }) => amount(coalescedLoads)}
              forms={forms}
            />
            <Row
              title="Mean age served, TTL 60 s"
              of={({ meanAgeMs }) => `${(meanAgeMs / 1000).toFixed(1)} s`}
              forms={forms}
            />
          </tbody>
        </table>
      </div>
    </Figure>
  )
}

interface RowProps {
  readonly title: string
  readonly forms: readonly { readonly name: string; readonly expiry: Expiry }[]
  readonly of: (expiry: Expiry) => string
}

function Row({ title, forms, of }: RowProps) {
  return (
    <tr>
      <th scope="row">{title}</th>
      {forms.map(({ name, expiry }) => (
        <td key={name}>{of(expiry)}</td>
      ))}
    </tr>
  )
}

function Stroke({ look }: { readonly look: string | undefined }) {
  return (
    <svg className={styles.stroke} width={26} height={8} aria-hidden="true">
      <path className={look} d="M1 4H25" />
    </svg>
  )
}

interface CurvesProps {
  readonly loadMs: number
  readonly fromMs: number
  readonly curves: readonly {
    readonly name: string
    readonly look: 'strong' | 'dashed'
    readonly form: EarlyExpiry
    readonly expiry: Expiry
  }[]
}

function Curves({ loadMs, fromMs, curves }: CurvesProps) {
  const { ref, width } = useWidth<HTMLDivElement>()
  return (
    <div ref={ref} className={styles.plot}>
      {width > 0 && (
        <CurvePlot
          label="Chance that one read refreshes, by the time left"
          x={{ title: 'time left until the entry expires', from: fromMs, to: 0, format: timeLeft }}
          y={{
            title: 'chance of one read',
            from: LEAST,
            to: 1,
            scale: 'log',
            ticks: [1, 0.1, 0.01, 0.001, LEAST],
            format: chance,
          }}
          curves={curves.map(({ name, look, form }) => ({
            name,
            look,
            points: timesLeft(fromMs, 400)
              .map(leftMs => [leftMs, chanceOfEarlyExpiry(form, loadMs, leftMs)] as const)
              .filter(([, value]) => value >= LEAST),
          }))}
          marks={curves
            .filter(({ expiry }) => expiry.leadMs >= 1)
            .map(({ name, form, expiry }) => ({
              x: expiry.leadMs,
              y: Math.max(LEAST, chanceOfEarlyExpiry(form, loadMs, expiry.leadMs)),
              shape: 'ring',
              name: `${name}: first refresh ${formatMs(expiry.leadMs)} before the end`,
            }))}
          width={width}
          height={270}
        />
      )}
      <p className={styles.legend}>
        <span>
          <Stroke look={styles.xfetch} /> XFetch
        </span>
        <span>
          <Stroke look={styles.window} /> window
        </span>
        <span>ring: where the first read refreshes, on average</span>
      </p>
    </div>
  )
}

function captionOf(window: Expiry, xfetch: Expiry, windowMs: number): string {
  const into = windowMs - window.leadMs
  const first =
    into < windowMs / 2
      ? `The window’s first refresh comes ${formatMs(into)} after it opens, and ${amount(window.loads)} reads load before that one has landed.`
      : `At this rate the window’s first refresh comes ${formatMs(window.leadMs)} before the end; ${amount(window.loads)} loads in all.`
  return `${first} XFetch begins ${formatMs(xfetch.leadMs)} before the end and makes ${amount(xfetch.loads)}. Neither makes one: that is what coalescing is for.`
}

/** From the beginning of the axis to the end of the entry. */
function timesLeft(fromMs: number, steps: number): readonly number[] {
  return Array.from({ length: steps + 1 }, (_, i) => fromMs * (1 - i / steps))
}

function timeLeft(ms: number): string {
  return ms === 0 ? 'end' : ms < 1000 ? `${Math.round(ms)} ms` : `${Number((ms / 1000).toFixed(1))} s`
}

function amount(loads: number): string {
  return loads < 9.95 ? loads.toFixed(1) : count(Math.round(loads))
}

function count(value: number): string {
  return value.toLocaleString('en-GB')
}

function chance(value: number): string {
  return value === 0 ? '0 %' : `${Number((value * 100).toPrecision(2))} %`
}
