import type { Key } from '#cache/key.ts'

/**
 * Knows every commit, and so what every reader should have seen. The engine never asks it: the gap between what it
 * knows and what monitoring notices is the subject of half the labs. Grows with commits, not with requests.
 */
export class Oracle {
  /** By key: commit times of versions 2, 3, ...; version 1 was there before the run. */
  private readonly commits = new Map<string, number[]>()

  /** The version in force. */
  version(key: Key): number {
    return 1 + (this.commits.get(key.name)?.length ?? 0)
  }

  /** Records a commit at `nowMs` and returns its version. */
  commit(key: Key, nowMs: number): number {
    let times = this.commits.get(key.name)
    if (times === undefined) {
      times = []
      this.commits.set(key.name, times)
    }
    times.push(nowMs)
    return times.length + 1
  }

  /**
   * How long a version had been superseded when an attempt began, ms; 0 when it was still in force then. Counted from
   * the first commit that superseded it.
   */
  staleMs(key: Key, version: number, attemptMs: number): number {
    const supersededAtMs = this.commits.get(key.name)?.[version - 1]
    return supersededAtMs === undefined || supersededAtMs >= attemptMs ? 0 : attemptMs - supersededAtMs
  }
}
