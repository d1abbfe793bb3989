import { type Key, SLOTS } from '#cache/key.ts'
import { FATES } from '#recording/recording.ts'
import type { Request } from '../request.ts'
import { Digest } from './digest.ts'

/** Kinds of record: the last hexadecimal digit of a record's first number. */
const REQUEST = 1
const COMMIT = 2
const QUERY = 3
const KINDS = 16
/** Versions of a request's answer are told apart up to here: what fits beside its number in 53 bits. */
const VERSIONS = 65_536

/** What makes two runs the same: their arrivals, and their requests, commits and origin work, in order. */
export class RunDigest {
  private readonly whole = new Digest()
  private readonly arrivals = new Digest()

  /** Only open-loop traffic comes whatever happened before, and which instance it comes to depends on who is up. */
  arrived({ id, key, startMs, isOpenLoop }: Request): void {
    if (isOpenLoop) this.arrivals.pair(id * SLOTS + key.slot, startMs)
  }

  ended({ id, fate, version, endMs }: Request): void {
    const what = (id * FATES.length + FATES.indexOf(fate!)) * VERSIONS + (version % VERSIONS)
    this.whole.pair(what * KINDS + REQUEST, endMs)
  }

  /** A query of the origin, for a row or for its version alone. */
  queried(id: number, key: Key, fromMs: number, toMs: number): void {
    this.whole.triple((id * SLOTS + key.slot) * KINDS + QUERY, fromMs, toMs)
  }

  committed(key: Key, version: number, atMs: number): void {
    this.whole.triple(key.slot * KINDS + COMMIT, atMs, version)
  }

  /** Ends both; nothing can be added afterwards. */
  finish(): { readonly digest: string; readonly arrivalsDigest: string } {
    return { digest: this.whole.hex(), arrivalsDigest: this.arrivals.hex() }
  }
}
