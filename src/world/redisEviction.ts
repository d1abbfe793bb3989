import { NameIndex } from '#cache/eviction/nameIndex.ts'
import type { Draws } from '#kernel/chance.ts'

const LRU_CLOCK_MAX = 0xffffff
const LFU_CLOCK_MAX = 0xffff
const LFU_COUNT_MAX = 255
const LFU_INITIAL_COUNT = 5
const MINUTE_MS = 60_000
const POOL_SIZE = 16

export interface RedisEvictionSettings {
  readonly policy: 'lru' | 'lfu'
  /** Keys looked at before one goes: maxmemory-samples. */
  readonly samples: number
  /** What the LRU clock can tell apart: LRU_CLOCK_RESOLUTION. */
  readonly lruResolutionMs: number
  /** How much slower the LFU counter grows than the reads: lfu-log-factor. */
  readonly lfuLogFactor: number
  /** Minutes after which the LFU counter loses one: lfu-decay-time; with 0 it loses nothing. */
  readonly lfuDecayMinutes: number
}

/** What redis.conf and server.h of Redis 7 say. */
export const REDIS_7: Omit<RedisEvictionSettings, 'policy'> = {
  samples: 5,
  lruResolutionMs: 1000,
  lfuLogFactor: 10,
  lfuDecayMinutes: 1,
}

/** A key that was looked at, and how good it then was to evict: idle time in ms, or 255 - LFU counter. */
interface Candidate {
  readonly name: string
  readonly idle: number
}

/**
 * Which key a Redis node evicts (allkeys-lru, allkeys-lfu) when it needs memory: the best of a few keys drawn by
 * chance, and of a pool of those that earlier draws found. The node asks for victims while it holds too much:
 * `while (keys.bytes > limit) delete(keys.victim(nowMs))`, where `delete` also calls `remove`.
 *
 * Source: Redis 7, evict.c: `evictionPoolPopulate`, `performEvictions` (one database), `estimateObjectIdleTime`
 * and the LFU functions; db.c, `lookupKey`: a read sets the clock or moves the counter. As there, the pool
 * remembers names as they were when looked at, may hold a name twice, and skips those that are gone.
 * One thing differs: `dictGetSomeKeys` takes neighbours in the hash table, while here every draw is uniform, without
 * repetition within one look.
 */
export class RedisEviction {
  private readonly settings: RedisEvictionSettings
  private readonly draws: Draws
  private readonly node: number
  private drawn = 0
  /** The place of each key in the arrays below, in which the last fills the place of one that goes. */
  private readonly places = new NameIndex()
  private readonly names: string[] = []
  private readonly sizes: number[] = []
  /** LRU: the clock at the last access, 24 bits. LFU: the minute of the last access, 16 bits, then the counter, 8. */
  private readonly marks: number[] = []
  /** By idleness, the best to evict last. */
  private readonly pool: Candidate[] = []
  private heldBytes = 0

  /** `node` is the entity that the draws are about; they are numbered in the order in which they are needed. */
  constructor(settings: RedisEvictionSettings, draws: Draws, node: number) {
    this.settings = settings
    this.draws = draws
    this.node = node
  }

  get size(): number {
    return this.names.length
  }

  /** The sum of the sizes that the keys were given. */
  get bytes(): number {
    return this.heldBytes
  }

  /** A key is written: it comes in, or takes its new size and counts as accessed. `clockMs` is 0 or more. */
  add(name: string, bytes: number, clockMs: number): void {
    if (this.touch(name, clockMs)) {
      this.resize(name, bytes)
      return
    }
    this.places.set(name, this.names.length)
    this.names.push(name)
    this.sizes.push(bytes)
    this.marks.push(
      this.settings.policy === 'lru' ? this.lruClock(clockMs) : lfuMark(clockMs, LFU_INITIAL_COUNT),
    )
    this.heldBytes += bytes
  }

  /** A key is read. Returns whether it is held. */
  touch(name: string, clockMs: number): boolean {
    const place = this.places.get(name)
    if (place === undefined) return false
    this.marks[place] =
      this.settings.policy === 'lru'
        ? this.lruClock(clockMs)
        : lfuMark(clockMs, this.incremented(this.lfuCount(place, clockMs)))
    return true
  }

  /** A held key has another size now, without having been accessed. Unknown names are ignored. */
  resize(name: string, bytes: number): void {
    const place = this.places.get(name)
    if (place === undefined) return
    this.heldBytes += bytes - (this.sizes[place] as number)
    this.sizes[place] = bytes
  }

