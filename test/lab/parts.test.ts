import { expect, it } from 'vitest'
import { describeState } from '#charts/topology/state.ts'
import { cutsOf, partOf } from '#lab/faults.ts'
import type { NotableEvent, Recording } from '#recording/recording.ts'
import type { Fault } from '#world/fault.ts'
import { recorded } from '../charts/recorded.ts'

const calm = recorded('l6')
const regions = ['us', 'eu'].map(name => ({ name, instances: 4, nodes: 6 }))
const divided: Recording = { ...calm, topology: { ...calm.topology, regions } }
const cut: Fault = { kind: 'region-cut', atMs: 20_000, forMs: 5000, region: 'eu' }
const paused: Fault = { kind: 'feed-paused', atMs: 30_000, forMs: 5000 }
const noted = (kind: 'fault' | 'fault-ends', atMs: number): NotableEvent => ({
  number: 1,
  atMs,
  kind,
  text: kind,
})

it('a region is cut off while its fault lasts, and only where there is such a region', () => {
  expect(cutsOf([cut, paused], divided.topology)).toEqual([{ region: 1, fromMs: 20_000, toMs: 25_000 }])
  expect(cutsOf([cut], calm.topology)).toEqual([])
})

it('what happens to a region or to the change feed is shown there', () => {
  expect(partOf(noted('fault', 20_000), [cut, paused], divided)).toEqual({ kind: 'region', region: 1 })
  expect(partOf(noted('fault-ends', 25_000), [cut, paused], divided)).toEqual({ kind: 'region', region: 1 })
  expect(partOf(noted('fault', 30_000), [cut, paused], divided)).toEqual({ kind: 'feed' })
})

it('the picture in words tells what each region gets, and what the change feed does', () => {
  expect(describeState(calm, 20_000)).not.toContain('By region')
  const count = 2 * calm.buckets
  const byRegion = {
    ended: new Uint32Array(count).fill(100),
    stale: new Uint32Array(count).map((_, i) => (i % 2) * 25),
    failed: new Uint32Array(count),
  }
  const series = {
    ...calm.series,
    byRegion,
    feedDeletes: new Uint32Array(calm.buckets).fill(2),
    feedLagMs: new Float32Array(calm.buckets).fill(1500),
  }
  const words = describeState({ ...divided, series }, 20_000)
  expect(words).toContain('The change feed leads to 20 deletes a second, at most 1.50 s late.')
  expect(words).toContain('By region: in us 0 % are stale and 0 % fail; in eu 25.0 % are stale and 0 % fail.')
})
