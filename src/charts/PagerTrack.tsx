import { memo, useMemo } from 'react'
import type { Alert, NotableEvent, Recording } from '#recording/recording.ts'
import { countsByOutcome, cut, outcomeShares, total } from './buckets.ts'
import { formatCount, formatMoment, formatMs } from './figures.ts'
import { Mark } from './Mark.tsx'
import styles from './marks.module.css'
import { Nothing } from './Nothing.tsx'
import { ShadedCells } from './ShadedCells.tsx'
import { STRIP_FAINTEST, shadesOf } from './shades.ts'
import { LegendEntry, Track } from './Track.tsx'
import { type TrackProps, useTrackFrame } from './trackProps.ts'

const COLUMN_PX = 2
/** What the oracle knows: its words, and a strip each for stale and failed answers. */
const WORDS_PX = 14
const STRIP_PX = 6
const PAGES_FROM_PX = WORDS_PX + 2 * STRIP_PX + 4
const ROW_PX = 16
const FLAG_PX = { width: 21, height: 13 }
/** About the width of a letter of a metric's name. */
const LETTER_PX = 6

/** When somebody was told, beside what the oracle knows: above what readers met, below the pages, one mark each. */
export const PagerTrack = memo(function PagerTrack(props: TrackProps) {
  const { recording, height } = props
  const frame = useTrackFrame(props)
  const { fromMs, toMs, plotWidth } = frame
  const { alerts } = recording
  return (
    <Track
      of={props}
      frame={frame}
      title="Pager"
      unit="pages, and why"
      conclusion={pagerConclusion(recording)}
      numbers={() => pagerNumbers(recording)}
      legend={
        <>
          <LegendEntry mark={<Mark of="stale" />} name="stale" />
          <LegendEntry mark={<Mark of="failed" />} name="failed" />
        </>
      }
    >
      {useMemo(() => {
        const span = cut(recording, fromMs, toMs, plotWidth / COLUMN_PX)
        const strip = (outcome: 'stale' | 'failed', row: number) =>
          shadesOf(
            outcomeShares(recording, span, outcome),
            1,
            share => share,
            () => ({ top: WORDS_PX + row * STRIP_PX, tall: STRIP_PX - 1 }),
            STRIP_FAINTEST,
          )
        const shown = alerts.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
        const rows = Math.max(1, Math.floor((height - PAGES_FROM_PX) / ROW_PX))
        return (
          <>
            <text className={styles.tick} x={2} y={10}>
              {oracleWords(recording.events)}
            </text>
            <ShadedCells
              {...{ recording, span, frame }}
              shades={strip('stale', 0)}
              className={styles.staleShare}
            />
            <ShadedCells
              {...{ recording, span, frame }}
              shades={strip('failed', 1)}
              className={styles.failedShare}
            />
            {alerts.length === 0 && (
              <Nothing height={PAGES_FROM_PX + height}>{pagerConclusion(recording)}</Nothing>
            )}
            {flagsOf(shown, frame.x, plotWidth, rows).map(flag => (
              <Flag key={`${flag.alert.metric} ${flag.alert.atMs}`} {...flag} />
            ))}
          </>
        )
      }, [alerts, height, recording, fromMs, toMs, plotWidth, frame])}
    </Track>
  )
})

interface PlacedFlag {
  readonly alert: Alert
  readonly x: number
  readonly row: number
  /** Its name is left out where it would lie on another. */
  readonly isNamed: boolean
  readonly isLeftwards: boolean
}

/** Puts each page into the first row in which nothing is in its way. */
function flagsOf(
  alerts: readonly Alert[],
  x: (ms: number) => number,
  width: number,
  rows: number,
): PlacedFlag[] {
  const takenUntil = new Array<number>(rows).fill(Number.NEGATIVE_INFINITY)
  return alerts.map(alert => {
    const at = x(alert.atMs)
    const nameWidth = shortName(alert.metric).length * LETTER_PX + 8
    const isLeftwards = at + FLAG_PX.width + nameWidth > width
    const from = isLeftwards ? at - FLAG_PX.width - nameWidth : at
    const free = takenUntil.findIndex(until => until <= from)
    const row = free < 0 ? rows - 1 : free
    const isNamed = free >= 0
    takenUntil[row] = Math.max(takenUntil[row]!, from + FLAG_PX.width + (isNamed ? nameWidth : 0))
    return { alert, x: at, row, isNamed, isLeftwards }
  })
}

