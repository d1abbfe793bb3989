import { area, line } from 'd3-shape'

type At = (i: number) => number

/** A line through the values; it breaks where there is none (NaN). */
export function linePath(values: Float64Array, x: At, y: (value: number) => number): string {
  const path = line<number>()
    .defined(value => !Number.isNaN(value))
    .x((_, i) => round(x(i)))
    .y(value => round(y(value)))
  return path(values) ?? ''
}

/** The area between the values and a floor, which is a place in px or the values of another series. */
export function areaPath(
  values: Float64Array,
  x: At,
  y: (value: number) => number,
  floor: number | Float64Array,
): string {
  const path = area<number>()
    .defined(value => !Number.isNaN(value))
    .x((_, i) => round(x(i)))
    .y1(value => round(y(value)))
    .y0((_, i) => (typeof floor === 'number' ? floor : round(y(floor[i] ?? 0))))
  return path(values) ?? ''
}

/** An upright line from the floor to each value; none where there is none (NaN). */
export function rods(values: Float64Array, x: At, y: (value: number) => number, floor: number): string {
  const drawn = Array.from(values, (value, i) =>
    Number.isNaN(value) ? '' : `M${round(x(i))} ${floor}V${round(y(value))}`,
  )
  return drawn.join('')
}

const round = (px: number) => Math.round(px * 10) / 10
