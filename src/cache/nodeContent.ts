import type { Entry } from './entry.ts'
import type { Key } from './key.ts'
import type { Eventually, StoreNode } from './ports.ts'

/** One name that a node of the shared tier holds. */
export interface Stored {
  /** The key's own, or that of its lock. */
  readonly name: string
  readonly key: Key
  /** null for a miss token and for a lease. */
  readonly entry: Entry | null
  /** Of an entry or a miss token; a lease has its holder here. */
  readonly stamp: string
  /** When it expires, whole ms of the node's clock. */
  readonly untilMs: number
}

/** A node whose content can be copied: to disk, or to a replica. None of this counts as a command. */
export interface CopiedNode extends StoreNode {
  /** What is held under a name of that key, without touching it. */
  peek(name: string, key: Key, clockMs: number): Eventually<Stored | null>
  /** Forgets what is held under a name of that key: it was evicted. */
  drop(name: string, key: Key): Eventually<void>
  /** All that is held, in no order. */
  save(clockMs: number): Eventually<readonly Stored[]>
  /** Holds this, as far as it has not expired, and nothing else. */
  restore(content: readonly Stored[], clockMs: number): Eventually<void>
}

/**
 * Where the lease on a key is kept: in the slot of the key, so that a script may touch both. (A name with a closing
 * brace but no hash tag has no such place.)
 */
export function lockName(key: Key): string {
  const { name } = key
  const open = name.indexOf('{')
  const hasTag = open >= 0 && name.indexOf('}', open + 1) > open + 1
  return hasTag ? `lock:${name}` : `lock:{${name}}`
}
