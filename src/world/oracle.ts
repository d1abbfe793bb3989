import type { Key } from '#cache/key.ts'

interface History {
  /** When the first version after what was there before the run was committed, the second, ... */
  readonly commitsMs: number[]
  /** Versions whose value is not what was intended. */
  readonly wrong: Set<number>
}

const NOTHING: History = { commitsMs: [], wrong: new Set() }

/**
 * Knows every commit, and so what every reader should have seen. The engine never asks it: the gap between what it
 * knows and what monitoring notices is the subject of half the labs. Grows with commits, not with requests. Version 1
 * was there before the run; of an item that did not exist then, version 0 is its absence.
 */
export class Oracle {
  private readonly histories = new Map<string, History>()
  private hasWrong = false
  private readonly isMissing: (item: string) => boolean

  constructor(isMissing: (item: string) => boolean = () => false) {
    this.isMissing = isMissing
  }

  /** The version in force. */
  version(key: Key): number {
    return this.first(key) + this.historyOf(key).commitsMs.length
  }

  /** The version that was in force at a time, up to now. */
  versionAt(key: Key, atMs: number): number {
    const { commitsMs } = this.historyOf(key)
    let count = commitsMs.length
    while (count > 0 && commitsMs[count - 1]! > atMs) count--
    return this.first(key) + count
  }

  /** Records a commit at `nowMs` and returns its version. */
  commit(key: Key, nowMs: number, isWrong = false): number {
    let history = this.histories.get(key.item)
    if (history === undefined) {
      history = { commitsMs: [], wrong: new Set() }
      this.histories.set(key.item, history)
    }
    history.commitsMs.push(nowMs)
    const version = this.version(key)
    if (isWrong) {
      history.wrong.add(version)
      this.hasWrong = true
    }
    return version
  }

  /**
   * How long a version had been superseded when an attempt began, ms; 0 when it was still in force then. Counted from
   * the first commit that superseded it.
   */
  staleMs(key: Key, version: number, attemptMs: number): number {
    const history = this.histories.get(key.item)
    if (history === undefined) return 0
    const supersededAtMs = history.commitsMs[version - this.first(key)]
    return supersededAtMs === undefined || supersededAtMs >= attemptMs ? 0 : attemptMs - supersededAtMs
  }

  /** Whether the value of a version is not what its writer intended. */
  isWrong(key: Key, version: number): boolean {
    return this.hasWrong && this.historyOf(key).wrong.has(version)
  }

  private first(key: Key): number {
    return this.isMissing(key.item) ? 0 : 1
  }

  private historyOf(key: Key): History {
    return this.histories.get(key.item) ?? NOTHING
  }
}