function Flag({ alert, x, row, isNamed, isLeftwards }: PlacedFlag) {
  const top = PAGES_FROM_PX + row * ROW_PX
  const left = isLeftwards ? x - FLAG_PX.width : x
  const name = shortName(alert.metric)
  return (
    <g>
      <line className={styles.frame} x1={x} x2={x} y1={WORDS_PX} y2={top + FLAG_PX.height} />
      <rect
        className={alert.severity === 'P1' ? styles.urgent : styles.flag}
        x={left + 0.5}
        y={top + 0.5}
        width={FLAG_PX.width - 1}
        height={FLAG_PX.height - 1}
        rx={2}
      />
      <text
        className={alert.severity === 'P1' ? styles.onUrgent : styles.onFlag}
        x={left + FLAG_PX.width / 2}
        y={top + 10}
        textAnchor="middle"
      >
        {alert.severity}
      </text>
      {isNamed && (
        <text
          className={styles.tick}
          x={isLeftwards ? left - 4 : left + FLAG_PX.width + 4}
          y={top + 10}
          textAnchor={isLeftwards ? 'end' : 'start'}
        >
          {name}
        </text>
      )}
    </g>
  )
}

/** 'cache.latency_p99_ms' as 'latency p99'. */
function shortName(metric: string): string {
  return metric
    .replace(/^cache\./, '')
    .replace(/_(ms|seconds)$/, '')
    .replaceAll('_', ' ')
}

const KNOWN = [
  { kind: 'first-stale', what: 'first stale answer' },
  { kind: 'first-wrong', what: 'first wrong answer' },
  { kind: 'own-write', what: 'first own change not seen' },
  { kind: 'first-failure', what: 'first failure' },
] as const

/** What readers met for the first time, in order of time: monitoring need not know of it. */
function firstTroubles(events: readonly NotableEvent[]) {
  return KNOWN.flatMap(({ kind, what }) => {
    const first = events.find(event => event.kind === kind)
    return first === undefined ? [] : [{ what, atMs: first.atMs }]
  }).sort((a, b) => a.atMs - b.atMs)
}

function oracleWords(events: readonly NotableEvent[]): string {
  const troubles = firstTroubles(events)
  if (troubles.length === 0) return 'readers: no failure, nothing stale for a second'
  return `readers: ${troubles.map(({ what, atMs }) => `${what} ${formatMoment(atMs)}`).join(', ')}`
}

/** What the chart shows, in words: the first page against the first trouble, or that there was none. */
export function pagerConclusion(recording: Recording): string {
  const { alerts, events } = recording
  const trouble = firstTroubles(events)[0]
  const first = alerts[0]
  if (first === undefined) {
    const met = troubleCounts(recording)
    return met === '' ? 'no page, and nothing to page for' : `no page; ${met}`
  }
  const pages = alerts.length === 1 ? 'one page' : `${alerts.length} pages`
  const said = `${pages}, the first ${first.severity} at ${formatMoment(first.atMs)}: ${first.text}`
  if (trouble === undefined) return `${said}; no reader failed`
  const afterMs = first.atMs - trouble.atMs
  const when = afterMs >= 0 ? `${formatMs(afterMs)} after the` : `${formatMs(-afterMs)} before the`
  return `${said}; ${when} ${trouble.what}`
}

function troubleCounts(recording: Recording): string {
  const { stale, failed } = countsByOutcome(recording)
  const counts = [
    { count: total(stale), of: 'stale' },
    { count: total(recording.series.wrong), of: 'wrong' },
    { count: total(failed), of: 'failed' },
  ]
  return counts
    .filter(({ count }) => count > 0)
    .map(({ count, of }) => `${formatCount(count)} ${of}${of === 'failed' ? '' : ' answers'}`)
    .join(', ')
}

function pagerNumbers({ alerts, events }: Recording) {
  const known = KNOWN.map(({ kind, what }) => {
    const first = events.find(event => event.kind === kind)
    return { atMs: first?.atMs ?? null, who: 'readers', what, text: first?.text ?? 'none' }
  })
  const pages = alerts.map(({ atMs, severity, metric, text }) => ({
    atMs,
    who: severity,
    what: metric,
    text,
  }))
  const rows = [...known, ...pages].sort(
    (a, b) => (a.atMs ?? Number.POSITIVE_INFINITY) - (b.atMs ?? Number.POSITIVE_INFINITY),
  )
  return {
    columns: ['at', 'who', 'what', 'in words'],
    rows: rows.map(({ atMs, who, what, text }) => [
      atMs === null ? 'never' : formatMoment(atMs),
      who,
      what,
      text,
    ]),
    note: alerts.length === 0 ? 'nobody was paged' : 'one row a page, and what readers met first',
  }
}
