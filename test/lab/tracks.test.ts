import { expect, it } from 'vitest'
import { offeredTracks, shownTracks } from '#lab/tracks.ts'
import { TRACK_IDS, type TrackId } from '#recording/tracks.ts'
import { recorded } from '../charts/recorded.ts'

const OWN: readonly TrackId[] = ['origin', 'fates', 'memory']
const recording = recorded('l6')
const none = new Map<TrackId, boolean>()

it('a lab shows its own tracks in its order, those that have nothing to show included', () => {
  expect(shownTracks(OWN, none, recording)).toEqual(OWN)
  expect(offeredTracks(OWN, none, recording).slice(0, 3)).toEqual(OWN)
})

it('what is added comes after them, and what is removed can be brought back', () => {
  const changes = new Map<TrackId, boolean>([
    ['pager', true],
    ['latency', true],
    ['fates', false],
  ])
  expect(shownTracks(OWN, changes, recording)).toEqual(['origin', 'memory', 'latency', 'pager'])
  expect(shownTracks(OWN, new Map([...changes, ['fates', true]]), recording)).toContain('fates')
})

it('a track of which the recording has nothing is not offered, until it is shown', () => {
  const isNever = (id: TrackId, changes = none) => !offeredTracks(['fates'], changes, recording).includes(id)
  expect(isNever('memory')).toBe(true)
  expect(isNever('regions')).toBe(true)
  expect(isNever('shards')).toBe(false)
  expect(isNever('memory', new Map([['memory', true]]))).toBe(false)
})

it('regions are not shown where there is one, whoever asks', () => {
  expect(shownTracks(['fates', 'regions'], new Map([['regions', true]]), recording)).toEqual(['fates'])
  const { topology } = recording
  const regions = ['us', 'eu'].map(name => ({ name, instances: 4, nodes: 6 }))
  const divided = { ...recording, topology: { ...topology, regions } }
  expect(shownTracks(['fates', 'regions'], none, divided)).toEqual(['fates', 'regions'])
  expect(offeredTracks([], none, divided)).toContain('regions')
})

it('everything a lab may name can be drawn', async () => {
  const { TRACKS } = await import('#charts/tracks.ts')
  expect(Object.keys(TRACKS).sort()).toEqual([...TRACK_IDS].sort())
})
