/** What the origin holds: anything JSON can say. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value }

/** A copy of a value, with what is needed to judge its age. Times are ms of the run's clock. */
export interface Entry {
  readonly value: Value
  /** The origin's version of the row this was read from. */
  readonly version: number
  /** When its load began. Expiry is counted from here, so waiting for the origin ages an entry. */
  readonly createdAtMs: number
  /** Served without asking again until then: the logical expiry. */
  readonly freshUntilMs: number
  /** Kept until then, to be served when there is nothing better: the physical expiry, never before the logical one. */
  readonly keptUntilMs: number
  /** False for what the origin does not hold: a negative entry. */
  readonly exists: boolean
  /** How long the load took; early expiry scales with it. */
  readonly loadMs: number
}

export function isFresh(entry: Entry, nowMs: number): boolean {
  return nowMs < entry.freshUntilMs
}

/** Whether an entry past its end is still kept for when there is nothing better. */
export function isKept(entry: Entry, nowMs: number): boolean {
  return nowMs < entry.keptUntilMs
}
