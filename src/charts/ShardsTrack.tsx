import { memo, useMemo } from 'react'
import type { Recording, Topology } from '#recording/recording.ts'
import { cut, type Span } from './buckets.ts'
import { columnOf, means } from './columns.ts'
import { formatMoment, formatShare } from './figures.ts'
import styles from './marks.module.css'
import { rowsBySpan } from './rows.ts'
import { ShadedCells } from './ShadedCells.tsx'
import { shadesOf } from './shades.ts'
import { LegendEntry, Track } from './Track.tsx'
import { type TrackProps, useTrackFrame } from './trackProps.ts'

/** Narrower columns than this cannot be told apart, px; nor lower rows: neighbouring nodes become one, as busy as the busier. */
const COLUMN_PX = 2
const ROW_PX = 3
/** A row this high has a gap to the next, px. */
const GAPPED_PX = 5
/** Ink in proportion to the work: one that has next to nothing to do is next to white. */
const IDLE_OPACITY = 0.05
/** Less than this is idle. */
const LEAST_SHARE = 0.005

/** How busy each Redis node is: a row a node, ink by the share of its time spent working, the hottest one framed. */
export const ShardsTrack = memo(function ShardsTrack(props: TrackProps) {
  const { recording, height, hoverMs = null } = props
  const frame = useTrackFrame(props)
  const { fromMs, toMs, plotWidth } = frame
  const { nodes } = recording.topology
  const hottest = useMemo(() => hottestNode(recording, fromMs, toMs), [recording, fromMs, toMs])
  const { span, busy } = useMemo(() => {
    const span = cut(recording, fromMs, toMs, plotWidth / COLUMN_PX)
    return { span, busy: sharesBusy(recording, span) }
  }, [recording, fromMs, toMs, plotWidth])
  const under = hoverMs === null ? -1 : span.pointAt(hoverMs)
  const there = under < 0 ? null : busiestAt(busy, under)
  return (
    <Track
      of={props}
      frame={frame}
      title="Shards"
      unit="% of time busy"
      conclusion={shardsConclusion(recording)}
      numbers={() => shardNumbers(recording, fromMs, toMs)}
      legend={
        there === null ? (
          <LegendEntry name="darker is busier" />
        ) : (
          <LegendEntry name={nodeName(recording.topology, there.node)} value={formatShare(there.share)} />
        )
      }
    >
      {useMemo(() => {
        const perRow = Math.max(1, Math.ceil((nodes * ROW_PX) / height))
        const rows = Math.ceil(nodes / perRow)
        const pitch = height / Math.max(1, rows)
        const tall = pitch >= GAPPED_PX ? pitch - 1 : pitch
        const cells = new Float64Array(span.points * rows)
        busy.forEach((shares, node) => {
          const row = Math.floor(node / perRow)
          shares.forEach((share, i) => {
            if (share >= LEAST_SHARE) cells[i * rows + row] = Math.max(cells[i * rows + row]!, share)
          })
        })
        const shades = shadesOf(
          cells,
          rows,
          share => share,
          row => ({ top: row * pitch, tall }),
          IDLE_OPACITY,
        )
        const top = hottest === null ? 0 : Math.floor(hottest.node / perRow) * pitch
        return (
          <>
            <ShadedCells {...{ shades, recording, span, frame }} className={styles.heat} />
            {hottest !== null && rows > 1 && (
              <rect
                className={styles.frame}
                x={0.5}
                y={top}
                width={plotWidth - 1}
                height={Math.max(2, tall)}
              />
            )}
            {hottest !== null && (
              <text className={styles.note} x={4} y={nameTop(top, pitch, height)}>
                {nodeName(recording.topology, hottest.node)}
              </text>
            )}
          </>
        )
      }, [busy, span, hottest, nodes, height, plotWidth, recording, frame])}
    </Track>
  )
})

/** 'Redis 7'; where there are regions, by its place in its own: 'Redis 2 of eu'. */
export function nodeName({ regions }: Topology, node: number): string {
  if (regions.length < 2) return `Redis ${node + 1}`
  let first = 0
  for (const region of regions) {
    if (node < first + region.nodes) return `Redis ${node - first + 1} of ${region.name}`
    first += region.nodes
  }
  return `Redis ${node + 1}`
}

interface Hottest {
  readonly node: number
  readonly share: number
  readonly atMs: number
}

/** The node that was busiest over a second of a stretch, the first of several; null where none ever worked. */
function hottestNode(recording: Recording, fromMs: number, toMs: number): Hottest | null {
  const span = cut(recording, fromMs, toMs, Number.POSITIVE_INFINITY, 1000)
  let best: Hottest | null = null
  sharesBusy(recording, span).forEach((shares, node) => {
    shares.forEach((share, i) => {
      if (share >= LEAST_SHARE && share > (best?.share ?? 0) + 1e-6)
        best = { node, share, atMs: (span.first + i * span.per) * recording.bucketMs }
    })
  })
  return best
}

function sharesBusy({ series, topology }: Recording, span: Span): Float64Array[] {
  return Array.from({ length: topology.nodes }, (_, node) =>
    means(columnOf(series.nodeBusy, node, topology.nodes), span),
  )
}

function busiestAt(busy: readonly Float64Array[], point: number): { node: number; share: number } | null {
  if (busy.length === 0) return null
  let node = 0
  busy.forEach((shares, candidate) => {
    if ((shares[point] ?? 0) > (busy[node]?.[point] ?? 0)) node = candidate
  })
  return { node, share: busy[node]?.[point] ?? 0 }
}

/** What the chart shows, in words: the hottest second of the hottest node, and what it and the others do over the measured time. */
export function shardsConclusion(recording: Recording): string {
  const { topology, summary } = recording
  if (topology.nodes === 0) return 'there is no Redis'
  const hottest = hottestNode(recording, 0, recording.endMs)
  if (hottest === null) return `no command came to any of ${topology.nodes} Redis nodes`
  const measured = summary.shards.map(shard => shard.utilisation)
  const own = measured[hottest.node] ?? 0
  const others = measured.filter((_, node) => node !== hottest.node)
  const mean = others.reduce((sum, share) => sum + share, 0) / others.length
  const rest = others.length === 0 ? '' : `, the other ${others.length} on average ${formatShare(mean)}`
  return (
    `${nodeName(topology, hottest.node)} is the hottest: busy for ${formatShare(hottest.share)} of the second from ` +
    `${formatMoment(hottest.atMs)}, and ${formatShare(own)} of the measured time${rest}`
  )
}

function shardNumbers(recording: Recording, fromMs: number, toMs: number) {
  return rowsBySpan(recording, fromMs, toMs, span => {
    const busy = sharesBusy(recording, span)
    const at = (i: number) => busiestAt(busy, i)
    return [
      { name: 'hottest', cell: i => nodeName(recording.topology, at(i)?.node ?? 0) },
      { name: 'busy', cell: i => formatShare(at(i)?.share ?? 0) },
      {
        name: 'mean of all',
        cell: i =>
          formatShare(busy.reduce((sum, shares) => sum + (shares[i] ?? 0), 0) / Math.max(1, busy.length)),
      },
    ]
  })
}

/** A row with room for a name has it inside. A lower one has it above, or below: its halo would break the frame. */
function nameTop(top: number, pitch: number, height: number): number {
  if (pitch >= 16) return top + pitch / 2 + 4
  return top >= 12 ? top - 3 : Math.min(height - 3, top + pitch + 10)
}
