import { FAILED_FATES, type Recording, type Summary } from './recording.ts'

/** Start of the measured bucket with the highest value, ms. `width` values belong to each bucket. */
export function peakAtMs(
  { settleMs, bucketMs }: Pick<Recording, 'settleMs' | 'bucketMs'>,
  values: ArrayLike<number>,
  width = 1,
): number {
  const first = Math.ceil(settleMs / bucketMs)
  let peak = first
  let highest = Number.NEGATIVE_INFINITY
  for (let cell = first * width; cell < values.length; cell++) {
    // A quantile of a bucket without answers is NaN, and no comparison with NaN holds.
    if (!(values[cell]! > highest)) continue
    peak = Math.floor(cell / width)
    highest = values[cell]!
  }
  return peak * bucketMs
}

/** Start of the first measured bucket in which a request failed, ms; null when none did. */
export function firstFailureMs({ settleMs, bucketMs, buckets, series }: Recording): number | null {
  for (let bucket = Math.ceil(settleMs / bucketMs); bucket < buckets; bucket++) {
    if (FAILED_FATES.some(fate => series.fates[fate][bucket]! > 0)) return bucket * bucketMs
  }
  return null
}

/** Requests that got no answer. */
export function failures({
  outcomes: { shed, rejected, timeout, error },
}: Pick<Summary, 'outcomes'>): number {
  return shed + rejected + timeout + error
}

/** Share of the requests of all these together that got no answer. */
export function failedShare(measured: readonly Pick<Summary, 'requests' | 'outcomes'>[]): number {
  const requests = measured.reduce((sum, each) => sum + each.requests, 0)
  return requests === 0 ? 0 : measured.reduce((sum, each) => sum + failures(each), 0) / requests
}
