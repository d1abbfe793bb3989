import type { Fault } from './fault.ts'
import { KeySpace } from './keySpace.ts'
import { expectedArrivals } from './rates.ts'
import type { KeyMix } from './traffic.ts'
import type { World } from './world.ts'

/** What is wrong with a value that fits its schema, but not the rest of its world. */
export interface Problem {
  readonly field: string
  readonly value: unknown
  readonly allowed: string
}

const MOST_KEYS = 2_000_000
const MOST_REQUESTS = 20_000_000
const MOST_CELLS = 20_000_000
/** Latency bins and the like of one bucket. */
const CELLS_OF_A_BUCKET = 120

/** The first thing that keeps a world from being run, or from meaning what it says; undefined for a good one. */
export function worldProblem(world: World): Problem | undefined {
  return (
    sizeProblem(world) ??
    timeProblem(world) ??
    typeProblem(world) ??
    keyProblem(world) ??
    faultsProblem(world)
  )
}

/** What keeps a fault from doing anything in this world. */
function faultProblem(fault: Fault, world: World, field = 'fault'): Problem | undefined {
  const endMs = world.durationMs + world.drainMs
  if (fault.atMs > endMs)
    return { field: `${field}.atMs`, value: fault.atMs, allowed: `at most ${endMs}, the end of the run` }
  if (fault.kind === 'node-down' && fault.node >= world.redis.nodes) {
    return { field: `${field}.node`, value: fault.node, allowed: `from 0 to ${world.redis.nodes - 1}` }
  }
  if (
    (fault.kind === 'expire-key' || fault.kind === 'delete-key') &&
    !mixes(world).some(mix => names(mix, fault.key))
  ) {
    return {
      field: `${field}.key`,
      value: fault.key,
      allowed: 'a key that readers, writers or warm entries use',
    }
  }
  return undefined
}

function sizeProblem(world: World): Problem | undefined {
  const keys = mixes(world).reduce((sum, mix) => sum + (mix.kind === 'one' ? 1 : mix.count), 0)
  if (keys > MOST_KEYS) return { field: 'world keys', value: keys, allowed: `at most ${MOST_KEYS} in all` }
  const requests = Math.round(
    [...world.readers, ...world.writers].reduce(
      (sum, source) => sum + expectedArrivals(source, world.durationMs),
      0,
    ),
  )
  if (requests > MOST_REQUESTS) {
    return {
      field: 'world rates x durationMs',
      value: requests,
      allowed: `at most ${MOST_REQUESTS} requests`,
    }
  }
  const perBucket = CELLS_OF_A_BUCKET + world.instances + world.redis.nodes
  const most = Math.floor(MOST_CELLS / perBucket)
  const buckets = Math.ceil((world.durationMs + world.drainMs) / world.bucketMs)
  if (buckets <= most) return undefined
  const leastMs = Math.ceil((world.durationMs + world.drainMs) / most)
  return {
    field: 'world.bucketMs',
    value: world.bucketMs,
    allowed: `at least ${leastMs} for a run of this length`,
  }
}

function timeProblem(world: World): Problem | undefined {
  const { settleMs, durationMs, drainMs, client, windows } = world
  if (settleMs > durationMs) {
    return { field: 'world.settleMs', value: settleMs, allowed: `at most durationMs, ${durationMs}` }
  }
  if (drainMs < client.timeoutMs) {
    const allowed = `at least client.timeoutMs, ${client.timeoutMs}: every request must end`
    return { field: 'world.drainMs', value: drainMs, allowed }
  }
  let reachedMs = 0
  for (const [index, { fromMs, toMs }] of windows.entries()) {
    const field = `world.windows.${index}`
    if (fromMs < reachedMs)
      return {
        field: `${field}.fromMs`,
        value: fromMs,
        allowed: `at least ${reachedMs}: windows come in order and do not overlap`,
      }
    if (toMs <= fromMs) return { field: `${field}.toMs`, value: toMs, allowed: `above fromMs, ${fromMs}` }
    if (toMs > durationMs)
      return { field: `${field}.toMs`, value: toMs, allowed: `at most durationMs, ${durationMs}` }
    reachedMs = toMs
  }
  return undefined
}

function typeProblem(world: World): Problem | undefined {
  for (const { type } of mixes(world)) {
    if (Object.hasOwn(world.origin.queries, type)) continue
    const allowed = `there, because the type "${type}" is used`
    return { field: `world.origin.queries.${type}`, value: undefined, allowed }
  }
  return undefined
}

function keyProblem(world: World): Problem | undefined {
  const keys = new KeySpace()
  try {
    for (const mix of mixes(world)) keys.all(mix)
  } catch (error) {
    const value = error instanceof Error ? error.message : String(error)
    return { field: 'world keys', value, allowed: 'names that belong to one type each' }
  }
  const unknown = world.watchedKeys.findIndex(name => keys.find(name) === undefined)
  if (unknown < 0) return undefined
  const allowed = 'a key that readers, writers or warm entries use'
  return { field: `world.watchedKeys.${unknown}`, value: world.watchedKeys[unknown], allowed }
}

function faultsProblem(world: World): Problem | undefined {
  for (const [index, fault] of world.faults.entries()) {
    const problem = faultProblem(fault, world, `world.faults.${index}`)
    if (problem !== undefined) return problem
  }
  return undefined
}

function mixes(world: World): readonly KeyMix[] {
  return [...world.readers, ...world.writers, ...world.warm].map(each => each.keys)
}

/** Whether a mix has a key of this name. */
function names(mix: KeyMix, key: string): boolean {
  if (mix.kind === 'one') return mix.key === key
  if (!key.startsWith(mix.prefix)) return false
  const rank = key.slice(mix.prefix.length)
  return /^[1-9]\d*$/.test(rank) && Number(rank) <= mix.count
}
