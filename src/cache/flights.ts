import { forTheRestOf, Latch } from '#kernel/latch.ts'
import type { Program } from '#kernel/program.ts'
import type { Entry } from './entry.ts'
import type { Key } from './key.ts'
import { LoadTooSlow } from './ports.ts'

/** One load under way, and everybody who waits for it: a latch that opens when it lands. */
export class Flight extends Latch {
  readonly begunAtMs: number
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
}

/**
 * Request coalescing inside one instance: at most one current flight a key. A flight stops being current when it
 * lands, when its key is invalidated, or when it has outlived the time anybody would wait for it.
 */
export class Flights {
  private readonly current = new Map<string, Flight>()

  /** The flight to join, if there is one. */
  under(key: Key, nowMs: number, capMs: number): Flight | undefined {
    const flight = this.current.get(key.name)
    if (flight === undefined || nowMs - flight.begunAtMs < capMs) return flight
    this.current.delete(key.name)
    return undefined
  }

  depart(key: Key, nowMs: number): Flight {
    const flight = new Flight(nowMs)
    this.current.set(key.name, flight)
    return flight
  }

  /** The flight has landed or failed. A successor that took its place stays. */
  arrive(key: Key, flight: Flight): void {
    if (this.current.get(key.name) === flight) this.current.delete(key.name)
  }

  /** Whoever comes from now on must not join a load that may have read the old value. */
  forget(key: Key): void {
    this.current.delete(key.name)
  }
}
