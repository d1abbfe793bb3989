import type { Entry } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import { FIRST_PENDING_VERSION, serviceOf } from '#cache/writeBehind.ts'
import { isUnintended } from './intended.ts'

interface History {
  /** When the first version after what was there before the run was committed, the second, ... */
  readonly commitsMs: number[]
  /** Versions whose value is not what was intended. */
  readonly wrong: Set<number>
}

/** What became of a write that was acknowledged before it was committed. */
interface Settled {
  readonly version: number
  /** It was a later write of the same item that was committed under that version. */
  readonly isOvertaken: boolean
}

const NOTHING: History = { commitsMs: [], wrong: new Set() }

/**
 * Knows every commit, and so what every reader should have seen. The engine never asks it: the gap between what it
 * knows and what monitoring notices is the subject of half the labs. Grows with writes, not with requests. Version 1
 * was there before the run; of an item that did not exist then, version 0 is its absence.
 */
export class Oracle {
  private readonly histories = new Map<string, History>()
  private readonly settled = new Map<number, Settled>()
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

  /** A pending version was committed, or a later write of the item in its place. */
  settle(pendingVersion: number, version: number, isOvertaken: boolean): void {
    this.settled.set(pendingVersion, { version, isOvertaken })
  }

  /**
   * How long a version had been superseded when an attempt began, ms; 0 when it was still in force then. Counted from
   * the first commit that superseded it. Nothing supersedes what is still to be committed.
   */
  staleMs(key: Key, version: number, attemptMs: number): number {
    const history = this.histories.get(key.item)
    if (history === undefined) return 0
    const committed = this.committedAs(version)
    if (committed === undefined) return 0
    const supersededAtMs = history.commitsMs[committed - this.first(key)]
    return supersededAtMs === undefined || supersededAtMs >= attemptMs ? 0 : attemptMs - supersededAtMs
  }

  /** Whether a version is older than one that a user has written, in the order in which both are committed, or will be. */
  precedes(version: number, own: number): boolean {
    if (serviceOf(version) === serviceOf(own)) return version < own
    const committed = this.committedAs(version)
    if (committed === undefined) return false
    if (!isPending(own)) return committed < own
    const settled = this.settled.get(own)
    return settled === undefined || committed < settled.version
  }

  /** Whether what was answered is not what its writer intended: by the row's version, or by the value that waits to become one. */
  isWrong(key: Key, { version, value }: Pick<Entry, 'version' | 'value'>): boolean {
    return isUnintended(value) || (this.hasWrong && this.historyOf(key).wrong.has(version))
  }

  /** The committed version that is as old as this one; undefined while it is not committed. */
  private committedAs(version: number): number | undefined {
    if (!isPending(version)) return version
    const settled = this.settled.get(version)
    return settled === undefined || !settled.isOvertaken ? settled?.version : settled.version - 1
  }

  private first(key: Key): number {
    return this.isMissing(key.item) ? 0 : 1
  }

  private historyOf(key: Key): History {
    return this.histories.get(key.item) ?? NOTHING
  }
}

function isPending(version: number): boolean {
  return version >= FIRST_PENDING_VERSION
}
