import type { Design } from '#cache/design.ts'
import type { Policy } from '#cache/policy.ts'
import { policyProblem } from './checkPolicy.ts'
import { hasKey, mixesOf } from './mixes.ts'
import type { Problem } from './problem.ts'
import type { World } from './world.ts'

/** The first thing in a design that does not fit the world it is to run in; undefined for one that does. */
export function designProblem(design: Design, world: World): Problem | undefined {
  const used = new Set([...world.readers, ...world.writers].map(each => each.keys.type))
  for (const [type, policy] of Object.entries(design.policies)) {
    // A type that is misspelt would simply not be cached.
    if (!used.has(type))
      return {
        field: 'design.policies',
        value: type,
        allowed: `one of the world's types: ${[...used].join(', ')}`,
      }
    const problem =
      hotKeysProblem(type, policy, world) ??
      replicaProblem(type, policy, design) ??
      policyProblem(type, policy, world)
    if (problem !== undefined) return problem
  }
  return nodeProblem(design, world)
}

function hotKeysProblem(type: string, { hotKeys }: Policy, world: World): Problem | undefined {
  const known = hotKeys?.known ?? []
  const mixes = mixesOf(world).filter(mix => mix.type === type)
  const index = known.findIndex(name => !mixes.some(mix => hasKey(mix, name)))
  if (index < 0) return undefined
  const field = `design.policies.${type}.hotKeys.known.${index}`
  return { field, value: known[index], allowed: `a key of type ${type} that the world uses` }
}

function replicaProblem(type: string, { l2, pattern }: Policy, { redis }: Design): Problem | undefined {
  if (l2 === null || pattern === 'none' || l2.replicaReads === 'none' || redis.replicas > 0) return undefined
  const field = `design.policies.${type}.l2.replicaReads`
  return { field, value: l2.replicaReads, allowed: 'none, because design.redis.replicas is 0' }
}

/** With one Redis for all regions there are fewer nodes for faults to be about. */
function nodeProblem({ regions }: Design, world: World): Problem | undefined {
  if (regions.caches !== 'global') return undefined
  const { nodes } = world.redis
  const index = world.faults.findIndex(fault => 'node' in fault && fault.node >= nodes)
  if (index < 0) return undefined
  const allowed = `per-region: fault ${index} of the world is about a node that a global cache does not have`
  return { field: 'design.regions.caches', value: 'global', allowed }
}
