import type { Policy } from '#cache/policy.ts'
import type { Problem } from './problem.ts'
import type { World } from './world.ts'

/**
 * The first setting of a policy that could do nothing, because what it needs is not there. Only what somebody has said
 * is refused: every default passes beside every other.
 */
export function policyProblem(type: string, policy: Policy, world: World): Problem | undefined {
  // Of a type that is not cached nothing else counts.
  if (policy.pattern === 'none') return undefined
  const found =
    withoutRedisProblem(policy) ??
    copiesProblem(policy, world) ??
    afterWaitProblem(policy) ??
    readFromProblem(policy, world)
  return found && { ...found, field: `design.policies.${type}.${found.field}` }
}

function withoutRedisProblem({ l2, pattern, coalescing }: Policy): Problem | undefined {
  if (l2 !== null) return undefined
  if (pattern !== 'cache-aside') {
    const allowed =
      'cache-aside or none, because l2 is null: in the others it is Redis that is read or written'
    return { field: 'pattern', value: pattern, allowed }
  }
  if (coalescing !== 'fleet') return undefined
  const allowed = 'none or instance, because l2 is null: the lease is in Redis'
  return { field: 'coalescing', value: coalescing, allowed }
}

function copiesProblem({ l2, hotKeys }: Policy, { redis }: World): Problem | undefined {
  const most = l2 === null ? 1 : redis.nodes
  if (hotKeys === null || hotKeys.copies <= most) return undefined
  const allowed =
    l2 === null
      ? '1, because l2 is null: copies are in Redis'
      : `at most ${most}, the Redis nodes of a region: each copy is on another`
  return { field: 'hotKeys.copies', value: hotKeys.copies, allowed }
}

/** Only the grace for a load that fails lets an ended copy take the place of one that is not to be had. */
function afterWaitProblem({
  coalescing,
  lease,
  staleIfErrorMs,
  onCacheFailure,
}: Policy): Problem | undefined {
  if (coalescing !== 'fleet' || lease.afterWait !== 'stale') return undefined
  const { kind } = onCacheFailure
  const isStrict = kind === 'fall-through-then-error' || kind === 'fail-explicit'
  if (staleIfErrorMs > 0 && !isStrict) return undefined
  const reason =
    staleIfErrorMs === 0
      ? 'staleIfErrorMs is 0'
      : `with onCacheFailure ${kind} no ended copy takes the place of a load`
  return { field: 'lease.afterWait', value: lease.afterWait, allowed: `load or error, because ${reason}` }
}

function readFromProblem({ readFrom, invalidation }: Policy, { origin }: World): Problem | undefined {
  if (origin.replica !== null) return undefined
  const allowed = 'primary, because world.origin.replica is null'
  if (readFrom === 'replica') return { field: 'readFrom', value: readFrom, allowed }
  const { versionStamps } = invalidation
  if (versionStamps?.lookup !== 'replica') return undefined
  return { field: 'invalidation.versionStamps.lookup', value: versionStamps.lookup, allowed }
}
