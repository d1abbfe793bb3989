import { memo, useId, useMemo } from 'react'
import type { CopyInterval, Recording } from '#recording/recording.ts'
import { laneOrder, lanesOf } from './copyLanes.ts'
import { formatMoment, formatMs } from './figures.ts'
import { Mark } from './Mark.tsx'
import styles from './marks.module.css'
import { LegendEntry, Track } from './Track.tsx'
import { type TrackProps, useTrackFrame } from './trackProps.ts'

/** A name stands above its bars; where lanes are low, over their beginning. */
const NAME_PX = 13
const GAP_PX = 3
const LOW_LANE_PX = 26

/** What each place held of the watched keys: a bar for Redis, thin strips below it for the copies of the instances. */
export const CopiesTrack = memo(function CopiesTrack(props: TrackProps) {
  const { recording, height, hoverMs = null } = props
  const frame = useTrackFrame(props)
  const hatch = useId()
  const { fromMs, toMs } = frame
  const { copies, lanes, states } = useMemo(() => {
    const copies = recording.copies.filter(copy => copy.toMs >= fromMs && copy.fromMs <= toMs)
    return { copies, lanes: lanesOf(copies), states: new Set(copies.map(copy => copy.state)) }
  }, [recording, fromMs, toMs])
  const under = hoverMs === null ? null : redisStateAt(recording, hoverMs)
  return (
    <Track
      of={props}
      frame={frame}
      title="Keys"
      unit="copies held"
      conclusion={copiesConclusion(recording)}
      numbers={() => copyNumbers(copies)}
      legend={
        under ?? (
          <>
            <LegendEntry mark={<Mark of="hit" />} name="fresh" />
            {(states.has('absent') || states.has('expired')) && (
              <LegendEntry mark={<Mark of="miss" />} name="missing" />
            )}
            {states.has('stale') && <LegendEntry mark={<Mark of="stale" />} name="stale" />}
          </>
        )
      }
    >
      {useMemo(() => {
        const isLow = height / lanes.length < LOW_LANE_PX
        const headPx = isLow ? GAP_PX : NAME_PX
        const unit = (height - lanes.length * headPx) / Math.max(1, weightOf(lanes))
        let top = 0
        return (
          <>
            <pattern
              id={hatch}
              width={5}
              height={5}
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <line className={styles.hatch} x1={1} x2={1} y1={0} y2={5} />
            </pattern>
            {lanes.map(lane => {
              const from = top + headPx
              top = from
              const bars = lane.places.map(place => {
                const thick = Math.min(place.place === 'redis' ? 12 : 4, unit * weight(place.place))
                const bar = { place: place.place, y: top, thick: Math.max(1, thick - 1) }
                top += thick
                return place.copies.map(copy => (
                  <Bar
                    key={`${bar.place} ${copy.fromMs}`}
                    copy={copy}
                    x={frame.x(Math.max(copy.fromMs, frame.fromMs))}
                    to={frame.x(Math.min(copy.toMs, frame.toMs))}
                    y={bar.y}
                    thick={bar.thick}
                    hatch={hatch}
                  />
                ))
              })
              return (
                <g key={lane.key}>
                  {bars}
                  <text className={styles.keyName} x={2} y={isLow ? (from + top) / 2 + 4 : from - 3}>
                    {lane.key}
                  </text>
                </g>
              )
            })}
          </>
        )
      }, [lanes, height, frame, hatch])}
    </Track>
  )
})

const weight = (place: string) => (place === 'redis' ? 3 : 1)
const weightOf = (lanes: ReturnType<typeof lanesOf>) =>
  lanes.reduce((sum, lane) => sum + lane.places.reduce((inLane, place) => inLane + weight(place.place), 0), 0)

interface BarProps {
  readonly copy: CopyInterval
  readonly x: number
  readonly to: number
  readonly y: number
  readonly thick: number
  readonly hatch: string
}

function Bar({ copy, x, to, y, thick, hatch }: BarProps) {
  const width = Math.max(0.5, to - x)
  if (to < x) return null
  if (copy.state === 'fresh')
    return <rect className={styles.fresh} x={x} y={y} width={width} height={thick} rx={1} />
  if (copy.state === 'stale')
    return (
      <rect className={styles.outdated} x={x} y={y} width={width} height={thick} fill={`url(#${hatch})`} />
    )
  // Nothing held by an instance is its usual state; only what Redis lacks is worth a mark.
  if (copy.state === 'absent' && copy.place !== 'redis') return null
  const inset = Math.min(0.5, width / 2)
  const look = copy.state === 'expired' ? styles.expired : styles.absent
  return (
    <rect
      className={look}
      x={x + inset}
      y={y + 0.5}
      width={width - 2 * inset}
      height={Math.max(0.5, thick - 1)}
    />
  )
}

function redisStateAt(recording: Recording, ms: number) {
  const there = recording.copies.filter(copy => copy.place === 'redis' && copy.fromMs <= ms && ms < copy.toMs)
  return there.map(copy => <LegendEntry key={copy.key} name={copy.key} value={copy.state} />)
}

/** What the chart shows, in words: the longest stretch without a fresh copy, and the longest stale one. */
export function copiesConclusion(recording: Recording): string {
  if (recording.copies.length === 0) return 'no key was followed'
  const longest = (state: (copy: CopyInterval) => boolean) =>
    recording.copies
      .filter(state)
      .reduce<CopyInterval | null>(
        (best, copy) => (best === null || copy.toMs - copy.fromMs > best.toMs - best.fromMs ? copy : best),
        null,
      )
  const missing = longest(
    copy => copy.place === 'redis' && (copy.state === 'absent' || copy.state === 'expired'),
  )
  const stale = longest(copy => copy.state === 'stale')
  const say = (copy: CopyInterval, what: string) =>
    `${copy.key} ${what} for ${formatMs(copy.toMs - copy.fromMs)} from ${formatMoment(copy.fromMs)}`
  const parts = [
    missing === null ? 'Redis always held a fresh copy' : say(missing, 'missing from Redis'),
    stale === null ? 'no copy was stale' : say(stale, `stale in ${stale.place.replace(/^redis/, 'Redis')}`),
  ]
  const left = recording.copiesLeftOut
  return parts.join('; ') + (left > 0 ? `; ${left} intervals left out` : '')
}

function copyNumbers(copies: readonly CopyInterval[]) {
  const rows = [...copies].sort(laneOrder)
  return {
    columns: ['from', 'key', 'place', 'state', 'for'],
    rows: rows
      .slice(0, 500)
      .map(copy => [
        formatMoment(copy.fromMs, 3),
        copy.key,
        copy.place,
        copy.state,
        formatMoment(copy.toMs - copy.fromMs, 3),
      ]),
    note: rows.length > 500 ? `the first 500 of ${rows.length} intervals` : 'one row an interval',
  }
}
