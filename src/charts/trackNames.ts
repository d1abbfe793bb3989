/** The tracks by the names that labs and figures use. Apart from what draws them, so that a build can check a name. */
export const TRACK_NAMES = [
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
export type TrackName = (typeof TRACK_NAMES)[number]
