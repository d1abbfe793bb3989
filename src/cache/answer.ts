import type { Entry } from './entry.ts'

/** Where an answer came from: a tier, somebody else's load, or a load of the reader's own. */
export type Source = 'cdn' | 'l1' | 'l2' | 'flight' | 'load'

export interface Answer {
  readonly entry: Entry
  readonly source: Source
}
