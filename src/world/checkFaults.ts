import type { Fault } from './fault.ts'
import { hasKey, mixesOf } from './mixes.ts'
import type { Problem } from './problem.ts'
import type { World } from './world.ts'

/** The first fault of a world that could not do anything in it. */
export function faultsProblem(world: World): Problem | undefined {
  for (const [index, fault] of world.faults.entries()) {
    const problem = faultProblem(fault, world, `world.faults.${index}`)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** The nodes of a world that has a Redis in each region; a design may put one at home for all instead. */
export function nodesOf({ redis, regions }: World): number {
  return redis.nodes * Math.max(1, regions.length)
}

function faultProblem(fault: Fault, world: World, field: string): Problem | undefined {
  const endMs = world.durationMs + world.drainMs
  if (fault.atMs > endMs)
    return { field: `${field}.atMs`, value: fault.atMs, allowed: `at most ${endMs}, the end of the run` }
  switch (fault.kind) {
    case 'node-down':
    case 'node-slow':
      return within(`${field}.node`, fault.node, 0, nodesOf(world) - 1)
    case 'expire-key':
    case 'delete-key':
    case 'lease-holder-crash': {
      if (mixesOf(world).some(mix => hasKey(mix, fault.key))) return undefined
      const allowed = 'a key that readers, writers or warm entries use'
      return { field: `${field}.key`, value: fault.key, allowed }
    }
    case 'instances-restart':
      return (
        within(`${field}.first`, fault.first, 0, world.instances - 1) ??
        within(`${field}.count`, fault.count, 1, world.instances - fault.first)
      )
    case 'region-cut':
      return regionCutProblem(`${field}.region`, fault.region, world)
    default:
      return undefined
  }
}

function regionCutProblem(field: string, region: string, { regions }: World): Problem | undefined {
  if (regions.length < 2)
    return { field, value: region, allowed: 'left out: there is no other region to be cut off from' }
  if (regions.some(({ name }) => name === region)) return undefined
  return { field, value: region, allowed: `one of ${regions.map(({ name }) => name).join(', ')}` }
}

function within(field: string, value: number, least: number, most: number): Problem | undefined {
  return value >= least && value <= most ? undefined : { field, value, allowed: `from ${least} to ${most}` }
}
