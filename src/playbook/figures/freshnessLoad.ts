import { type CopyLife, hitShare, oldestS, staleShare } from './copyLife.ts'

/** How a copy ends before its TTL does, if anything ends it. */
export type Ends = 'ttl' | 'del' | 'feed'

/** A key of its kind: how often it is read, how often it changes, how long a copy may live. Rates a second. */
export interface KeyRates {
  readonly readsPerS: number
  readonly writesPerS: number
  readonly ttlS: number
}

export interface FreshnessAndLoad {
  /** Share of the reads that go to the database. */
  readonly loadShare: number
  /** Share of the reads answered with something superseded. */
  readonly staleShare: number
  /** Mean age of an answer with a TTL alone, since its load, s. */
  readonly meanAgeS: number
  /** Oldest stale answer there can be, s. */
  readonly oldestS: number
}

/** A DEL in fifty gets lost: a bad day, so that it shows. */
export const LOST_SHARE = 0.02
export const FEED_LAG_S = 1

/**
 * Loads and stale answers of one key, from the life of its copies. With a TTL of T alone and λ reads a second a load is followed by λT
 * hits: a share of 1/(1 + λT) loads, that is λ/(1 + λT) a second, and answers are (λT · T/2)/(1 + λT) old on average.
 */
export function freshnessAndLoad(key: KeyRates, ends: Ends): FreshnessAndLoad {
  const life: CopyLife = {
    ...key,
    lostShare: ends === 'ttl' ? 1 : LOST_SHARE,
    feedLagS: ends === 'feed' ? FEED_LAG_S : Number.POSITIVE_INFINITY,
  }
  const hitsALoad = key.readsPerS * key.ttlS
  return {
    loadShare: 1 - hitShare(life),
    staleShare: staleShare(life),
    meanAgeS: (hitsALoad * key.ttlS) / 2 / (1 + hitsALoad),
    oldestS: oldestS(life),
  }
}
