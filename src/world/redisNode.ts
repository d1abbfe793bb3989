import type { Entry } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import { type Lookup, type StoreNode, TOKEN_MS } from '#cache/ports.ts'

const NOTHING: Lookup = { entry: null, stamp: null }

class Held implements Lookup {
  readonly entry: Entry | null
  readonly stamp: string
  readonly untilMs: number
  constructor(entry: Entry | null, stamp: string, untilMs: number) {
    this.entry = entry
    this.stamp = stamp
    this.untilMs = untilMs
  }
}

/**
 * A Redis node as the engine uses it: one value a key, which is an entry or a miss token, each with a stamp and a time
 * to live in whole milliseconds. The same commands on a real Redis are `wire/redisStore.ts`.
 */
export class RedisNode implements StoreNode {
  private readonly held = new Map<string, Held>()
  private stamps = 0

  lookUp(key: Key, wantsToken: boolean, clockMs: number): Lookup {
    const held = this.live(key, clockMs)
    if (held !== undefined) return held
    if (!wantsToken) return NOTHING
    const token = new Held(null, this.nextStamp(), clockMs + TOKEN_MS)
    this.held.set(key.name, token)
    return token
  }

  fill(key: Key, entry: Entry, seen: string | null, keepMs: number, clockMs: number): boolean {
    const held = this.live(key, clockMs)
    if (seen !== null) {
      if (held === undefined) return false
      const isOlder = held.entry !== null && held.entry.version < entry.version
      if (held.stamp !== seen && !isOlder) return false
    }
    this.held.set(key.name, new Held(entry, this.nextStamp(), clockMs + keepMs))
    return true
  }

  delete(key: Key): void {
    this.held.delete(key.name)
  }

  clear(): void {
    this.held.clear()
  }

  private live(key: Key, clockMs: number): Held | undefined {
    const held = this.held.get(key.name)
    if (held === undefined || clockMs < held.untilMs) return held
    this.held.delete(key.name)
    return undefined
  }

  private nextStamp(): string {
    return `s${++this.stamps}`
  }
}
