import type { Entry } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import { type CopiedNode, lockName, type Stored } from '#cache/nodeContent.ts'
import { type Lookup, TOKEN_MS } from '#cache/ports.ts'

const NOTHING: Lookup = { entry: null, stamp: null }

class Held implements Lookup, Stored {
  readonly name: string
  readonly key: Key
  readonly entry: Entry | null
  readonly stamp: string
  readonly untilMs: number
  constructor(name: string, key: Key, entry: Entry | null, stamp: string, untilMs: number) {
    this.name = name
    this.key = key
    this.entry = entry
    this.stamp = stamp
    this.untilMs = untilMs
  }
}

/**
 * A Redis node as the engine uses it: one value a key, which is an entry or a miss token, each with a stamp and a time
 * to live in whole milliseconds; and leases, under names of their own. The same commands on a real Redis are
 * `wire/redisStore.ts`.
 */
export class RedisNode implements CopiedNode {
  private readonly held = new Map<string, Stored>()
  private stamps = 0

  lookUp(key: Key, wantsToken: boolean, clockMs: number): Lookup {
    const held = this.live(key.name, clockMs)
    if (held !== undefined) return held
    if (!wantsToken) return NOTHING
    const token = new Held(key.name, key, null, this.nextStamp(), clockMs + TOKEN_MS)
    this.held.set(key.name, token)
    return token
  }

  fill(
    key: Key,
    entry: Entry,
    seen: string | null,
    keepMs: number,
    clockMs: number,
    lease: string | null = null,
  ): boolean {
    if (lease !== null && this.live(lockName(key), clockMs)?.stamp !== lease) return false
    if (seen !== null) {
      const held = this.live(key.name, clockMs)
      if (held === undefined) return false
      const isOlder = held.entry !== null && held.entry.version < entry.version
      if (held.stamp !== seen && !isOlder) return false
    }
    this.held.set(key.name, new Held(key.name, key, entry, this.nextStamp(), clockMs + keepMs))
    return true
  }

  delete(key: Key): void {
    this.held.delete(key.name)
  }

  takeLease(key: Key, holder: string, leaseMs: number, clockMs: number): boolean {
    const name = lockName(key)
    if (this.live(name, clockMs) !== undefined) return false
    this.held.set(name, new Held(name, key, null, holder, clockMs + leaseMs))
    return true
  }

  renewLease(key: Key, holder: string, leaseMs: number, clockMs: number): boolean {
    const name = lockName(key)
    if (this.live(name, clockMs)?.stamp !== holder) return false
    this.held.set(name, new Held(name, key, null, holder, clockMs + leaseMs))
    return true
  }

  releaseLease(key: Key, holder: string, clockMs: number): void {
    const name = lockName(key)
    if (this.live(name, clockMs)?.stamp === holder) this.held.delete(name)
  }

  clear(): void {
    this.held.clear()
  }

  peek(name: string, _key: Key, clockMs: number): Stored | null {
    const held = this.held.get(name)
    return held !== undefined && clockMs < held.untilMs ? held : null
  }

  save(clockMs: number): readonly Stored[] {
    return [...this.held.values()].filter(held => clockMs < held.untilMs)
  }

  restore(content: readonly Stored[]): void {
    this.held.clear()
    for (const stored of content) this.put(stored)
  }

  /** Holds this under its name, as a replica does what it is told. */
  put(stored: Stored): void {
    this.held.set(stored.name, stored)
  }

  /** Forgets whatever has this name: an entry, a token or a lease. */
  drop(name: string): void {
    this.held.delete(name)
  }

  private live(name: string, clockMs: number): Stored | undefined {
    const held = this.held.get(name)
    if (held === undefined || clockMs < held.untilMs) return held
    this.held.delete(name)
    return undefined
  }

  private nextStamp(): string {
    return `s${++this.stamps}`
  }
}
