/** Of -ln(p) / ln(2)^2 counters a name and -log2(p) hashes, which a Bloom filter needs to err once in 1/p = 1000 times. */
const COUNTERS_A_NAME = 14.377587521150594
const HASHES = 10
const COUNT_MAX = 0xffff

/**
 * How often names were seen lately, roughly: a counting Bloom filter in one array, in which a name's count is
 * the least of its ten counters. It never counts too few, and too many where names collide.
 *
 * Source: libCacheSim's minimalIncrementCBF.c with the error rate 0.001 that WTinyLFU.c asks for; in the
 * version reproduced here every counter of a name goes up, not only the least. Names are hashed with MurmurHash3's
 * finalizer over FNV-1a instead of XXH64, so counts agree in distribution, not one by one.
 */
export class FrequencySketch {
  private readonly counters: Uint16Array
  private first = 0
  private second = 0

  /** `names` is how many names are to be told apart well. */
  constructor(names: number) {
    this.counters = new Uint16Array(Math.max(2 * HASHES, Math.ceil(COUNTERS_A_NAME * names)))
  }

  add(name: string): void {
    const { counters } = this
    this.hash(name)
    let at = this.first
    for (let i = 0; i < HASHES; i++) {
      const place = at % counters.length
      const count = counters[place] as number
      if (count < COUNT_MAX) counters[place] = count + 1
      at = (at + this.second) >>> 0
    }
  }

  count(name: string): number {
    const { counters } = this
    this.hash(name)
    let least = COUNT_MAX
    let at = this.first
    for (let i = 0; i < HASHES; i++) {
      const count = counters[at % counters.length] as number
      if (count < least) least = count
      at = (at + this.second) >>> 0
    }
    return least
  }

  /** The past counts half as much from now on. */
  age(): void {
    const { counters } = this
    for (let i = 0; i < counters.length; i++) counters[i] = (counters[i] as number) >>> 1
  }

  clear(): void {
    this.counters.fill(0)
  }

  /** Two hashes make all ten (Kirsch and Mitzenmacher 2006). */
  private hash(name: string): void {
    let hash = 0x811c9dc5
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
    this.first = mixed(hash)
    this.second = mixed(hash ^ 0x9e3779b9)
  }
}

/** Every bit of a hash over the whole word: the finalizer of MurmurHash3 (Appleby). */
function mixed(hash: number): number {
  let word = hash ^ (hash >>> 16)
  word = Math.imul(word, 0x85ebca6b)
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
  return (word ^ (word >>> 16)) >>> 0
}