  /** A held key is gone: deleted, expired or evicted. Unknown names are ignored. */
  remove(name: string): void {
    const place = this.places.get(name)
    if (place === undefined) return
    this.heldBytes -= this.sizes[place] as number
    this.swap(place, this.names.length - 1)
    this.names.pop()
    this.sizes.pop()
    this.marks.pop()
    this.places.delete(name)
  }

  /** Everything is gone, as after a restart. The draws go on where they were. */
  clear(): void {
    this.places.clear()
    this.names.length = 0
    this.sizes.length = 0
    this.marks.length = 0
    this.pool.length = 0
    this.heldBytes = 0
  }

  /** The key to evict now, which is still held afterwards; none when there are no keys. */
  victim(clockMs: number): string | undefined {
    // A look always puts a living key into the pool, or finds it full: so this ends.
    while (this.names.length > 0) {
      this.look(clockMs)
      for (let best = this.pool.pop(); best !== undefined; best = this.pool.pop()) {
        if (this.places.get(best.name) !== undefined) return best.name
      }
    }
    return undefined
  }

  /** Draws a few keys and puts those into the pool that are better than its worst. */
  private look(clockMs: number): void {
    const count = Math.min(this.settings.samples, this.names.length)
    for (let drawn = 0; drawn < count; drawn++) {
      // The first places hold those drawn before (Fisher and Yates): the order means nothing.
      this.swap(drawn, drawn + this.draw(this.names.length - drawn))
      this.offer(this.names[drawn] as string, this.idle(drawn, clockMs))
    }
  }

  private offer(name: string, idle: number): void {
    const { pool } = this
    let place = 0
    while (place < pool.length && (pool[place] as Candidate).idle < idle) place++
    if (pool.length < POOL_SIZE) pool.splice(place, 0, { name, idle })
    else if (place > 0) {
      pool.splice(place, 0, { name, idle })
      pool.shift()
    }
  }

  private idle(place: number, clockMs: number): number {
    if (this.settings.policy === 'lfu') return LFU_COUNT_MAX - this.lfuCount(place, clockMs)
    const clock = this.lruClock(clockMs)
    const accessed = this.marks[place] as number
    const elapsed = clock >= accessed ? clock - accessed : clock + LRU_CLOCK_MAX - accessed
    return elapsed * this.settings.lruResolutionMs
  }

  private lruClock(clockMs: number): number {
    return Math.floor(clockMs / this.settings.lruResolutionMs) % (LRU_CLOCK_MAX + 1)
  }

  /** The counter after what it has lost since the last access (`LFUDecrAndReturn`). */
  private lfuCount(place: number, clockMs: number): number {
    const mark = this.marks[place] as number
    const count = mark & LFU_COUNT_MAX
    const { lfuDecayMinutes } = this.settings
    if (lfuDecayMinutes === 0) return count
    const now = minuteOf(clockMs)
    const then = mark >>> 8
    const elapsed = now >= then ? now - then : LFU_CLOCK_MAX - then + now
    return Math.max(0, count - Math.floor(elapsed / lfuDecayMinutes))
  }

  /** The counter after one more access: a Morris counter, ever less likely to grow (`LFULogIncr`). */
  private incremented(count: number): number {
    if (count === LFU_COUNT_MAX) return count
    const above = count - LFU_INITIAL_COUNT
    if (above <= 0) return count + 1
    return this.uniform() * (above * this.settings.lfuLogFactor + 1) < 1 ? count + 1 : count
  }

  private swap(one: number, other: number): void {
    if (one === other) return
    const { names, sizes, marks, places } = this
    const [name, size, mark] = [names[one] as string, sizes[one] as number, marks[one] as number]
    names[one] = names[other] as string
    sizes[one] = sizes[other] as number
    marks[one] = marks[other] as number
    names[other] = name
    sizes[other] = size
    marks[other] = mark
    places.set(names[one] as string, one)
    places.set(name, other)
  }

  private draw(bound: number): number {
    return Math.floor(this.uniform() * bound)
  }

  private uniform(): number {
    this.drawn = (this.drawn + 1) >>> 0
    return this.draws.uniform(this.node, this.drawn)
  }
}

function lfuMark(clockMs: number, count: number): number {
  return (minuteOf(clockMs) << 8) | count
}

function minuteOf(clockMs: number): number {
  return Math.floor(clockMs / MINUTE_MS) % (LFU_CLOCK_MAX + 1)
}
