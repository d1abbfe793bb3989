/** What the engine's mechanisms do, as a recording counts it. Each name says what happened once. */
const ACTS = [
  // Ahead of expiry
  'early-refresh',
  'background-refresh',
  'revalidation',
  // A copy past its end was served, and why
  'stale-while-revalidate',
  'stale-on-error',
  'stale-on-timeout',
  'stale-on-cache-failure',
  'refused-without-cache',
  // Coalescing across instances
  'lease-taken',
  'lease-waited',
  'lease-wait-ended',
  'lease-lost',
  // Invalidation
  'fill-refused',
  'delete-retried',
  'delete-given-up',
  'group-invalidated',
  'version-looked-up',
  'cdn-purged',
  // Reads that go another way
  'read-your-write',
  'negative-hit',
  'hot-key-found',
  'hot-copy-read',
  'replica-read',
  'redis-skipped',
  'load-shed',
  'load-limited',
  'breaker-refused',
  // Jobs
  'warmed',
  'sampled',
  'diverged',
  'write-buffered',
  'write-flushed',
] as const
export type Act = (typeof ACTS)[number]
