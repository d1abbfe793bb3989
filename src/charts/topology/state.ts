import type { Recording } from '#recording/recording.ts'
import { bucketAt, countsByOutcome } from '../buckets.ts'
import { formatCount, formatMs, formatShare } from '../figures.ts'

/** The system as it stood at the end of the last bucket that was complete at the playhead. */
export interface SystemState {
  readonly bucket: number
  readonly arrivalsPerSecond: number
  readonly hitsPerSecond: number
  readonly missesPerSecond: number
  readonly stalePerSecond: number
  readonly failedPerSecond: number
  readonly loadsPerSecond: number
  readonly running: number
  readonly waiting: number
  readonly oldestMs: number
  readonly slowdown: number
  /** Answered by the edge. */
  readonly edgePerSecond: number
  /** Deletes that the change feed led to, and how late the latest of them was. */
  readonly feedPerSecond: number
  readonly feedLagMs: number
  /** By region: of the requests that ended there, the share that was stale, and that failed. */
  readonly regions: readonly { readonly name: string; readonly stale: number; readonly failed: number }[]
}

/** Rates are means over so much before the playhead, ms. */
const RATE_MS = 1000

export function stateAt(recording: Recording, atMs: number): SystemState {
  const { series, bucketMs } = recording
  const bucket = bucketAt(recording, atMs - bucketMs)
  const per = Math.max(1, Math.round(RATE_MS / bucketMs))
  const from = Math.max(0, bucket - per + 1)
  const rate = (counts: Uint32Array) => {
    let sum = 0
    for (let i = from; i <= bucket; i++) sum += counts[i] ?? 0
    return (sum * 1000) / ((bucket - from + 1) * bucketMs)
  }
  const outcomes = countsByOutcome(recording)
  return {
    bucket,
    arrivalsPerSecond: rate(series.arrivals),
    hitsPerSecond: rate(outcomes.hit),
    missesPerSecond: rate(outcomes.miss) + rate(outcomes.joined),
    stalePerSecond: rate(outcomes.stale),
    failedPerSecond: rate(outcomes.failed),
    loadsPerSecond: rate(series.loads),
    running: series.originRunning[bucket] ?? 0,
    waiting: series.originWaiting[bucket] ?? 0,
    oldestMs: series.originOldestMs[bucket] ?? 0,
    slowdown: series.originSlowdown[bucket] ?? 1,
    edgePerSecond: rate(series.hitsCdn),
    feedPerSecond: rate(series.feedDeletes),
    feedLagMs: series.feedLagMs.subarray(from, bucket + 1).reduce((most, lag) => Math.max(most, lag), 0),
    regions: regionShares(recording, from, bucket),
  }
}

function regionShares({ series, topology }: Recording, from: number, to: number): SystemState['regions'] {
  const { regions } = topology
  return regions.map(({ name }, region) => {
    const count = (counts: Uint32Array) => {
      let sum = 0
      for (let i = from; i <= to; i++) sum += counts[i * regions.length + region] ?? 0
      return sum
    }
    const ended = Math.max(1, count(series.byRegion.ended))
    return {
      name,
      stale: count(series.byRegion.stale) / ended,
      failed: count(series.byRegion.failed) / ended,
    }
  })
}

/** The canvas in words, for those who do not see it. */
export function describeState(recording: Recording, atMs: number): string {
  const state = stateAt(recording, atMs)
  const { topology } = recording
  const perSecond = (rate: number) => formatCount(Math.round(rate))
  const line =
    state.waiting > 0
      ? `${formatCount(state.waiting)} queries wait for a connection, the oldest for ${formatMs(state.oldestMs)}`
      : 'no query waits for a connection'
  const fates = [
    `${perSecond(state.hitsPerSecond)} hit`,
    `${perSecond(state.missesPerSecond)} missed`,
    state.stalePerSecond > 0 ? `${perSecond(state.stalePerSecond)} stale` : '',
    `${perSecond(state.failedPerSecond)} failed`,
  ].filter(part => part !== '')
  const feed =
    state.feedPerSecond > 0
      ? ` The change feed leads to ${perSecond(state.feedPerSecond)} deletes a second, at most ${formatMs(state.feedLagMs)} late.`
      : ''
  const regions =
    state.regions.length < 2
      ? ''
      : ` By region: ${state.regions.map(({ name, stale, failed }) => `in ${name} ${formatShare(stale)} are stale and ${formatShare(failed)} fail`).join('; ')}.`
  return (
    `At ${(atMs / 1000).toFixed(2)} s: ${perSecond(state.arrivalsPerSecond)} requests a second arrive at ` +
    `${topology.instances} instances; of those that ended, a second: ${fates.join(', ')}. PostgreSQL runs ` +
    `${state.running} of ${topology.connections} queries, each ${state.slowdown.toFixed(1)} times as slow as alone; ${line}.${feed}${regions}`
  )
}
