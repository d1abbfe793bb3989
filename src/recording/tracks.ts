/** What can be shown over the time of a run: by labs, and by figures. */
export const TRACK_IDS = [
  'fates',
  'latency',
  'origin',
  'hit-rate',
  'copies',
  'staleness',
  'shards',
  'pager',
  'memory',
  'feed',
  'regions',
] as const
export type TrackId = (typeof TRACK_IDS)[number]
