/** Ranks of like popularity, counted together: an approximation that keeps a million keys as quick as a thousand. */
interface Group {
  readonly keys: number
  /** Share of the reads that each of its keys gets. */
  readonly share: number
}

/** The first so many ranks stand for themselves; from there on each group is a little wider than the last. */
const SINGLE_RANKS = 200
const WIDENING = 1.03

/** Keys by popularity under Zipf's law: rank r of `keys` gets a share of r^-exponent of the reads; exponent 0 is uniform. */
export function popularity(keys: number, exponent: number): readonly Group[] {
  const groups: { keys: number; weight: number }[] = []
  let first = 1
  while (first <= keys) {
    const width = first <= SINGLE_RANKS ? 1 : Math.max(1, Math.floor(first * (WIDENING - 1)))
    const last = Math.min(keys, first + width - 1)
    groups.push({ keys: last - first + 1, weight: meanWeight(first, last, exponent) })
    first = last + 1
  }
  const sum = groups.reduce((total, group) => total + group.keys * group.weight, 0)
  return groups.map(group => ({ keys: group.keys, share: group.weight / sum }))
}

/** Mean of r^-exponent over some ranks: the middle one alone, or the integral over them. */
function meanWeight(first: number, last: number, exponent: number): number {
  if (first === last) return first ** -exponent
  const [from, to] = [first - 0.5, last + 0.5]
  const integral =
    Math.abs(exponent - 1) < 1e-9
      ? Math.log(to / from)
      : (to ** (1 - exponent) - from ** (1 - exponent)) / (1 - exponent)
  return integral / (last - first + 1)
}

/**
 * Hit rate of an LRU cache that holds `entries` of the keys, under independent reads: Che, Tung and Wang 2002, "Hierarchical Web
 * Caching Systems: Modeling, Design and Experimental Results". A key stays for t reads after its last one, where t is such that the
 * cache is full: sum of (1 - e^(-p t)) = entries; it hits with probability 1 - e^(-p t). From 0 to 1; first reads are not counted.
 */
export function lruHitRate(groups: readonly Group[], entries: number): number {
  const keys = groups.reduce((sum, group) => sum + group.keys, 0)
  if (entries <= 0) return 0
  if (entries >= keys) return 1
  // Bisection over the logarithm of t: what is held grows with it, from nothing to everything.
  let [low, high] = [Math.log(1e-3), Math.log(keys * 1e6)]
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (held(groups, Math.exp(middle)) < entries) low = middle
    else high = middle
  }
  return hits(groups, Math.exp((low + high) / 2))
}

/** Hit rate if the most popular keys were held for ever: what no policy can beat under independent reads. */
export function bestHitRate(groups: readonly Group[], entries: number): number {
  let left = entries
  let rate = 0
  for (const { keys, share } of groups) {
    if (left <= 0) break
    rate += Math.min(left, keys) * share
    left -= keys
  }
  return Math.min(1, rate)
}

function held(groups: readonly Group[], reads: number): number {
  let sum = 0
  for (const { keys, share } of groups) sum += keys * -Math.expm1(-share * reads)
  return sum
}

function hits(groups: readonly Group[], reads: number): number {
  let sum = 0
  for (const { keys, share } of groups) sum += keys * share * -Math.expm1(-share * reads)
  return sum
}
