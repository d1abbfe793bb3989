import type { RedisSettings } from '#cache/design.ts'
import type { Key } from '#cache/key.ts'
import type { Draws } from '#kernel/chance.ts'
import { REDIS_7, RedisEviction } from './redisEviction.ts'
import { RedisOverflow } from './redisOverflow.ts'

const SWEEP_MS = 1000

/** Told only where bytes are accounted. */
export interface MemoryWatcher {
  /** Memory had no room for an entry any more, nor had the overflow. */
  evicted(key: Key, node: number): void
  /** An entry of so many bytes is gone, or another has taken its place, after having been read so often. */
  left(key: Key, reads: number, bytes: number): void
  /** What a node holds in memory after a change. */
  memory(node: number, bytes: number): void
}

/** A name that takes room. */
export interface Kept {
  readonly name: string
  readonly key: Key
  readonly isEntry: boolean
  readonly bytes: number
  readonly untilMs: number
}

class Account implements Kept {
  readonly name: string
  readonly key: Key
  isEntry = false
  bytes = 0
  untilMs = 0
  /** Since it was written. */
  reads = 0
  /** In which sweep it is looked at next. */
  sweep = Number.POSITIVE_INFINITY
  constructor(name: string, key: Key) {
    this.name = name
    this.key = key
  }
}

/**
 * The memory of one node: what takes how much of it, and who has to leave. It keeps the accounts of a node and does not
 * hold anything itself, so that it serves the model and an embedded Redis alike.
 *
 * Redis makes room before it executes a command when it holds too much; here that is done right after the one which
 * made it too much. No command can tell the difference, and no node is ever seen above its limit. What has expired is freed
 * when it is touched and, once a second, wherever it is: Redis samples ten times a second and reaches much the same.
 */
export class RedisMemory {
  private readonly node: number
  private readonly watcher: MemoryWatcher
  private readonly limitBytes: number
  /** null when nobody has to leave: there is no limit, or writes are refused at it. */
  private readonly eviction: RedisEviction | null
  private readonly overflow: RedisOverflow<Account> | null
  private readonly accounts = new Map<string, Account>()
  /** Accounts by the sweep after their end. */
  private readonly endings = new Map<number, Account[]>()
  private swept = 0
  private heldBytes = 0
  private toldBytes = 0

  constructor(node: number, settings: RedisSettings, draws: Draws, watcher: MemoryWatcher) {
    const { memoryBytes, eviction, overflow } = settings
    this.node = node
    this.watcher = watcher
    this.limitBytes = memoryBytes ?? Number.POSITIVE_INFINITY
    const policy = eviction === 'allkeys-lfu' ? 'lfu' : 'lru'
    this.eviction =
      memoryBytes === null || eviction === 'noeviction'
        ? null
        : new RedisEviction({ policy, ...REDIS_7 }, draws, node)
    this.overflow = overflow === null ? null : new RedisOverflow(overflow)
  }

  get bytes(): number {
    return this.heldBytes
  }

  /** False when a name of this size would have to be refused. */
  hasRoomFor(name: string, bytes: number, clockMs: number): boolean {
    if (this.eviction !== null) return true
    this.expire(name, clockMs)
    const freed = this.accounts.get(name)?.bytes ?? 0
    return this.heldBytes - freed + bytes <= this.limitBytes
  }

  /** Whether a name takes room, and has not expired. */
  holds(name: string, clockMs: number): boolean {
    this.expire(name, clockMs)
    return this.accounts.has(name)
  }

  /** A name that is held is read. Returns how much longer that takes, ms: what is in the overflow moves back. */
  read(name: string, clockMs: number): number {
    this.sweep(clockMs)
    const account = this.accounts.get(name)
    if (account === undefined) return 0
    account.reads++
    if (this.overflow?.remove(account) !== true) {
      this.eviction?.touch(name, clockMs)
      return 0
    }
    this.heldBytes += account.bytes
    this.eviction?.add(name, account.bytes, clockMs)
    return this.overflow.delayMs
  }

