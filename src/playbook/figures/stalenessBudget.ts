import { type CopyLife, hitShare, oldestS, staleShare } from './copyLife.ts'

/** Items that are cached, all equally popular and equally often written. */
export const ITEMS = 10_000
/** How far the change feed is behind, seconds. */
const FEED_LAG_S = 1

export interface Given {
  readonly ttlS: number
  readonly budgetS: number
  readonly writesPerMinute: number
  readonly readsPerSOfAnItem: number
  /** Share of the DELs that do not arrive. */
  readonly lostShare: number
}

export const STRATEGIES = ['ttl', 'del', 'feed'] as const
export type Strategy = (typeof STRATEGIES)[number]

export interface Outcome {
  readonly wrongPerHour: number
  /** Of these, superseded for longer than the budget. */
  readonly overBudgetPerHour: number
  /** Items whose copy is a wrong one, at any moment. */
  readonly itemsWrong: number
  readonly loadsPerS: number
  /** The oldest answer while the feed runs, where there is one. */
  readonly oldestS: number
}

/** What readers get in an hour of ordinary work: the shares of `copyLife` for every item. One read is one user. */
export function outcomeOf(strategy: Strategy, given: Given): Outcome {
  const life = lifeOf(strategy, given)
  const readsPerS = ITEMS * given.readsPerSOfAnItem
  const stale = staleShare(life)
  return {
    wrongPerHour: readsPerS * 3600 * stale,
    overBudgetPerHour: readsPerS * 3600 * staleShare(life, given.budgetS),
    itemsWrong: ITEMS * stale,
    loadsPerS: readsPerS * (1 - hitShare(life)),
    oldestS: oldestS(life),
  }
}

function lifeOf(strategy: Strategy, given: Given): CopyLife {
  return {
    readsPerS: given.readsPerSOfAnItem,
    writesPerS: given.writesPerMinute / 60 / ITEMS,
    ttlS: given.ttlS,
    lostShare: strategy === 'ttl' ? 1 : given.lostShare,
    feedLagS: strategy === 'feed' ? FEED_LAG_S : Infinity,
  }
}
