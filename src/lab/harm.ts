import { FAILED_FATES, type Recording } from '#recording/recording.ts'

/** Harm is looked at over this long, and over so much of a long run: in shorter stretches it is noise. */
const OVER_MS = 1000
const OVER_SHARE = 0.01
/** So many times the usual 99th percentile is slow. */
const SLOW_FACTOR = 5
/** Shares of fewer requests than this count for less: one of two is not half of the readers. */
const ENOUGH_REQUESTS = 20
/** A poor answer, stale, wrong or late, is better than none. */
const POOR_WEIGHT = 0.6
/** What is asked of the pool beyond its size, readers will feel; less than what they feel already. */
const DEMAND_WEIGHT = 0.5

/**
 * How bad each stretch is for readers, by the bucket with which it ends: the share of its requests that failed, that
 * were stale or wrong, that were far slower than usual, and that more than usual still wait at its end, and how far the
 * demand for connections exceeds the pool.
 * From the recording alone; 0 where all is well. Only between settling and the end of traffic: of the last few
 * requests each would be a large share.
 */
export function harmByBucket(recording: Recording): Float64Array {
  const { series, latency, topology, bucketMs, buckets, settleMs, durationMs } = recording
  const { fates } = series
  const slowFrom = slowBin(recording)
  const ended = new Float64Array(buckets)
  const harmed = new Float64Array(buckets)
  for (let i = 0; i < buckets; i++) {
    let failed = 0
    let poor = fates.stale[i]! + series.wrong[i]!
    for (const counts of Object.values(fates)) ended[i]! += counts[i]!
    for (const fate of FAILED_FATES) failed += fates[fate][i]!
    for (let bin = slowFrom; bin < latency.bins; bin++) poor += latency.counts[i * latency.bins + bin]!
    harmed[i] = failed + POOR_WEIGHT * poor
  }
  const per = Math.max(1, Math.round(Math.max(OVER_MS, OVER_SHARE * durationMs) / bucketMs))
  const harm = new Float64Array(buckets)
  const last = Math.min(buckets, Math.ceil(durationMs / bucketMs))
  const settled = Math.floor(settleMs / bucketMs)
  const open = openByBucket(recording)
  const usuallyOpen = open.subarray(0, Math.max(1, settled)).reduce((most, each) => Math.max(most, each), 0)
  for (let i = settled; i < last; i++) {
    let requests = 0
    let bad = 0
    for (let j = Math.max(settled, i - per + 1); j <= i; j++) {
      requests += ended[j]!
      bad += harmed[j]!
    }
    const beyond = 1 - topology.connections / Math.max(topology.connections, series.originDemand[i]!)
    const waiting = Math.max(0, open[i]! - usuallyOpen)
    requests += waiting
    bad += POOR_WEIGHT * waiting
    // Who failed after a long wait counts once.
    harm[i] = Math.min(1, bad / Math.max(ENOUGH_REQUESTS, requests)) + DEMAND_WEIGHT * beyond
  }
  return harm
}

/** Requests that are inside the instances at the end of each bucket. */
function openByBucket({ series, topology: { instances }, buckets }: Recording): Float64Array {
  const open = new Float64Array(buckets)
  for (let i = 0; i < series.instanceOpen.length; i++)
    open[Math.floor(i / instances)]! += series.instanceOpen[i]!
  return open
}

/** The first bin of latencies that are all far above what was usual while the run settled. */
function slowBin({ latency, bucketMs, buckets, settleMs }: Recording): number {
  const { bins, counts, edgesMs } = latency
  const settled = Math.min(buckets, Math.floor(settleMs / bucketMs))
  const usual = new Float64Array(bins)
  let total = 0
  for (let i = 0; i < (settled > 0 ? settled : buckets) * bins; i++) {
    usual[i % bins]! += counts[i]!
    total += counts[i]!
  }
  if (total === 0) return bins
  let bin = 0
  for (let below = usual[0]!; below < 0.99 * total; below += usual[bin]!) bin++
  const slowMs = SLOW_FACTOR * edgesMs[bin + 1]!
  const first = edgesMs.findIndex(edge => edge >= slowMs)
  return first < 0 ? bins : Math.min(bins, first)
}
