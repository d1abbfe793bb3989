import type { Eviction, EvictionKind } from '#cache/eviction/eviction.ts'
import { NaiveWTinyLfu } from './naiveWTinyLfu.ts'

/** The policies as their papers tell them, in arrays that are searched from end to end: slow and plain. */
export function naiveEviction(kind: EvictionKind, capacity: number): Eviction {
  return new naive[kind](capacity)
}

interface Held {
  readonly name: string
  uses: number
  usedAt: number
}

abstract class Naive implements Eviction {
  /** From the oldest to the youngest. */
  protected held: Held[] = []
  protected now = 0
  protected readonly capacity: number

  constructor(capacity: number) {
    this.capacity = capacity
  }

  get size(): number {
    return this.held.length
  }

  touch(name: string): boolean {
    const found = this.held.find(each => each.name === name)
    if (found === undefined) return false
    found.uses++
    found.usedAt = ++this.now
    this.used(found)
    return true
  }

  add(name: string): string | undefined {
    const evicted = this.size === this.capacity ? this.take(this.victim()) : undefined
    this.held.push({ name, uses: 0, usedAt: ++this.now })
    return evicted
  }

  remove(name: string): void {
    const found = this.held.find(each => each.name === name)
    if (found !== undefined) this.take(found)
  }

  clear(): void {
    while (this.held.length > 0) this.take(this.held[0]!)
  }

  protected take(held: Held): string {
    this.held.splice(this.held.indexOf(held), 1)
    return held.name
  }

  protected used(_: Held): void {}

  protected abstract victim(): Held
}

/** The one with the smallest of these, compared number by number. */
function least(held: readonly Held[], by: (held: Held) => readonly number[]): Held {
  return held.toSorted((a, b) => {
    const [of, than] = [by(a), by(b)]
    const differs = of.findIndex((value, index) => value !== than[index])
    return differs === -1 ? 0 : of[differs]! - than[differs]!
  })[0]!
}

class NaiveLru extends Naive {
  protected victim(): Held {
    return least(this.held, each => [each.usedAt])
  }
}

class NaiveLfu extends Naive {
  protected victim(): Held {
    return least(this.held, each => [each.uses, each.usedAt])
  }
}

class NaiveFifo extends Naive {
  protected victim(): Held {
    return this.held[0]!
  }
}

class NaiveSieve extends Naive {
  private hand = 0

  protected override take(held: Held): string {
    const place = this.held.indexOf(held)
    super.take(held)
    if (place < this.hand) this.hand--
    // After the youngest comes the oldest, whoever comes in while the hand waits.
    if (this.hand >= this.held.length) this.hand = 0
    return held.name
  }

  protected victim(): Held {
    for (;;) {
      const at = this.held[this.hand]!
      if (at.uses === 0) return at
      at.uses = 0
      this.hand = (this.hand + 1) % this.held.length
    }
  }
}

class NaiveS3Fifo implements Eviction {
  private small: Held[] = []
  private main: Held[] = []
  private ghosts: string[] = []
  private readonly capacity: number
  private readonly smallMax: number

  constructor(capacity: number) {
    this.capacity = capacity
    this.smallMax = Math.max(1, Math.floor(capacity / 10))
  }

  get size(): number {
    return this.small.length + this.main.length
  }

  touch(name: string): boolean {
    const found = [...this.small, ...this.main].find(each => each.name === name)
    if (found) found.uses = Math.min(3, found.uses + 1)
    return found !== undefined
  }

  add(name: string): string | undefined {
    const isGhost = this.ghosts.includes(name)
    this.ghosts = this.ghosts.filter(each => each !== name)
    let evicted: string | undefined
    while (this.size === this.capacity)
      evicted =
        this.main.length > this.capacity - this.smallMax || this.small.length === 0
          ? this.fromMain()
          : this.fromSmall()
    const queue = isGhost ? this.main : this.small
    queue.push({ name, uses: 0, usedAt: 0 })
    return evicted
  }

  remove(name: string): void {
    this.small = this.small.filter(each => each.name !== name)
    this.main = this.main.filter(each => each.name !== name)
  }

  clear(): void {
    this.small = []
    this.main = []
    this.ghosts = []
  }

  private fromSmall(): string | undefined {
    for (;;) {
      const first = this.small.shift()
      if (first === undefined) return undefined
      if (first.uses >= 2) {
        this.main.push({ ...first, uses: 0 })
        continue
      }
      this.ghosts.push(first.name)
      while (this.ghosts.length > Math.floor(this.capacity * 0.9)) this.ghosts.shift()
      return first.name
    }
  }

  private fromMain(): string | undefined {
    const first = this.main.shift()!
    if (first.uses === 0) return first.name
    this.main.push({ ...first, uses: first.uses - 1 })
    return undefined
  }
}

const naive: Readonly<Record<EvictionKind, new (capacity: number) => Eviction>> = {
  lru: NaiveLru,
  lfu: NaiveLfu,
  fifo: NaiveFifo,
  sieve: NaiveSieve,
  's3-fifo': NaiveS3Fifo,
  'w-tinylfu': NaiveWTinyLfu,
}
