const LOWEST_OCTAVE = -7
const OCTAVES = 23
/** Bins an octave of latency: edges lie at 2^k x (1, 1.25, 1.5, 1.75) ms, from 8 us to a minute. */
const BINS_PER_OCTAVE = 4
export const BINS = OCTAVES * BINS_PER_OCTAVE

const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)
const FIRST_SLOT = (127 + LOWEST_OCTAVE) * BINS_PER_OCTAVE

/** The bin of a latency. Exponent and first two bits of the fraction of the float: a logarithm that costs a shift. */
export function binOf(latencyMs: number): number {
  float[0] = latencyMs
  return Math.min(Math.max((bits[0]! >>> 21) - FIRST_SLOT, 0), BINS - 1)
}

export function edges(): Float64Array {
  const edgesMs = new Float64Array(BINS + 1)
  let octaveMs = 1 / 128
  for (let bin = 0; bin <= BINS; bin++) {
    edgesMs[bin] = octaveMs * (1 + (bin % BINS_PER_OCTAVE) / BINS_PER_OCTAVE)
    if (bin % BINS_PER_OCTAVE === BINS_PER_OCTAVE - 1) octaveMs *= 2
  }
  return edgesMs
}
