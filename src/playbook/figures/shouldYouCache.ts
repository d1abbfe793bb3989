import { hitShare } from './copyLife.ts'

/** Who makes a write known to the cache. */
export const OWNERS = ['writer', 'feed', 'nobody'] as const
export type Owner = (typeof OWNERS)[number]

/** One kind of data, by its average item. Rates a second. */
export interface Given {
  readonly readsPerS: number
  readonly readsPerWrite: number
  /** Reads of an item until memory pushes its copy out, if nothing else ends it. */
  readonly reuse: number
  /** What the query takes the database, without the way there. */
  readonly queryMs: number
  /** Share of the database's connections in use at peak without a cache; above 1 it cannot carry the reads. */
  readonly originBusy: number
  /** How old an answer may be; 0 for never. */
  readonly budgetS: number
  readonly ttlS: number
  readonly owner: Owner
}

/** A round trip to the cache, and one to the database: those of the labs. */
export const CACHE_MS = 1
export const TRIP_MS = 1
const FEED_LAG_S = 1

export interface Numbers {
  readonly hitShare: number
  /** Break-even: below it the look-up costs more time than the hits save. */
  readonly worthwhileHitShare: number
  readonly deletesPerSavedQuery: number
  readonly uncachedMs: number
  readonly cachedMs: number
  readonly originBusyWithCache: number
  /** Oldest answer while every message arrives, and while none does. */
  readonly oldestS: number
  readonly worstOldestS: number
}

/**
 * What a cache does for the average item. A read is a look-up, and on a miss the way to the database and the query: with a hit share h
 * the mean is `cache + (1 − h)(trip + query)`, so it pays above `h = cache / (trip + query)`. Writes delete. The feed deletes each
 * write's key once more after its lag if a reader has filled it again by then, as `warm.ts` has it. A copy that memory pushes out is
 * taken to live for a fixed time, as with FIFO: LRU keeps it a little longer.
 */
export function numbersOf(given: Given): Numbers {
  const { readsPerS, queryMs, ttlS, owner } = given
  const writesPerS = readsPerS / given.readsPerWrite
  const again = owner === 'feed' ? 1 - Math.exp(-readsPerS * FEED_LAG_S) : 0
  const deletesPerS = owner === 'nobody' ? 0 : writesPerS * (1 + again)
  const hits = hitShare({
    readsPerS,
    writesPerS: deletesPerS,
    ttlS: Math.min(ttlS, given.reuse / readsPerS),
    lostShare: 0,
    feedLagS: Infinity,
  })
  const uncachedMs = TRIP_MS + queryMs
  return {
    hitShare: hits,
    worthwhileHitShare: CACHE_MS / uncachedMs,
    deletesPerSavedQuery: deletesPerS / (readsPerS * hits),
    uncachedMs,
    cachedMs: CACHE_MS + (1 - hits) * uncachedMs,
    originBusyWithCache: given.originBusy * (1 - hits),
    oldestS: { writer: 0, feed: FEED_LAG_S, nobody: ttlS }[owner],
    worstOldestS: ttlS,
  }
}

export interface Reason {
  readonly weighs: 'against' | 'condition' | 'for'
  readonly about: 'consistency' | 'ownership' | 'writes' | 'reuse' | 'speed' | 'origin'
}

export type Verdict = 'cache' | 'cache only if' | 'do not cache'

/** A saved query that costs more deletes than this is no saving. */
const DELETES_MOST = 1
/** A choice: a quarter off the mean read is worth a tier, less is not. */
const WORTHWHILE_SAVING = 0.25
/** A choice: above this share of its connections a database is protected for its own sake. */
const BUSY = 0.7

/** Why and why not, in the order in which they decide. */
export function reasonsFor(given: Given): readonly Reason[] {
  const numbers = numbersOf(given)
  const reasons: Reason[] = []
  const add = (weighs: Reason['weighs'], about: Reason['about']) => reasons.push({ weighs, about })
  if (given.budgetS === 0) add('against', 'consistency')
  if (given.owner === 'nobody') add(given.ttlS > given.budgetS ? 'against' : 'condition', 'ownership')
  else if (given.budgetS > 0 && given.ttlS > given.budgetS) add('condition', 'consistency')
  if (numbers.deletesPerSavedQuery >= DELETES_MOST) add('against', 'writes')
  if (given.reuse < 1) add('against', 'reuse')
  const saved = 1 - numbers.cachedMs / numbers.uncachedMs
  const isQuicker = saved >= WORTHWHILE_SAVING
  const relieves = given.originBusy >= BUSY
  if (isQuicker) add('for', 'speed')
  else if (!relieves) add('against', 'speed')
  if (relieves) {
    if (numbers.originBusyWithCache > 1) add('against', 'origin')
    else add(given.originBusy > 1 ? 'condition' : 'for', 'origin')
  }
  return reasons
}

export function verdictOf(reasons: readonly Reason[]): Verdict {
  if (reasons.some(({ weighs }) => weighs === 'against')) return 'do not cache'
  return reasons.some(({ weighs }) => weighs === 'condition') ? 'cache only if' : 'cache'
}

export interface Preset {
  /** The type of data in the lab `when-not-to-cache`. */
  readonly type: 'product' | 'location' | 'search' | 'rate' | 'permission'
  readonly title: string
  readonly given: Given
  /** The design of the lab to open. */
  readonly design: string
}

/** The five kinds of data of the lab: its rates by item, its queries, its database at a third of its connections. */
export const PRESETS: readonly Preset[] = [
  preset('product', 'Product pages', 'l6', 60 / 500, 120, 40, { owner: 'feed' }),
  preset('location', 'Courier locations', 'l5', 20 / 150, 1 / 3, 1, { budgetS: 300 }),
  preset('search', 'Search results', 'more-memory', 50 / 40_000, 1e6, 25, { reuse: 0.01, budgetS: 300 }),
  preset('rate', 'Exchange rates', 'rates-too', 1, 40, 0.2, { budgetS: 300 }),
  preset('permission', 'Permissions', 'l5', 0.1, 60, 0.5, { budgetS: 0, owner: 'nobody' }),
]

function preset(
  type: Preset['type'],
  title: string,
  design: string,
  readsPerS: number,
  readsPerWrite: number,
  queryMs: number,
  more: Partial<Given>,
): Preset {
  const given: Given = {
    readsPerS,
    readsPerWrite,
    reuse: 1000,
    queryMs,
    originBusy: 0.3,
    budgetS: 30,
    ttlS: 300,
    owner: 'writer',
    ...more,
  }
  return { type, title, design, given }
}
