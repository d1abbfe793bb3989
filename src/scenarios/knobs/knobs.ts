import * as cost from './cost.ts'
import * as failure from './failure.ts'
import * as invalidation from './invalidation.ts'
import * as keys from './keys.ts'
import type { Knob } from './knob.ts'
import * as load from './load.ts'
import * as redis from './redis.ts'
import * as regions from './regions.ts'
import * as tiers from './tiers.ts'
import * as warming from './warming.ts'

/** Every decision the lab offers as a control, in the order in which they are shown. */
export const KNOBS: readonly Knob[] = [
  tiers.redisTtl,
  tiers.ttlJitter,
  tiers.localTtl,
  tiers.edge,
  tiers.negative,
  tiers.pattern,
  cost.cachedKinds,
  cost.compression,
  invalidation.deleteOnWrite,
  invalidation.deleteRetries,
  invalidation.publishToL1,
  invalidation.cdcBackstop,
  invalidation.missTokens,
  invalidation.versionStamps,
  invalidation.readYourWrites,
  invalidation.sampling,
  load.coalescing,
  load.earlyExpiry,
  load.backgroundRefresh,
  load.missLimit,
  load.originBreaker,
  load.shedding,
  failure.onCacheFailure,
  failure.staleWhileRevalidate,
  failure.staleIfError,
  failure.softTimeout,
  keys.hotLocal,
  keys.hotCopies,
  redis.redisReplicas,
  redis.redisSnapshots,
  redis.redisTimeout,
  redis.redisBreaker,
  cost.redisMemory,
  warming.warmingGate,
  warming.warmingParallel,
  warming.warmingShift,
  redis.redisEviction,
  regions.regionCaches,
  regions.regionBus,
]

/** The knob with this id. Throws for an id no scenario should name. */
export function knob(id: string): Knob {
  const found = KNOBS.find(candidate => candidate.id === id)
  if (found === undefined)
    throw new Error(`no knob "${id}"; there are ${KNOBS.map(each => each.id).join(', ')}`)
  return found
}
