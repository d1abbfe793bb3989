import { TRACKS } from '#charts/tracks.ts'
import { type CopyInterval, FATES, type NotableEvent, type Recording } from '#recording/recording.ts'
import type { TrackId } from '#recording/tracks.ts'
import { packCopies } from './copies.ts'
import type { ExcerptRun } from './excerpt.ts'
import { type Packed, pack } from './packing.ts'

/** The series that a track reads, by the names they have in an excerpt; 'latency' is the grid. */
const READ_BY: Readonly<Record<TrackId, readonly string[]>> = {
  fates: ['fates'],
  latency: ['latency', 'p50'],
  origin: ['originRunning', 'originDemand', 'originSlowdown'],
  'hit-rate': ['hitsCdn', 'hitsL1', 'hitsL2', 'lookupMisses'],
  copies: [],
  staleness: ['staleAgeMs', 'fates', 'wrong'],
  shards: ['nodeBusy'],
  pager: ['fates', 'wrong'],
  memory: ['memoryBytes', 'evictions'],
  feed: ['invalidationLagMs', 'feedLagMs', 'feedDeletes'],
  regions: ['byRegion'],
}

/** What the pager sets its pages beside. */
const MET_FIRST: readonly NotableEvent['kind'][] = [
  'first-stale',
  'first-wrong',
  'own-write',
  'first-failure',
]

interface Stretch {
  readonly fromMs: number
  readonly toMs: number
  readonly tracks: readonly TrackId[]
}

/** Cuts out of a run what tracks show of a stretch. */
export function excerptOf(recording: Recording, designTitle: string, stretch: Stretch): ExcerptRun {
  const { fromMs, toMs, tracks } = stretch
  const { bucketMs, buckets, latency } = recording
  const firstBucket = Math.floor(fromMs / bucketMs)
  const end = Math.min(buckets, Math.ceil(toMs / bucketMs))
  const isInside = (copy: CopyInterval) => copy.toMs >= fromMs && copy.fromMs <= toMs
  const read = new Set(tracks.flatMap(track => READ_BY[track]))
  return {
    designTitle,
    conclusions: Object.fromEntries(tracks.map(track => [track, TRACKS[track].conclusion(recording)])),
    rest: restOf(recording, stretch),
    copies: tracks.includes('copies') ? packCopies(recording.copies.filter(isInside)) : [],
    firstBucket,
    series: seriesOf(recording, read, firstBucket, end),
    latency: read.has('latency')
      ? {
          edgesMs: [...latency.edgesMs],
          counts: pack(latency.counts.subarray(firstBucket * latency.bins, end * latency.bins)),
        }
      : null,
  }
}

function restOf(recording: Recording, { tracks }: Stretch): ExcerptRun['rest'] {
  const { format, series, latency, traces, copies, ...rest } = recording
  const { summary } = rest
  return {
    ...rest,
    events: tracks.includes('pager') ? rest.events.filter(({ kind }) => MET_FIRST.includes(kind)) : [],
    alerts: tracks.includes('pager') ? rest.alerts : [],
    summary: {
      ...summary,
      byType: tracks.includes('staleness') ? summary.byType : {},
      shards: [],
      patterns: [],
      byPriority: {},
      acts: {},
    },
  }
}

function seriesOf(
  { series, topology: { nodes, regions } }: Recording,
  read: ReadonlySet<string>,
  first: number,
  end: number,
): Readonly<Record<string, Packed>> {
  type Values = Parameters<typeof pack>[0]
  const kept: Record<string, Packed> = {}
  const keep = (name: string, values: Values, width = 1) => {
    kept[name] = pack(values.subarray(first * width, end * width))
  }
  for (const name of read) {
    if (name === 'latency') continue
    if (name === 'fates') for (const fate of FATES) keep(`fates.${fate}`, series.fates[fate])
    else if (name === 'byRegion')
      for (const given of ['ended', 'stale', 'failed'] as const)
        keep(`byRegion.${given}`, series.byRegion[given], regions.length)
    else if (name === 'staleAgeMs')
      for (const [type, ages] of Object.entries(series.staleAgeMs)) keep(`staleAgeMs.${type}`, ages)
    else if (name === 'nodeBusy') keep(name, series.nodeBusy, nodes)
    else keep(name, series[name as keyof typeof series] as Values)
  }
  return kept
}