  write(written: Kept, clockMs: number): void {
    const { name, isEntry, bytes, untilMs } = written
    this.sweep(clockMs)
    let account = this.accounts.get(name)
    if (account === undefined) {
      account = new Account(name, written.key)
      this.accounts.set(name, account)
    } else {
      this.tellLeft(account)
      if (this.overflow?.remove(account) !== true) this.heldBytes -= account.bytes
    }
    account.isEntry = isEntry
    account.bytes = bytes
    account.untilMs = untilMs
    account.reads = 0
    this.heldBytes += bytes
    this.eviction?.add(name, bytes, clockMs)
    const sweep = sweepAfter(untilMs)
    if (sweep < account.sweep) this.lookAgain(account, sweep)
  }

  remove(name: string): void {
    const account = this.accounts.get(name)
    if (account === undefined) return
    this.tellLeft(account)
    this.accounts.delete(name)
    if (this.overflow?.remove(account) === true) return
    this.heldBytes -= account.bytes
    this.eviction?.remove(name)
  }

  /** Takes what is too much out of memory. Returns what must leave the node for good. */
  makeRoom(clockMs: number): readonly Kept[] {
    if (this.heldBytes <= this.limitBytes || this.eviction === null) return []
    this.sweep(clockMs)
    const gone: Kept[] = []
    while (this.heldBytes > this.limitBytes) {
      const name = this.eviction.victim(clockMs)
      const account = name === undefined ? undefined : this.accounts.get(name)
      if (account === undefined) break
      // Tokens and leases are not worth keeping on slower storage.
      if (this.overflow === null || !account.isEntry) {
        this.evict(account, gone)
        continue
      }
      this.eviction.remove(account.name)
      this.heldBytes -= account.bytes
      this.overflow.add(account)
      for (let last = this.overflow.excess(); last !== undefined; last = this.overflow.excess())
        this.evict(last, gone)
    }
    return gone
  }

  clear(): void {
    for (const account of this.accounts.values()) this.tellLeft(account)
    this.forget()
  }

  /** Holds this instead of what it held. An entry that `stays` has not left, and how often it was read counts on. */
  replace(content: readonly Kept[], stays: (name: string) => boolean, clockMs: number): void {
    const before = new Map(this.accounts)
    this.forget()
    for (const kept of content) {
      this.write(kept, clockMs)
      const same = stays(kept.name) ? before.get(kept.name) : undefined
      if (same === undefined) continue
      this.accounts.get(kept.name)!.reads = same.reads
      before.delete(kept.name)
    }
    for (const account of before.values()) this.tellLeft(account)
  }

  /** Frees what has expired, wherever it is, unless that was done within this second. */
  sweep(clockMs: number): void {
    const until = Math.floor(clockMs / SWEEP_MS)
    while (this.swept < until) {
      const ended = this.endings.get(++this.swept)
      if (ended === undefined) continue
      this.endings.delete(this.swept)
      for (const account of ended) {
        if (account.sweep !== this.swept || this.accounts.get(account.name) !== account) continue
        if (account.untilMs <= clockMs) this.remove(account.name)
        else this.lookAgain(account, sweepAfter(account.untilMs))
      }
    }
  }

  /** Tells what is held, if that has changed. */
  tell(): void {
    if (this.heldBytes === this.toldBytes) return
    this.toldBytes = this.heldBytes
    this.watcher.memory(this.node, this.heldBytes)
  }

  private forget(): void {
    this.accounts.clear()
    this.endings.clear()
    this.eviction?.clear()
    this.overflow?.clear()
    this.heldBytes = 0
  }

  private evict(account: Account, gone: Kept[]): void {
    gone.push(account)
    if (account.isEntry) this.watcher.evicted(account.key, this.node)
    this.remove(account.name)
  }

  private expire(name: string, clockMs: number): void {
    const account = this.accounts.get(name)
    if (account !== undefined && account.untilMs <= clockMs) this.remove(name)
  }

  private lookAgain(account: Account, sweep: number): void {
    account.sweep = sweep
    const ended = this.endings.get(sweep)
    if (ended === undefined) this.endings.set(sweep, [account])
    else ended.push(account)
  }

  private tellLeft(account: Account): void {
    if (account.isEntry) this.watcher.left(account.key, account.reads, account.bytes)
  }
}

/** The first sweep that finds what ends then expired. */
function sweepAfter(untilMs: number): number {
  return Math.ceil(untilMs / SWEEP_MS)
}
