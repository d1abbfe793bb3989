import type { Span } from './buckets.ts'

type Numbers = Uint32Array | Float32Array | Float64Array

/** One column of a series that holds `of` values a bucket, as a series of its own. */
export function columnOf(values: Numbers, column: number, of: number): Float64Array {
  return Float64Array.from({ length: Math.floor(values.length / of) }, (_, i) => values[i * of + column] ?? 0)
}

/** The mean of each point. */
export function means(values: Numbers, span: Span): Float64Array {
  return Float64Array.from({ length: span.points }, (_, i) => {
    const from = span.first + i * span.per
    const to = Math.min(from + span.per, span.end)
    let sum = 0
    for (let bucket = from; bucket < to; bucket++) sum += values[bucket] as number
    return to > from ? sum / (to - from) : 0
  })
}
