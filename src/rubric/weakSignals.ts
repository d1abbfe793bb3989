/** What holds an answer at L5, whatever else it says (5.3, 5.4 and the traps of the drills). */
export const WEAK_SIGNALS = [
  'ttl-only',
  'one-ttl-for-all',
  'always-cache',
  'shorter-ttl-as-fix',
  'split-the-difference',
  'database-will-cope',
  'just-add-replicas',
  'global-cache-for-all',
  'blames-qa',
  'tool-trivia',
  'tiers-as-decoration',
  'cdc-as-name',
  'no-stampede-plan',
  'no-ownership',
] as const
