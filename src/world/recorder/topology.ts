import type { Design } from '#cache/design.ts'
import type { Topology } from '#recording/recording.ts'
import type { World } from '../world.ts'

/** A request of a closed loop takes about so long beside its thinking, ms: enough to choose how many are shown. */
const ABOUT_MS = 100

/**
 * The parts of a world as a recording numbers them: instances and Redis nodes of the first region first. A cluster that
 * takes another's place ('cache-replaced') has its numbers, too.
 */
export function topologyOf(world: World, design: Design): Topology {
  const given = world.regions.length === 0 ? [{ name: '', instances: world.instances }] : world.regions
  const regions = given.map(({ name, instances }, index) => ({
    name,
    instances,
    nodes: index === 0 || design.regions.caches === 'per-region' ? world.redis.nodes : 0,
  }))
  const nodes = regions.reduce((sum, region) => sum + region.nodes, 0)
  const { memoryBytes } = design.redis
  return {
    readersPerSecond: world.readers.reduce((sum, source) => sum + source.ratePerSecond, 0),
    instances: world.instances,
    nodes,
    connections: world.origin.connections,
    regions,
    hasFeed: Object.values(design.policies).some(
      ({ pattern, invalidation }) =>
        pattern !== 'none' && invalidation.cdcBackstop && invalidation.versionStamps === null,
    ),
    memoryBytes: memoryBytes === null ? null : memoryBytes * nodes,
  }
}

/** About how many requests will come; what profiles do to a rate is left out. */
export function expectedRequests({ readers, durationMs }: World): number {
  return readers.reduce((sum, { ratePerSecond, closedLoop }) => {
    if (closedLoop === null) return sum + (ratePerSecond * durationMs) / 1000
    return sum + (closedLoop.users * durationMs) / (closedLoop.thinkMs + ABOUT_MS)
  }, 0)
}
