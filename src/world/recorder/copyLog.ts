import type { CopyInterval } from '#recording/recording.ts'

const LIMIT = 4000

interface Copy {
  readonly key: string
  readonly place: string
  version: number
  untilMs: number
  state: CopyInterval['state']
  sinceMs: number
}

/** What each place holds of a key over time, and whether it is still the truth. */
export class CopyLog {
  leftOut = 0
  readonly intervals: CopyInterval[] = []
  private readonly copies = new Map<string, Copy>()
  private readonly current = new Map<string, number>()

  held(key: string, place: string, version: number, untilMs: number, nowMs: number): void {
    const copy = this.copy(key, place)
    this.settle(copy, nowMs)
    const state = version < (this.current.get(key) ?? 1) ? 'stale' : 'fresh'
    copy.version = version
    copy.untilMs = untilMs
    this.change(copy, state, nowMs)
  }

  gone(key: string, place: string, nowMs: number): void {
    const copy = this.copy(key, place)
    this.settle(copy, nowMs)
    copy.untilMs = Number.POSITIVE_INFINITY
    this.change(copy, 'absent', nowMs)
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
    if ((copy.state !== 'fresh' && copy.state !== 'stale') || copy.untilMs > nowMs) return
    this.change(copy, 'expired', copy.untilMs)
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

  private copy(key: string, place: string): Copy {
    const id = `${place}\n${key}`
    let copy = this.copies.get(id)
    if (copy === undefined) {
      copy = { key, place, version: 0, untilMs: Number.POSITIVE_INFINITY, state: 'absent', sinceMs: 0 }
      this.copies.set(id, copy)
    }
    return copy
  }
}
