import type { Entry } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import { type Call, type Lookup, type Store, TierUnavailable, TOKEN_MS } from '#cache/ports.ts'
import { FIRST_PENDING_VERSION } from '#cache/writeBehind.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import { RedisNode } from '#world/redisNode.ts'
import type { Mark } from './exchange.ts'
import type { Sent, Trace } from './trace.ts'

export const REDIS = 'redis'
const LOCK = 'lock'

interface RedisParts {
  readonly scheduler: Scheduler
  readonly trace: Trace
  /** One way between a caller and Redis. */
  readonly oneWayMs: number
  /** Whether a newer row than this was committed. */
  readonly isSuperseded: (version: number) => boolean
}

/** The node of the simulator's Redis, and what passes between it and its callers. */
export class TracedRedis {
  /** How long a DEL is on its way; null: as long as any command. */
  deleteOneWayMs: number | null = null
  /** The next DEL of a writer is lost, and nobody is told. */
  losesNextDelete = false
  private isDown = false
  /** Whose the lease was last. */
  private holder: string | null = null
  private readonly node = new RedisNode()
  private readonly parts: RedisParts

  constructor(parts: RedisParts) {
    this.parts = parts
  }

  /** All that it held is gone, and it does not answer until `start`. */
  crash(): void {
    this.isDown = true
    this.node.clear()
    this.parts.trace.holdsNothing(REDIS)
    this.parts.trace.note(REDIS, 'crashes', 'failed')
  }

  start(): void {
    this.isDown = false
    this.parts.trace.note(REDIS, 'back, empty')
  }

  /** Holds an entry from the beginning. */
  put(key: Key, entry: Entry): void {
    const { scheduler } = this.parts
    this.node.fill(key, entry, null, entry.keptUntilMs - scheduler.nowMs, scheduler.nowMs)
    this.holds(key, entry)
  }

  /** Redis as the one at `lane` uses it. */
  from(lane: string): Store {
    const { node } = this
    const nowMs = () => Math.floor(this.parts.scheduler.nowMs)
    return {
      shards: 1,
      lookUp: (key: Key, wantsToken: boolean, _call: Call): Program<Lookup> =>
        this.command(lane, `GET ${key.name}`, () => {
          const lookup = node.lookUp(key, wantsToken, nowMs())
          if (lookup.entry === null && lookup.stamp !== null) this.holdsToken(key)
          return { answer: lookup, ...this.found(lookup) }
        }),
      fill: (key: Key, entry: Entry, seen: string | null, _call: Call, lease: string | null = null) =>
        this.command(lane, `SET ${key.name} = ${entry.value}`, () => {
          const keepMs = Math.max(1, Math.floor(entry.keptUntilMs - nowMs()))
          const isKept = node.fill(key, entry, seen, keepMs, nowMs(), lease)
          if (isKept) this.holds(key, entry)
          return { answer: isKept, says: isKept ? 'OK' : 'refused' }
        }),
      delete: (key: Key, _call: Call): Program<void> => this.delete(lane, key),
      takeLease: (key: Key, holder: string, leaseMs: number, _call: Call) =>
        this.command(lane, `SET lock NX PX ${leaseMs}`, () => {
          const isTaken = node.takeLease(key, holder, leaseMs, nowMs())
          if (isTaken) this.holdsLease(holder, leaseMs)
          return { answer: isTaken, says: isTaken ? 'yours' : 'taken' }
        }),
      renewLease: (key: Key, holder: string, leaseMs: number, _call: Call) =>
        this.command(lane, `PEXPIRE lock ${leaseMs}`, () => {
          const isHeld = node.renewLease(key, holder, leaseMs, nowMs())
          if (isHeld) this.holdsLease(holder, leaseMs)
          return { answer: isHeld, says: isHeld ? 'yours' : 'no longer yours' }
        }),
      releaseLease: (key: Key, holder: string, _call: Call): Program<void> =>
        this.command(lane, 'DEL lock, if mine', () => {
          node.releaseLease(key, holder, nowMs())
          if (this.holder === holder) this.parts.trace.holdsNothing(REDIS, LOCK)
          return { answer: undefined, says: 'OK' }
        }),
    }
  }

  private *delete(lane: string, key: Key): Program<void> {
    const says = `DEL ${key.name}`
    const wayMs = this.deleteOneWayMs ?? this.parts.oneWayMs
    if (this.losesNextDelete) {
      this.losesNextDelete = false
      this.parts.trace.send(lane, REDIS, says, { mark: 'failed' })
      return
    }
    yield* this.command(
      lane,
      says,
      () => {
        this.node.delete(key)
        this.parts.trace.holdsNothing(REDIS, key.name)
        return { answer: undefined, says: 'OK' }
      },
      wayMs,
    )
  }

  private holds(key: Key, { value, version, keptUntilMs }: Entry): void {
    const rowVersion = version < FIRST_PENDING_VERSION ? version : null
    const copy = { key: key.name, says: String(value), kind: 'value', version: rowVersion } as const
    this.parts.trace.holds(REDIS, copy, keptUntilMs)
  }

  private holdsToken({ name: key }: Key): void {
    const untilMs = this.parts.scheduler.nowMs + TOKEN_MS
    this.parts.trace.holds(REDIS, { key, says: 'token', kind: 'token', version: null }, untilMs)
  }

  private holdsLease(holder: string, leaseMs: number): void {
    this.holder = holder
    const untilMs = this.parts.scheduler.nowMs + leaseMs
    this.parts.trace.holds(REDIS, { key: LOCK, says: 'lock', kind: 'lease', version: null }, untilMs)
  }

  private found({ entry, stamp }: Lookup): { readonly says: string; readonly mark: Mark } {
    if (entry === null) return { says: stamp === null ? 'miss' : 'miss, token', mark: 'miss' }
    const isStale = entry.version < FIRST_PENDING_VERSION && this.parts.isSuperseded(entry.version)
    return { says: String(entry.value), mark: isStale ? 'stale' : 'hit' }
  }

  private *command<A>(
    lane: string,
    says: string,
    execute: () => { readonly answer: A; readonly says: string; readonly mark?: Mark },
    wayMs = this.parts.oneWayMs,
  ): Program<A> {
    const { trace, oneWayMs } = this.parts
    const asked = trace.send(lane, REDIS, says)
    yield wayMs
    if (this.isDown) yield* this.refuse(asked)
    trace.arrives(asked)
    const { answer, says: answered, mark } = execute()
    const reply = trace.send(REDIS, lane, answered, { answers: asked, mark: mark ?? null })
    yield oneWayMs
    trace.arrives(reply)
    return answer
  }

  private *refuse(asked: Sent): Program<void> {
    const { trace, oneWayMs } = this.parts
    trace.arrives(asked)
    const reply = trace.send(REDIS, asked.from, 'no answer', { answers: asked, mark: 'failed' })
    yield oneWayMs
    trace.arrives(reply)
    throw new TierUnavailable('Redis is down')
  }
}
