import { FATES, type Recording, type Series, type Traces } from '#recording/recording.ts'
import type { TrackId } from '#recording/tracks.ts'
import { type PackedLane, unpackCopies } from './copies.ts'
import { type Packed, unpackInto } from './packing.ts'

/** What a live figure draws: a stretch of one run of the engine, or of two, and of that what its tracks read. */
export interface Excerpt {
  readonly format: 1
  /** The title of the lab. */
  readonly title: string
  readonly runs: readonly ExcerptRun[]
}

type Whole = 'series' | 'latency' | 'traces' | 'copies' | 'format'

export interface ExcerptRun {
  readonly designTitle: string
  /** What tracks say of the whole run, by their names. */
  readonly conclusions: Readonly<Partial<Record<TrackId, string>>>
  /** The rest of the recording, emptied of what no track of the figure reads. */
  readonly rest: Omit<Recording, Whole>
  readonly copies: readonly PackedLane[]
  /** The first bucket that is kept. */
  readonly firstBucket: number
  /** Series by their place in the recording: 'originDemand', 'fates.hit', 'staleAgeMs.price'. */
  readonly series: Readonly<Record<string, Packed>>
  readonly latency: { readonly edgesMs: readonly number[]; readonly counts: Packed } | null
}

/** A recording that has what was kept, at its place, and nothing elsewhere: a series that was not kept has no values at all. */
export function recordingOf(run: ExcerptRun): Recording {
  return {
    ...run.rest,
    format: 1,
    copies: unpackCopies(run.copies),
    series: seriesOf(run),
    latency: latencyOf(run),
    traces: NO_TRACES,
  }
}

function seriesOf(run: ExcerptRun): Series {
  const { buckets, topology } = run.rest
  const fill = <Values extends Uint32Array | Float32Array | Float64Array>(
    kind: new (length: number) => Values,
    name: string,
    width = 1,
  ): Values => {
    const packed = run.series[name]
    if (packed === undefined) return new kind(0)
    const values = new kind(buckets * width)
    unpackInto(values, packed, run.firstBucket * width)
    return values
  }
  const counts = (name: string, width?: number) => fill(Uint32Array, name, width)
  const floats = (name: string, width?: number) => fill(Float32Array, name, width)
  const byRegion = (given: string) => counts(`byRegion.${given}`, topology.regions.length)
  const staleTypes = Object.keys(run.series).flatMap(name =>
    name.startsWith('staleAgeMs.') ? [name.slice('staleAgeMs.'.length)] : [],
  )
  return {
    fates: Object.fromEntries(FATES.map(fate => [fate, counts(`fates.${fate}`)])) as Series['fates'],
    arrivals: counts('arrivals'),
    hitsCdn: counts('hitsCdn'),
    hitsL1: counts('hitsL1'),
    hitsL2: counts('hitsL2'),
    lookupMisses: counts('lookupMisses'),
    loads: counts('loads'),
    originRunning: counts('originRunning'),
    originDemand: counts('originDemand'),
    originSlowdown: floats('originSlowdown'),
    originWaiting: counts('originWaiting'),
    originOldestMs: floats('originOldestMs'),
    instanceOpen: counts('instanceOpen', topology.instances),
    nodeBusy: floats('nodeBusy', topology.nodes),
    evictions: counts('evictions'),
    memoryBytes: fill(Float64Array, 'memoryBytes'),
    invalidationLagMs: floats('invalidationLagMs'),
    feedLagMs: floats('feedLagMs'),
    feedDeletes: counts('feedDeletes'),
    staleAgeMs: Object.fromEntries(staleTypes.map(type => [type, floats(`staleAgeMs.${type}`)])),
    wrong: counts('wrong'),
    byRegion: { ended: byRegion('ended'), stale: byRegion('stale'), failed: byRegion('failed') },
    acts: {},
    p50: floats('p50'),
    p99: floats('p99'),
  }
}

function latencyOf({ latency, rest: { buckets }, firstBucket }: ExcerptRun): Recording['latency'] {
  if (latency === null) return { edgesMs: new Float64Array(0), bins: 0, counts: new Uint32Array(0) }
  const edgesMs = Float64Array.from(latency.edgesMs)
  const bins = edgesMs.length - 1
  const counts = new Uint32Array(buckets * bins)
  unpackInto(counts, latency.counts, firstBucket * bins)
  return { edgesMs, bins, counts }
}

const NO_TRACES: Traces = {
  count: 0,
  sampleEvery: 1,
  request: new Uint32Array(0),
  sampled: new Uint8Array(0),
  keyNames: [],
  key: new Uint16Array(0),
  instance: new Uint16Array(0),
  node: new Uint16Array(0),
  fate: new Uint8Array(0),
  attempts: new Uint8Array(0),
  startMs: new Float64Array(0),
  endMs: new Float64Array(0),
  staleMs: new Float32Array(0),
  spanFirst: new Uint32Array(1),
  spanStage: new Uint8Array(0),
  spanStartMs: new Float64Array(0),
  spanEndMs: new Float64Array(0),
  leftOut: 0,
}
