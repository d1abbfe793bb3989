/** One way inside a data centre: half of the playbook's 1 ms round trip to Redis. */
export const DATA_CENTRE = { clientMs: 0.5, redisMs: 0.5, originMs: 0.5, busMs: 2 } as const

/** The twelve shards of drill 5; a command takes a node 20 us, a choice of the order of a real one. */
export const REDIS = { nodes: 12, commandMs: 0.02 } as const

/** A choice: half of twenty loads failed within ten seconds; then five seconds of silence, and three that try. */
export const ORIGIN_BREAKER = {
  failureShare: 0.5,
  minimumLoads: 20,
  windowMs: 10_000,
  openMs: 5000,
  probes: 3,
} as const

/** A choice for labs whose trouble lasts seconds: it looks back less far and tries again sooner. */
export const QUICK_BREAKER = { ...ORIGIN_BREAKER, windowMs: 5000, openMs: 2000 } as const

/** Every means by which a staff design makes a write known. */
export const INVALIDATION = {
  deleteOnWrite: true,
  publishToL1: true,
  cdcBackstop: true,
  missTokens: true,
} as const

/** Most labs settle for ten seconds and measure the rest. */
export function minute(durationMs = 60_000) {
  return { version: 1, durationMs, settleMs: 10_000 } as const
}
