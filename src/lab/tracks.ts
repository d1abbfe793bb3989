import { hasRegions, TRACKS } from '#charts/tracks.ts'
import type { Recording } from '#recording/recording.ts'
import { TRACK_IDS, type TrackId } from '#recording/tracks.ts'

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
