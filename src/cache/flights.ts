import { forTheRestOf, Latch } from '#kernel/latch.ts'
import type { Program } from '#kernel/program.ts'
import type { Entry } from './entry.ts'
import type { Key } from './key.ts'
import { LoadTooSlow } from './ports.ts'
import type { Stale } from './stale.ts'

const LEAST_SWEPT = 256

/** One load under way, and everybody who waits for it: a latch that opens when it lands. */
export class Flight extends Latch {
  readonly begunAtMs: number
  /** An ended copy that was found in Redis on the way: whoever waits may fall back on it, as far as the policy allows. */
  fallback: Stale | null = null
  /** The ended copy that everybody on the flight got in place of an answer. */
  standIn: Stale | null = null
  private entry: Entry | undefined
  private error: unknown

  constructor(begunAtMs: number) {
    super()
    this.begunAtMs = begunAtMs
  }

  land(entry: Entry): void {
    this.entry = entry
    this.open()
  }

  /** There is no answer, and the policy says that an ended copy will do. */
  landStale(stale: Stale): void {
    this.standIn = stale
    this.land(stale.entry)
  }

  fail(error: unknown): void {
    this.error = error
    this.open()
  }

  /** Waits until the flight is `capMs` old. Throws the load's own error, or LoadTooSlow; the load goes on regardless. */
  *landing(capMs: number, nowMs: number): Program<Entry> {
    if (!(yield* forTheRestOf(Math.max(0, this.begunAtMs + capMs - nowMs), this)))
      throw new LoadTooSlow(`no answer from the origin within ${capMs} ms`)
    if (this.entry === undefined) throw this.error
    return this.entry
  }

  /** Waits until the flight is `softMs` old; whether it has ended by then, one way or the other. */
  endsWithin(softMs: number, nowMs: number): Program<boolean> {
    return forTheRestOf(Math.max(0, this.begunAtMs + softMs - nowMs), this)
  }
}

/**
 * Request coalescing inside one instance: at most one current flight a key. A flight stops being current when it
 * lands, when its key is invalidated, or when it has outlived the time anybody would wait for it.
 */
export class Flights {
  /** The last flight of each key. Landed ones are swept together: a Map that loses an entry for each it gains rehashes all the time. */
  private readonly last = new Map<string, Flight>()
  private sweepAt = LEAST_SWEPT

  /** The flight to join, if there is one. */
  under(key: Key, nowMs: number, capMs: number): Flight | undefined {
    const flight = this.last.get(key.name)
    return flight === undefined || flight.isOpen || nowMs - flight.begunAtMs >= capMs ? undefined : flight
  }

  depart(key: Key, nowMs: number): Flight {
    const flight = new Flight(nowMs)
    this.last.set(key.name, flight)
    if (this.last.size > this.sweepAt) this.sweep()
    return flight
  }

  /** Whoever comes from now on must not join a load that may have read the old value. */
  forget(key: Key): void {
    this.last.delete(key.name)
  }

  forgetAll(): void {
    this.last.clear()
  }

  private sweep(): void {
    for (const [name, flight] of this.last) if (flight.isOpen) this.last.delete(name)
    this.sweepAt = Math.max(LEAST_SWEPT, 2 * this.last.size)
  }
}
