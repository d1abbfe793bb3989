import type { Eviction } from '#cache/eviction/eviction.ts'
import { FrequencySketch, hashOf } from '#cache/eviction/frequencySketch.ts'

/** W-TinyLFU as libCacheSim has it, in arrays, with the sketch of the real one: it decides what the sketch cannot. */
export class NaiveWTinyLfu implements Eviction {
  private window: string[] = []
  private probation: string[] = []
  private safe: string[] = []
  private reads = 0
  private readonly capacity: number
  private readonly mainMax: number
  private readonly safeMax: number
  private readonly sketch: FrequencySketch

  constructor(capacity: number) {
    this.capacity = capacity
    this.mainMax = capacity - Math.max(1, Math.floor(capacity / 100))
    this.safeMax = Math.floor((this.mainMax * 4) / 5)
    this.sketch = new FrequencySketch(this.mainMax)
  }

  get size(): number {
    return this.window.length + this.probation.length + this.safe.length
  }

  touch(name: string): boolean {
    if (this.window.includes(name)) {
      this.window = [...without(this.window, name), name]
      return true
    }
    if (!this.probation.includes(name) && !this.safe.includes(name)) return false
    this.probation = without(this.probation, name)
    this.safe = [...without(this.safe, name), name]
    if (this.safe.length > this.safeMax) this.probation.push(this.safe.shift()!)
    this.sketch.add(hashOf(name))
    if (++this.reads === 32 * this.mainMax) {
      this.reads = 0
      this.sketch.age()
    }
    return true
  }

  add(name: string): string | undefined {
    let evicted: string | undefined
    while (this.size === this.capacity) evicted = this.makeRoom()
    this.window.push(name)
    this.sketch.add(hashOf(name))
    return evicted
  }

  remove(name: string): void {
    this.window = without(this.window, name)
    this.probation = without(this.probation, name)
    this.safe = without(this.safe, name)
  }

  clear(): void {
    this.window = []
    this.probation = []
    this.safe = []
    this.sketch.clear()
    this.reads = 0
  }

  private makeRoom(): string | undefined {
    const candidate = this.window.shift()
    const main = this.probation.length > 0 ? this.probation : this.safe
    if (candidate === undefined) return main.shift()
    let loser: string | undefined
    if (this.probation.length + this.safe.length < this.mainMax) this.admit(candidate)
    else if (this.mainMax > 0 && this.count(candidate) > this.count(main[0]!)) {
      loser = main.shift()
      this.admit(candidate)
    } else loser = candidate
    this.sketch.add(hashOf(candidate))
    return loser
  }

  private admit(name: string): void {
    const overflows = this.probation.length >= this.mainMax - this.safeMax && this.safe.length < this.safeMax
    if (overflows) this.safe.push(name)
    else this.probation.push(name)
  }

  private count(name: string): number {
    return this.sketch.count(hashOf(name))
  }
}

function without(names: readonly string[], name: string): string[] {
  return names.filter(each => each !== name)
}
