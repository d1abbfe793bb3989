/**
 * The trace behind libcachesim.json: independent draws from a Zipf law over the ids 1 to `objects`.
 *
 * Recipe: splitmix32(seed) gives a, b, c of sfc32 (its counter starts at 1, and twelve outputs are thrown away);
 * two outputs make a 53-bit uniform; the first id at which the cumulative weights i^-exponent exceed it is drawn.
 */
export function zipfTrace(requests = 1e6, objects = 1e5, exponent = 1, seed = 42): Uint32Array {
  const uniform = uniforms(seed)
  const cumulative = new Float64Array(objects)
  let sum = 0
  for (let i = 1; i <= objects; i++) {
    sum += exponent === 1 ? 1 / i : i ** -exponent
    cumulative[i - 1] = sum
  }
  for (let i = 0; i < objects; i++) cumulative[i]! /= sum
  cumulative[objects - 1] = 1
  const trace = new Uint32Array(requests)
  for (let n = 0; n < requests; n++) trace[n] = firstAbove(cumulative, uniform()) + 1
  return trace
}

function uniforms(seed: number): () => number {
  let state = seed >>> 0
  const splitmix = () => {
    state = (state + 0x9e3779b9) | 0
    let z = state ^ (state >>> 16)
    z = Math.imul(z, 0x21f0aaad)
    z ^= z >>> 15
    z = Math.imul(z, 0x735a2d97)
    return (z ^ (z >>> 15)) >>> 0
  }
  let a = splitmix()
  let b = splitmix()
  let c = splitmix()
  let counter = 1
  const sfc = () => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return t >>> 0
  }
  for (let i = 0; i < 12; i++) sfc()
  return () => ((sfc() >>> 5) * 67108864 + (sfc() >>> 6)) / 9007199254740992
}

function firstAbove(cumulative: Float64Array, u: number): number {
  let low = 0
  let high = cumulative.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (cumulative[middle]! > u) high = middle
    else low = middle + 1
  }
  return low
}
