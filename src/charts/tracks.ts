import type { ComponentType } from 'react'
import type { Recording } from '#recording/recording.ts'
import type { TrackId } from '#recording/tracks.ts'
import { CopiesTrack, copiesConclusion } from './CopiesTrack.tsx'
import { FateTrack, fateConclusion } from './FateTrack.tsx'
import { FeedTrack, feedConclusion, invalidates } from './FeedTrack.tsx'
import { HitRateTrack, hitRateConclusion } from './HitRateTrack.tsx'
import { LatencyTrack, latencyConclusion } from './LatencyTrack.tsx'
import { countsBytes, MemoryTrack, memoryConclusion } from './MemoryTrack.tsx'
import { OriginTrack, originConclusion } from './OriginTrack.tsx'
import { PagerTrack, pagerConclusion } from './PagerTrack.tsx'
import { RegionsTrack, regionsConclusion } from './RegionsTrack.tsx'
import { ShardsTrack, shardsConclusion } from './ShardsTrack.tsx'
import { StalenessTrack, stalenessConclusion } from './StalenessTrack.tsx'
import type { TrackProps } from './trackProps.ts'

interface TrackChoice {
  readonly title: string
  /** In the list of those to choose from. */
  readonly shows: string
  readonly Track: ComponentType<TrackProps>
  /** What it shows of a whole recording, in words. */
  conclusion(recording: Recording): string
  /** Whether this recording has anything for it. */
  hasSomething(recording: Recording): boolean
}

const always = () => true

/** Every track there is. */
export const TRACKS = {
  fates: {
    title: 'Requests by fate',
    shows: 'how requests ended',
    Track: FateTrack,
    conclusion: fateConclusion,
    hasSomething: always,
  },
  latency: {
    title: 'Latency',
    shows: 'how long they took',
    Track: LatencyTrack,
    conclusion: latencyConclusion,
    hasSomething: always,
  },
  origin: {
    title: 'Origin concurrency',
    shows: 'queries against the pool',
    Track: OriginTrack,
    conclusion: originConclusion,
    hasSomething: always,
  },
  'hit-rate': {
    title: 'Hit rate',
    shows: 'what each tier could answer',
    Track: HitRateTrack,
    conclusion: hitRateConclusion,
    hasSomething: always,
  },
  copies: {
    title: 'Keys',
    shows: 'who held what of a watched key',
    Track: CopiesTrack,
    conclusion: copiesConclusion,
    hasSomething: recording => recording.copies.length > 0,
  },
  staleness: {
    title: 'Staleness',
    shows: 'how old the oldest answer was',
    Track: StalenessTrack,
    conclusion: stalenessConclusion,
    hasSomething: recording => recording.series.fates.stale.some(count => count > 0),
  },
  shards: {
    title: 'Shards',
    shows: 'how busy each Redis node is',
    Track: ShardsTrack,
    conclusion: shardsConclusion,
    hasSomething: recording => recording.series.nodeBusy.some(share => share > 0),
  },
  pager: {
    title: 'Pager',
    shows: 'when somebody was told',
    Track: PagerTrack,
    conclusion: pagerConclusion,
    hasSomething: always,
  },
  memory: {
    title: 'Memory',
    shows: 'bytes held, entries evicted',
    Track: MemoryTrack,
    conclusion: memoryConclusion,
    hasSomething: countsBytes,
  },
  feed: {
    title: 'Invalidation',
    shows: 'how late copies were deleted',
    Track: FeedTrack,
    conclusion: feedConclusion,
    hasSomething: invalidates,
  },
  regions: {
    title: 'Regions',
    shows: 'what readers of each region got',
    Track: RegionsTrack,
    conclusion: regionsConclusion,
    hasSomething: hasRegions,
  },
} satisfies Readonly<Record<TrackId, TrackChoice>>

export function hasRegions({ topology }: Recording): boolean {
  return topology.regions.length > 1
}
