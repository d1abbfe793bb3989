import type { Dimension, Level } from './verdict.ts'

/** Decisions and findings that speak for a level, by dimension (5.1): the first list is of L6, the second of L7. */
const BY_DIMENSION: Readonly<Record<Dimension, readonly [L6: string, L7: string]>> = {
  'first-move': [
    'asks-staleness-tolerance asks-read-write-ratio asks-who-writes pushes-back-on-caching commits-to-intent',
    'org-wide-classification',
  ],
  invalidation: [
    'del-on-write delete-not-update ttl-as-safety-net cdc-backstop cdc-lag-and-cost version-stamps retries-invalidation covers-unknown-writers',
    'invalidation-platform',
  ],
  consistency: [
    'budget-per-data-type product-signs-off critical-data-bypasses read-your-writes correctness-sampling correctness-over-hit-rate',
    'consistency-tiers-as-policy',
  ],
  'failure-modes': [
    'request-coalescing coalescing-across-instances survives-lock-holder-crash early-expiry-or-jitter background-refresh origin-breaker sheds-by-priority failure-by-data-type writes-survive-cache quantifies-blast-radius origin-health-first warming-gate hot-key-local-copy hot-key-replication hot-key-detection',
    'capacity-for-all-misses',
  ],
  'multi-tier': [
    'layers-with-purpose aggregate-staleness-math l1-eviction-channel diagnoses-which-tier regional-async-invalidation global-bypass',
    'standard-multi-tier-patterns',
  ],
  ownership: [
    'names-invalidation-owner names-pager-owner written-staleness-contract governance-for-new-caches usage-audit-first per-team-attribution systemic-over-local-fix',
    'platform-wide-governance',
  ],
}

export interface Signal {
  readonly id: string
  readonly dimension: Dimension
  readonly level: Level
}

export const SIGNALS: readonly Signal[] = Object.entries(BY_DIMENSION).flatMap(([dimension, [six, seven]]) =>
  [
    ...six.split(' ').map(id => ({ id, level: 'L6' as const })),
    ...seven.split(' ').map(id => ({ id, level: 'L7' as const })),
  ].map(each => ({ ...each, dimension: dimension as Dimension })),
)

/** The dimension a signal belongs to. Throws for a word that is none. */
export function dimensionOf(signal: string): Dimension {
  const found = SIGNALS.find(({ id }) => id === signal)
  if (found === undefined) throw new Error(`no signal "${signal}"`)
  return found.dimension
}
