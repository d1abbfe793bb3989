import type { CopyInterval } from '#recording/recording.ts'

const LIMIT = 4000
/** Places are told apart as long as there are not more of them: each version of a stamped key is one. */
const MOST_PLACES = 2000

interface Copy {
  readonly key: string
  readonly place: string
  version: number
  untilMs: number
  /** It is held until then, if nothing ends it before. */
  keptUntilMs: number
  state: CopyInterval['state']
  sinceMs: number
}

/** What each place holds of a key over time, and whether it is still the truth. */
export class CopyLog {
  leftOut = 0
  readonly intervals: CopyInterval[] = []
  private readonly copies = new Map<string, Copy>()
  private readonly current = new Map<string, number>()

  /** A place holds a version, fresh until `untilMs`, and keeps it until `keptUntilMs`. */
  held(
    key: string,
    place: string,
    version: number,
    untilMs: number,
    keptUntilMs: number,
    nowMs: number,
  ): void {
    const copy = this.copy(key, place)
    if (copy === undefined) return
    this.settle(copy, nowMs)
    const current = this.current.get(key)
    copy.version = version
    copy.untilMs = untilMs
    copy.keptUntilMs = keptUntilMs
    this.change(copy, current !== undefined && version < current ? 'stale' : 'fresh', nowMs)
  }

  gone(key: string, place: string, nowMs: number): void {
    const copy = this.copy(key, place)
    if (copy === undefined) return
    this.settle(copy, nowMs)
    this.change(copy, 'absent', nowMs)
  }

  /** A place has lost all that it held, versions and further copies of a key included. */
  emptied(place: string, nowMs: number): void {
    for (const copy of this.copies.values())
      if (copy.place === place || copy.place.startsWith(`${place} `)) this.gone(copy.key, copy.place, nowMs)
  }

  committed(key: string, version: number, nowMs: number): void {
    this.current.set(key, version)
    for (const copy of this.copies.values()) {
      if (copy.key !== key) continue
      this.settle(copy, nowMs)
      if (copy.state === 'fresh') this.change(copy, 'stale', nowMs)
    }
  }

  finish(endMs: number): readonly CopyInterval[] {
    for (const copy of this.copies.values()) {
      this.settle(copy, endMs)
      this.add(copy, endMs)
    }
    return this.intervals
  }

  /** A copy's own end may have passed since anybody looked. */
  private settle(copy: Copy, nowMs: number): void {
    if (copy.state === 'absent') return
    // By another clock it may have ended before it came.
    const endedMs = Math.max(copy.untilMs, copy.sinceMs)
    if (copy.state !== 'expired' && endedMs <= nowMs) this.change(copy, 'expired', endedMs)
    const goneMs = Math.max(copy.keptUntilMs, copy.sinceMs)
    if (goneMs <= nowMs) this.change(copy, 'absent', goneMs)
  }

  private change(copy: Copy, state: CopyInterval['state'], atMs: number): void {
    if (copy.state === state) return
    this.add(copy, atMs)
    copy.state = state
    copy.sinceMs = atMs
  }

  private add(copy: Copy, toMs: number): void {
    if (toMs <= copy.sinceMs) return
    if (this.intervals.length >= LIMIT) {
      this.leftOut++
      return
    }
    this.intervals.push({ key: copy.key, place: copy.place, state: copy.state, fromMs: copy.sinceMs, toMs })
  }

  /** undefined when there are too many places to tell apart. */
  private copy(key: string, place: string): Copy | undefined {
    const id = `${place}\n${key}`
    let copy = this.copies.get(id)
    if (copy !== undefined) return copy
    if (this.copies.size >= MOST_PLACES) {
      this.leftOut++
      return undefined
    }
    const never = Number.POSITIVE_INFINITY
    copy = { key, place, version: 0, untilMs: never, keptUntilMs: never, state: 'absent', sinceMs: 0 }
    this.copies.set(id, copy)
    return copy
  }
}
