import type { ComponentType } from 'react'
import { CopiesTrack } from '#charts/CopiesTrack.tsx'
import { FateTrack } from '#charts/FateTrack.tsx'
import { FeedTrack, invalidates } from '#charts/FeedTrack.tsx'
import { HitRateTrack } from '#charts/HitRateTrack.tsx'
import { LatencyTrack } from '#charts/LatencyTrack.tsx'
import { countsBytes, MemoryTrack } from '#charts/MemoryTrack.tsx'
import { OriginTrack } from '#charts/OriginTrack.tsx'
import { PagerTrack } from '#charts/PagerTrack.tsx'
import { RegionsTrack } from '#charts/RegionsTrack.tsx'
import { ShardsTrack } from '#charts/ShardsTrack.tsx'
import { StalenessTrack } from '#charts/StalenessTrack.tsx'
import type { TrackProps } from '#charts/trackProps.ts'
import type { Recording } from '#recording/recording.ts'
import { TRACK_IDS, type TrackId } from '#scenarios/scenario.ts'

export interface TrackChoice {
  readonly title: string
  /** In the list of those to choose from. */
  readonly shows: string
  readonly Track: ComponentType<TrackProps>
  /** Whether this recording has anything for it. */
  hasSomething(recording: Recording): boolean
}

const always = () => true

export const TRACKS: Readonly<Record<TrackId, TrackChoice>> = {
  fates: {
    title: 'Requests by fate',
    shows: 'how requests ended',
    Track: FateTrack,
    hasSomething: always,
  },
  latency: {
    title: 'Latency',
    shows: 'how long they took',
    Track: LatencyTrack,
    hasSomething: always,
  },
  origin: {
    title: 'Origin concurrency',
    shows: 'queries against the pool',
    Track: OriginTrack,
    hasSomething: always,
  },
  'hit-rate': {
    title: 'Hit rate',
    shows: 'what each tier could answer',
    Track: HitRateTrack,
    hasSomething: always,
  },
  copies: {
    title: 'Keys',
    shows: 'who held what of a watched key',
    Track: CopiesTrack,
    hasSomething: recording => recording.copies.length > 0,
  },
  staleness: {
    title: 'Staleness',
    shows: 'how old the oldest answer was',
    Track: StalenessTrack,
    hasSomething: recording => recording.series.fates.stale.some(count => count > 0),
  },
  shards: {
    title: 'Shards',
    shows: 'how busy each Redis node is',
    Track: ShardsTrack,
    hasSomething: recording => recording.series.nodeBusy.some(share => share > 0),
  },
  pager: {
    title: 'Pager',
    shows: 'when somebody was told',
    Track: PagerTrack,
    hasSomething: always,
  },
  memory: {
    title: 'Memory',
    shows: 'bytes held, entries evicted',
    Track: MemoryTrack,
    hasSomething: countsBytes,
  },
  feed: {
    title: 'Invalidation',
    shows: 'how late copies were deleted',
    Track: FeedTrack,
    hasSomething: invalidates,
  },
  regions: {
    title: 'Regions',
    shows: 'what readers of each region got',
    Track: RegionsTrack,
    hasSomething: hasRegions,
  },
}

function hasRegions({ topology }: Recording): boolean {
  return topology.regions.length > 1
}

/** What a learner took from the lab's own choice, and added to it. */
export type TrackChanges = ReadonlyMap<TrackId, boolean>

/** Those to show: the lab's own, in its order, then what was added, in the order of the list. */
export function shownTracks(
  own: readonly TrackId[],
  changes: TrackChanges,
  recording: Recording,
): readonly TrackId[] {
  const added = TRACK_IDS.filter(id => changes.get(id) === true && !own.includes(id))
  const wanted = [...own.filter(id => changes.get(id) !== false), ...added]
  // Where there is one region there are no lanes to draw; any other track can say that nothing happened.
  return wanted.filter(id => id !== 'regions' || hasRegions(recording))
}

/** Those that can be shown or hidden: what is shown, what the lab names, and what the recording has something for. */
export function offeredTracks(
  own: readonly TrackId[],
  changes: TrackChanges,
  recording: Recording,
): readonly TrackId[] {
  const shown = shownTracks(own, changes, recording)
  const others = TRACK_IDS.filter(id => !own.includes(id))
  return [...own, ...others].filter(id => shown.includes(id) || TRACKS[id].hasSomething(recording))
}
