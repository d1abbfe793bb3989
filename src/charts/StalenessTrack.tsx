import { max } from 'd3-array'
import { memo, useMemo } from 'react'
import type { Recording } from '#recording/recording.ts'
import {
  cut,
  highest,
  outcomeShares,
  peakOf,
  ratePerSecond,
  type Span,
  total,
  wrongShares,
} from './buckets.ts'
import { formatCount, formatMoment, formatMs } from './figures.ts'
import { Mark } from './Mark.tsx'
import styles from './marks.module.css'
import { Nothing } from './Nothing.tsx'
import { linePath, rods } from './paths.ts'
import { rowsBySpan } from './rows.ts'
import { ShadedCells } from './ShadedCells.tsx'
import { STRIP_FAINTEST, shadesOf } from './shades.ts'
import { LegendEntry, Track } from './Track.tsx'
import { ALONE, type TrackProps, useTrackFrame } from './trackProps.ts'

/** A strip below the ages for the share of stale answers, and one for that of wrong ones where there are any. */
const STRIP_PX = 6
const COLUMN_PX = 2

/** How old the oldest stale answer was, by data type, and below it which share of all requests got a stale one. */
export const StalenessTrack = memo(function StalenessTrack(props: TrackProps) {
  const { recording, alongside = ALONE, height, hoverMs = null } = props
  const frame = useTrackFrame(props)
  const { fromMs, toMs, plotWidth } = frame
  const { span, types, shares, wrong, topMs } = useMemo(() => {
    const span = cut(recording, fromMs, toMs, plotWidth / COLUMN_PX)
    const types = staleTypes(recording, span).map(({ type, peak }) => ({
      type,
      peak,
      // A gap where no answer was stale.
      agesMs: highest(recording.series.staleAgeMs[type]!, span).map(ms => ms || Number.NaN),
    }))
    const peaks = [recording, ...alongside].flatMap(each => staleTypes(each, span))
    const topMs = max(peaks, ({ peak }) => peak.value) || 1
    return {
      span,
      types,
      topMs,
      shares: outcomeShares(recording, span, 'stale'),
      wrong: wrongShares(recording, span),
    }
  }, [recording, alongside, fromMs, toMs, plotWidth])
  const hasWrong = wrong.some(share => share > 0)
  const bound = useMemo(() => boundOf(recording, types[0]?.type), [recording, types])
  const under = hoverMs === null ? -1 : span.pointAt(hoverMs)
  return (
    <Track
      of={props}
      frame={frame}
      title="Staleness"
      unit="age, oldest answer"
      {...(types.length > 0 && { maximum: formatMs(topMs) })}
      conclusion={stalenessConclusion(recording)}
      numbers={() => stalenessNumbers(recording, fromMs, toMs)}
      legend={
        types.length === 0 || under < 0 ? (
          <>
            <LegendEntry mark={<Mark of="stale" />} name="stale" />
            {hasWrong && <LegendEntry name="▂ wrong" />}
          </>
        ) : (
          types.map(({ type, agesMs }) => (
            <LegendEntry key={type} name={type} value={ageWords(agesMs[under])} />
          ))
        )
      }
    >
      {useMemo(() => {
        const strips = hasWrong ? 2 : 1
        const floor = height - strips * STRIP_PX - 2
        const rodPx = (frame.plotWidth * span.per * recording.bucketMs) / (frame.toMs - frame.fromMs)
        const x = (i: number) => frame.x(span.at(i))
        const y = (ms: number) => floor - (ms / topMs) * (floor - 4)
        const strip = (values: Float64Array, fromBelow: number) =>
          shadesOf(
            values,
            1,
            share => share,
            () => ({ top: height - fromBelow * STRIP_PX, tall: STRIP_PX - 1 }),
            STRIP_FAINTEST,
          )
        const boundY = bound === null || bound.ms > topMs ? null : Math.round(y(bound.ms)) + 0.5
        return (
          <>
            {types.length === 0 && <Nothing height={height}>no stale answer</Nothing>}
            <g className={styles.stale}>
              {types.map(({ type, agesMs }, i) => (
                <g key={type} className={i === 0 ? undefined : styles.another}>
                  <path
                    className={styles.rod}
                    d={rods(agesMs, x, y, floor)}
                    strokeWidth={Math.max(2, rodPx)}
                  />
                  <path className={styles.line} d={linePath(agesMs, x, y)} />
                </g>
              ))}
            </g>
            <ShadedCells
              {...{ recording, span, frame }}
              shades={strip(shares, strips)}
              className={styles.staleShare}
            />
            {hasWrong && (
              <ShadedCells {...{ recording, span, frame }} shades={strip(wrong, 1)} className={styles.heat} />
            )}
            {boundY !== null && bound !== null && (
              <>
                <line className={styles.limit} x1={0} x2={plotWidth} y1={boundY} y2={boundY} />
                <text className={styles.note} x={44} y={boundY < 18 ? boundY + 12 : boundY - 4}>
                  {bound.type} bound {formatMs(bound.ms)}
                </text>
              </>
            )}
            {types.length > 1 &&
              types.slice(0, 3).map(({ type, peak }) => (
                <text
                  key={type}
                  className={styles.note}
                  x={Math.min(plotWidth - 60, frame.x(peak.atMs) + 4)}
                  y={Math.max(22, Math.min(floor - 3, y(peak.value) + 10))}
                >
                  {type}
                </text>
              ))}
          </>
        )
      }, [types, shares, wrong, hasWrong, span, topMs, bound, height, plotWidth, recording, frame])}
    </Track>
  )
})

