import { memo, useMemo } from 'react'
import type { Recording } from '#recording/recording.ts'
import { cut, ratePerSecond, type Span } from './buckets.ts'
import { formatMoment } from './figures.ts'
import { Mark } from './Mark.tsx'
import styles from './marks.module.css'
import { areaPath, linePath } from './paths.ts'
import { rowsBySpan } from './rows.ts'
import { LegendEntry, Track } from './Track.tsx'
import { type TrackProps, useTrackFrame } from './trackProps.ts'

const RATE_MS = 200

/** Of the lookups made, the share that each tier of cache could answer; a gap where none was made. */
export const HitRateTrack = memo(function HitRateTrack(props: TrackProps) {
  const { recording, height, hoverMs = null } = props
  const frame = useTrackFrame(props)
  const { fromMs, toMs, plotWidth } = frame
  const { span, all, local } = useMemo(() => {
    const span = cut(recording, fromMs, toMs, plotWidth, RATE_MS)
    return { span, ...hitShares(recording, span) }
  }, [recording, fromMs, toMs, plotWidth])
  const hasLocal = local.some(share => share > 0)
  const tiers = tiersOf(recording)
  const under = hoverMs === null ? -1 : span.pointAt(hoverMs)
  const value = (shares: Float64Array) => (under < 0 ? undefined : percent(shares[under] ?? Number.NaN))
  return (
    <Track
      of={props}
      frame={frame}
      title="Hit rate"
      unit="% of lookups"
      maximum="100 %"
      conclusion={hitRateConclusion(recording)}
      numbers={() => hitRateNumbers(recording, fromMs, toMs)}
      legend={
        <>
          <LegendEntry mark={<Mark of="hit" />} name={tiers} value={value(all)} />
          {hasLocal && <LegendEntry name="L1 darker" value={value(local)} />}
        </>
      }
    >
      {useMemo(() => {
        const x = (i: number) => frame.x(span.at(i))
        const y = (share: number) => height - 1 - share * (height - 4)
        return (
          <g className={styles.hit}>
            <path className={styles.area} d={areaPath(all, x, y, height)} />
            {hasLocal && <path className={styles.deep} d={areaPath(local, x, y, height)} />}
            <path className={styles.line} d={linePath(all, x, y)} />
          </g>
        )
      }, [all, local, hasLocal, span, height, frame])}
    </Track>
  )
})

/** Shares 0 to 1 by point; NaN where nothing was looked up. */
function hitShares(recording: Recording, span: Span): { all: Float64Array; local: Float64Array } {
  const { hitsCdn, hitsL1, hitsL2, lookupMisses } = recording.series
  const rates = (counts: Uint32Array) => ratePerSecond(counts, span, recording.bucketMs)
  const [cdn, l1, l2, misses] = [rates(hitsCdn), rates(hitsL1), rates(hitsL2), rates(lookupMisses)]
  const share = (hits: number, i: number) => {
    const lookups = cdn[i]! + l1[i]! + l2[i]! + misses[i]!
    return lookups === 0 ? Number.NaN : hits / lookups
  }
  return { all: l1.map((hits, i) => share(cdn[i]! + hits + l2[i]!, i)), local: l1.map(share) }
}

/** The edge only where one has answered. */
function tiersOf({ series }: Recording): string {
  return series.hitsCdn.some(hits => hits > 0) ? 'edge + L1 + L2' : 'L1 + L2'
}

const percent = (share: number) => (Number.isNaN(share) ? 'no lookup' : `${(share * 100).toFixed(1)} %`)

/** What the chart shows, in words. Measured over whole seconds after settling. */
export function hitRateConclusion(recording: Recording): string {
  const span = cut(recording, recording.settleMs, recording.durationMs, Number.POSITIVE_INFINITY, 1000)
  const { all } = hitShares(recording, span)
  let lowest = -1
  let unasked = 0
  all.forEach((share, i) => {
    if (Number.isNaN(share)) unasked++
    else if (lowest < 0 || share < (all[lowest] as number)) lowest = i
  })
  if (lowest < 0) return 'nothing was looked up after settling'
  const at = (span.first + lowest * span.per) * recording.bucketMs
  const stretch = span.per * recording.bucketMs
  const nothing = unasked > 0 ? `; nothing looked up for ${formatMoment(unasked * stretch, 0)}` : ''
  return `lowest ${percent(all[lowest] as number)} in the second from ${formatMoment(at)}${nothing}`
}

function hitRateNumbers(recording: Recording, fromMs: number, toMs: number) {
  return rowsBySpan(recording, fromMs, toMs, span => {
    const { all, local } = hitShares(recording, span)
    return [
      { name: tiersOf(recording), cell: i => percent(all[i] ?? Number.NaN) },
      { name: 'L1', cell: i => percent(local[i] ?? Number.NaN) },
    ]
  })
}
