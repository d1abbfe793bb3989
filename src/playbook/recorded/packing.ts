/**
 * Values of a series, one after the other: a negative number stands for so many zeros, null for NaN. Counts are kept as they
 * are, other values to SIGNIFICANT digits.
 */
export type Packed = readonly (number | null)[]

const SIGNIFICANT = 4

type Values = Uint32Array | Float32Array | Float64Array

export function pack(values: Values): Packed {
  const packed: (number | null)[] = []
  let zeros = 0
  const endZeros = () => {
    if (zeros > 0) packed.push(-zeros)
    zeros = 0
  }
  for (const value of values) {
    if (value === 0) {
      zeros++
      continue
    }
    endZeros()
    packed.push(Number.isNaN(value) ? null : rounded(value))
  }
  endZeros()
  return packed
}

function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(SIGNIFICANT))
}

/** Writes packed values into a series of zeros from `at` on. */
export function unpackInto(values: Values, packed: Packed, at: number): void {
  let place = at
  for (const value of packed) {
    if (value !== null && value < 0) place -= value
    else values[place++] = value ?? Number.NaN
  }
}
