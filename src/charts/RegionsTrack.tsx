import { max } from 'd3-array'
import { memo, useMemo } from 'react'
import type { Recording } from '#recording/recording.ts'
import { cut, ratePerSecond, type Span, total } from './buckets.ts'
import { columnOf } from './columns.ts'
import { formatCount, formatShare } from './figures.ts'
import { Mark } from './Mark.tsx'
import styles from './marks.module.css'
import { areaPath, linePath } from './paths.ts'
import { rowsBySpan } from './rows.ts'
import { LegendEntry, Track } from './Track.tsx'
import { ALONE, type TrackProps, useTrackFrame } from './trackProps.ts'

const RATE_MS = 200
const GAP_PX = 4
const GIVEN = ['ended', 'stale', 'failed'] as const
type Given = (typeof GIVEN)[number]

/** A lane a region, on one scale: requests that ended there, and of those the stale and the failed ones. */
export const RegionsTrack = memo(function RegionsTrack(props: TrackProps) {
  const { recording, alongside = ALONE, height, hoverMs = null } = props
  const frame = useTrackFrame(props)
  const { fromMs, toMs, plotWidth } = frame
  const { span, lanes, top } = useMemo(() => {
    const span = cut(recording, fromMs, toMs, plotWidth, RATE_MS)
    const lanes = ratesByRegion(recording, span)
    const onOneScale = [lanes, ...alongside.map(other => ratesByRegion(other, span))].flat()
    return { span, lanes, top: max(onOneScale, ({ ended }) => max(ended) ?? 0) || 1 }
  }, [recording, alongside, fromMs, toMs, plotWidth])
  const under = hoverMs === null ? -1 : span.pointAt(hoverMs)
  return (
    <Track
      of={props}
      frame={frame}
      title="Regions"
      unit="requests a second"
      maximum={`${formatCount(top)}/s`}
      conclusion={regionsConclusion(recording)}
      numbers={() => regionNumbers(recording, fromMs, toMs)}
      legend={
        under < 0 ? (
          <>
            <LegendEntry mark={<Mark of="stale" />} name="stale" />
            <LegendEntry mark={<Mark of="failed" />} name="failed" />
          </>
        ) : (
          lanes.map(({ name, ended, stale, failed }) => (
            <LegendEntry
              key={name}
              name={name}
              value={badWords(ended[under] ?? 0, stale[under] ?? 0, failed[under] ?? 0)}
            />
          ))
        )
      }
    >
      {useMemo(() => {
        const tall = (height - GAP_PX * (lanes.length - 1)) / lanes.length
        const x = (i: number) => frame.x(span.at(i))
        return lanes.map((lane, n) => {
          const floor = n * (tall + GAP_PX) + tall
          const y = (rate: number) => floor - (rate / top) * (tall - 2)
          const drawn = (given: Given, look: string | undefined) =>
            total(lane[given]) > 0 && (
              <g className={look}>
                <path className={styles.area} d={areaPath(lane[given], x, y, floor)} />
                <path className={styles.line} d={linePath(gapped(lane[given], given), x, y)} />
              </g>
            )
          return (
            <g key={lane.name}>
              <line className={styles.rule} x1={0} x2={plotWidth} y1={floor} y2={floor} />
              {drawn('ended', styles.plain)}
              {drawn('stale', styles.stale)}
              {drawn('failed', styles.failed)}
              <text className={styles.note} x={plotWidth - 4} y={floor - 4} textAnchor="end">
                {lane.name}
              </text>
            </g>
          )
        })
      }, [lanes, span, top, height, plotWidth, frame])}
    </Track>
  )
})

/** What is bad has a line only where there is any of it. */
function gapped(rates: Float64Array, given: Given): Float64Array {
  return given === 'ended' ? rates : rates.map(rate => rate || Number.NaN)
}

interface Lane extends Readonly<Record<Given, Float64Array>> {
  readonly name: string
}

function ratesByRegion({ series, topology, bucketMs }: Recording, span: Span): Lane[] {
  const { regions } = topology
  return regions.map(({ name }, region) => {
    const rates = (given: Given) =>
      ratePerSecond(columnOf(series.byRegion[given], region, regions.length), span, bucketMs)
    return { name, ended: rates('ended'), stale: rates('stale'), failed: rates('failed') }
  })
}

function badWords(ended: number, stale: number, failed: number): string {
  if (ended === 0) return 'none'
  const parts = [
    stale > 0 ? `${formatShare(stale / ended)} stale` : '',
    failed > 0 ? `${formatShare(failed / ended)} failed` : '',
  ].filter(part => part !== '')
  return parts.length === 0 ? 'all current' : parts.join(', ')
}

/** What the chart shows, in words: which share was stale and which failed, region by region. */
export function regionsConclusion({ series, topology }: Recording): string {
  const { regions } = topology
  const said = regions.map(({ name }, region) => {
    const of = (given: Given) => total(columnOf(series.byRegion[given], region, regions.length))
    return `${name}: ${formatCount(of('ended'))} requests, ${badWords(of('ended'), of('stale'), of('failed'))}`
  })
  return said.join('; ')
}

function regionNumbers(recording: Recording, fromMs: number, toMs: number) {
  return rowsBySpan(recording, fromMs, toMs, span =>
    ratesByRegion(recording, span).flatMap(lane =>
      GIVEN.map(given => ({
        name: `${lane.name} ${given}/s`,
        cell: (i: number) => formatCount(lane[given][i] ?? 0),
      })),
    ),
  )
}
