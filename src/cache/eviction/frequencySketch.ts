/** -ln(p) / ln(2)^2 counters a name and -log2(p) hashes: what a Bloom filter needs that errs once in 1/p = 1000 times. */
const COUNTERS_A_NAME = 14.3776
const HASHES = 10
const COUNT_MAX = 0xffff

/**
 * How often names were seen lately, roughly: a counting Bloom filter in one array, where a name's count is the
 * least of its ten counters. It never counts too few, and too many where names collide.
 *
 * Source: libCacheSim's minimalIncrementCBF.c with the error rate of 0.001 that WTinyLFU.c asks for; despite its
 * name all counters of a name go up, not only the least. The hashes are others (it has XXH64 of numbers), so
 * counts agree in distribution, not one by one.
 */
export class FrequencySketch {
  private readonly counters: Uint16Array

  /** `names` is how many names are to be told apart well. */
  constructor(names: number) {
    this.counters = new Uint16Array(Math.max(2 * HASHES, Math.ceil(COUNTERS_A_NAME * names)))
  }

  /** `hash` is the name's, by `hashOf`. */
  add(hash: number): void {
    const { counters } = this
    const step = stepOf(hash, counters.length)
    let at = firstOf(hash, counters.length)
    for (let i = 0; i < HASHES; i++) {
      const count = counters[at] as number
      if (count < COUNT_MAX) counters[at] = count + 1
      at += step
      if (at >= counters.length) at -= counters.length
    }
  }

  count(hash: number): number {
    const { counters } = this
    const step = stepOf(hash, counters.length)
    let at = firstOf(hash, counters.length)
    let least = COUNT_MAX
    for (let i = 0; i < HASHES; i++) {
      const count = counters[at] as number
      if (count < least) least = count
      at += step
      if (at >= counters.length) at -= counters.length
    }
    return least
  }

  /** From now on the past counts half as much. */
  age(): void {
    const { counters } = this
    for (let i = 0; i < counters.length; i++) counters[i] = (counters[i] as number) >>> 1
  }

  clear(): void {
    this.counters.fill(0)
  }
}

/** FNV-1a over UTF-16 code units. Worth keeping beside a name that is asked about often. */
export function hashOf(name: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return hash
}

// Two numbers make all ten places of a name (Kirsch and Mitzenmacher 2006).

function firstOf(hash: number, counters: number): number {
  return mixed(hash) % counters
}

function stepOf(hash: number, counters: number): number {
  return 1 + (mixed(hash ^ 0x9e3779b9) % (counters - 1))
}

/** Spreads every bit over the whole word: the finalizer of MurmurHash3 (Appleby), a uint32. */
function mixed(hash: number): number {
  let word = hash ^ (hash >>> 16)
  word = Math.imul(word, 0x85ebca6b)
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
  return (word ^ (word >>> 16)) >>> 0
}
