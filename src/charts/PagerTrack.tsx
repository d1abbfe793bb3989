import { memo, useMemo } from 'react'
import type { NotableEvent, Recording } from '#recording/recording.ts'
import { countsByOutcome, cut, outcomeShares, total, wrongShares } from './buckets.ts'
import { formatCount, formatMoment, formatMs } from './figures.ts'
import { Mark } from './Mark.tsx'
import styles from './marks.module.css'
import { Nothing } from './Nothing.tsx'
import { PagerFlags } from './PagerFlags.tsx'
import { ShadedCells } from './ShadedCells.tsx'
import { STRIP_FAINTEST, shadesOf } from './shades.ts'
import { LegendEntry, Track } from './Track.tsx'
import { type TrackProps, useTrackFrame } from './trackProps.ts'

const COLUMN_PX = 2
/** What the oracle knows: its words, and a strip for each kind of trouble that readers met. */
const WORDS_PX = 14
const STRIP_PX = 6

const TROUBLES = ['stale', 'wrong', 'failed'] as const
const LOOKS = { stale: styles.staleShare, wrong: styles.heat, failed: styles.failedShare }

/** When somebody was told, beside what the oracle knows: above what readers met, below the pages, one mark each. */
export const PagerTrack = memo(function PagerTrack(props: TrackProps) {
  const { recording, height, conclusion = pagerConclusion(recording) } = props
  const frame = useTrackFrame(props)
  const { fromMs, toMs, plotWidth } = frame
  const { alerts } = recording
  const { span, strips } = useMemo(() => {
    const span = cut(recording, fromMs, toMs, plotWidth / COLUMN_PX)
    const strips = TROUBLES.map(trouble => ({
      trouble,
      shares: trouble === 'wrong' ? wrongShares(recording, span) : outcomeShares(recording, span, trouble),
    }))
    return { span, strips: strips.filter(({ shares }) => shares.some(share => share > 0)) }
  }, [recording, fromMs, toMs, plotWidth])
  const troubles = strips.map(({ trouble }) => trouble)
  return (
    <Track
      of={props}
      frame={frame}
      title="Pager"
      unit="pages, and why"
      conclusion={conclusion}
      numbers={() => pagerNumbers(recording)}
      legend={
        <>
          {troubles.includes('stale') && <LegendEntry mark={<Mark of="stale" />} name="stale" />}
          {troubles.includes('wrong') && <LegendEntry name="▂ wrong" />}
          {troubles.includes('failed') && <LegendEntry mark={<Mark of="failed" />} name="failed" />}
        </>
      }
    >
      {useMemo(() => {
        const pagesFromPx = WORDS_PX + strips.length * STRIP_PX + 4
        const shown = alerts.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
        return (
          <>
            <text className={styles.tick} x={2} y={10}>
              {oracleWords(recording.events)}
            </text>
            {strips.map(({ trouble, shares }, row) => (
              <ShadedCells
                key={trouble}
                {...{ recording, span, frame }}
                shades={shadesOf(
                  shares,
                  1,
                  share => share,
                  () => ({ top: WORDS_PX + row * STRIP_PX, tall: STRIP_PX - 1 }),
                  STRIP_FAINTEST,
                )}
                className={LOOKS[trouble]}
              />
            ))}
            {alerts.length === 0 && <Nothing height={pagesFromPx + height}>{conclusion}</Nothing>}
            <PagerFlags
              alerts={shown}
              frame={frame}
              stemFromPx={WORDS_PX}
              fromPx={pagesFromPx}
              height={height}
            />
          </>
        )
      }, [alerts, strips, span, height, recording, conclusion, fromMs, toMs, frame])}
    </Track>
  )
})

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