/** The types that were ever stale in a stretch, the one with the oldest answer first. */
function staleTypes({ series, bucketMs }: Recording, { first, end }: Pick<Span, 'first' | 'end'>) {
  return Object.entries(series.staleAgeMs)
    .map(([type, ages]) => ({ type, peak: peakOf(ages.subarray(first, end), bucketMs) }))
    .filter(({ peak }) => peak.value > 0)
    .map(({ type, peak }) => ({ type, peak: { ...peak, atMs: peak.atMs + first * bucketMs } }))
    .sort((a, b) => b.peak.value - a.peak.value || a.type.localeCompare(b.type))
}

/** 0 and none: no answer was stale. */
const ageWords = (ms: number | undefined) => (ms ? formatMs(ms) : 'none')

/** What the design promises the type with the oldest answer while every message arrives. */
function boundOf(
  recording: Recording,
  type: string | undefined,
): { readonly type: string; readonly ms: number } | null {
  const ms = type === undefined ? undefined : recording.summary.byType[type]?.staleness.boundMs
  return type === undefined || ms === undefined || !Number.isFinite(ms) || ms <= 0 ? null : { type, ms }
}

/** What the chart shows, in words: how many, how old, and what nobody intended. */
export function stalenessConclusion(recording: Recording): string {
  const { series } = recording
  const stale = total(series.fates.stale)
  const wrong = total(series.wrong)
  const also =
    wrong === 0 ? '' : `; ${formatCount(wrong)} ${wrong === 1 ? 'answer' : 'answers'} nobody intended`
  const oldest = staleTypes(recording, { first: 0, end: recording.buckets })[0]
  if (oldest === undefined) return `no stale answer${also}`
  const answers = stale === 1 ? 'one stale answer' : `${formatCount(stale)} stale answers`
  const { value, atMs } = oldest.peak
  return `${answers}, the oldest ${formatMs(value)} old, of ${oldest.type} at ${formatMoment(atMs)}${also}`
}

function stalenessNumbers(recording: Recording, fromMs: number, toMs: number) {
  const { series, bucketMs } = recording
  return rowsBySpan(recording, fromMs, toMs, span => {
    const stale = ratePerSecond(series.fates.stale, span, bucketMs)
    const wrong = ratePerSecond(series.wrong, span, bucketMs)
    const types = staleTypes(recording, span).map(({ type }) => ({
      name: `oldest ${type}`,
      agesMs: highest(series.staleAgeMs[type]!, span),
    }))
    return [
      { name: 'stale/s', cell: i => formatCount(stale[i] ?? 0) },
      { name: 'wrong/s', cell: i => formatCount(wrong[i] ?? 0) },
      ...types.map(({ name, agesMs }) => ({ name, cell: (i: number) => ageWords(agesMs[i]) })),
    ]
  })
}
