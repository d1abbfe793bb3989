import { type Bounds, bounds, type Delays } from '#cache/bounds.ts'
import type { Design } from '#cache/design.ts'
import { regionsOf } from './regions.ts'
import type { World } from './world.ts'

/** The computed staleness bounds of each data type that the world reads and the design caches. */
export function boundsByType(world: World, design: Design): ReadonlyMap<string, Bounds> {
  const read = new Set(world.readers.map(reader => reader.keys.type))
  const cached = Object.entries(design.policies).filter(([type]) => read.has(type))
  return new Map(cached.map(([type, policy]) => [type, bounds(policy, delaysFor(world, design, type))]))
}

/** Message delays of a world for the arithmetic of staleness, without queueing at the nodes. */
function delaysFor(world: World, design: Design, type: string): Delays {
  const { redisMs, originMs, busMs, crossRegionMs, crossRegionBus } = world.network
  const hasRegions = regionsOf(world).length > 1
  const isGlobal = design.regions.caches === 'global'
  const farMs = hasRegions ? crossRegionMs : 0
  const toRedisMs = redisMs + world.redis.commandMs
  // The answer of the database, and with one Redis for all the DEL, cross from home and back.
  const deleteMs = originMs + toRedisMs + (isGlobal ? 2 : 1) * farMs
  const feedMs = world.changeFeed.lagMs + toRedisMs
  const isTold = design.regions.invalidation === 'bus'
  const betweenMs = isTold ? crossRegionBus.mostMs + feedMs : Number.POSITIVE_INFINITY
  const writers = world.writers.filter(writer => writer.keys.type === type)
  return {
    deleteMs,
    busMs: busMs + redisMs + (isGlobal ? 2 * farMs : 0),
    feedMs,
    everyWriterInvalidates: writers.every(writer => writer.invalidates && !writer.wholeGroups),
    ...(hasRegions && !isGlobal && { otherRegionsMs: betweenMs }),
    originReplicaLagMs: world.origin.replica?.lagMs ?? 0,
    redisReplicaLagMs: design.redis.replicas === 0 ? 0 : world.redis.replicaLagMs,
    clockSkewMs: world.clockSkewMs,
  }
}
