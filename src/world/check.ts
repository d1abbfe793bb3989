import { faultsProblem, nodesOf } from './checkFaults.ts'
import { trafficProblem } from './checkTraffic.ts'
import { KeySpace } from './keySpace.ts'
import { mixesOf } from './mixes.ts'
import type { Problem } from './problem.ts'
import { expectedArrivals } from './rates.ts'
import type { World } from './world.ts'

const MOST_KEYS = 2_000_000
const MOST_REQUESTS = 20_000_000
const MOST_CELLS = 20_000_000
/** Latency bins and the like of one bucket. */
const CELLS_OF_A_BUCKET = 120

/** The first thing that keeps a world from being run, or from meaning what it says; undefined for a good one. */
export function worldProblem(world: World): Problem | undefined {
  return (
    regionProblem(world) ??
    timeProblem(world) ??
    typeProblem(world) ??
    trafficProblem(world) ??
    sizeProblem(world) ??
    keyProblem(world) ??
    faultsProblem(world)
  )
}

function sizeProblem(world: World): Problem | undefined {
  const keys = mixesOf(world).reduce((sum, mix) => sum + (mix.kind === 'one' ? 1 : mix.count), 0)
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
  const perBucket = CELLS_OF_A_BUCKET + world.instances + nodesOf(world)
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

function regionProblem({ regions, instances }: World): Problem | undefined {
  if (regions.length === 0) return undefined
  for (const [index, { name }] of regions.entries()) {
    if (regions.findIndex(each => each.name === name) < index)
      return { field: `world.regions.${index}.name`, value: name, allowed: 'a name of its own' }
  }
  const sum = regions.reduce((all, each) => all + each.instances, 0)
  if (sum !== instances)
    return {
      field: 'world.instances',
      value: instances,
      allowed: `${sum}, the sum of the regions' instances`,
    }
  if (regions.some(({ trafficShare }) => trafficShare > 0)) return undefined
  return { field: 'world.regions.0.trafficShare', value: 0, allowed: 'above 0 in at least one region' }
}

function timeProblem(world: World): Problem | undefined {
  const { settleMs, durationMs, drainMs, client, windows, network } = world
  if (settleMs > durationMs) {
    return { field: 'world.settleMs', value: settleMs, allowed: `at most durationMs, ${durationMs}` }
  }
  if (drainMs < client.timeoutMs) {
    const allowed = `at least client.timeoutMs, ${client.timeoutMs}: every request must end`
    return { field: 'world.drainMs', value: drainMs, allowed }
  }
  const { attemptTimeoutMs, timeoutMs } = client
  if (attemptTimeoutMs !== null && attemptTimeoutMs > timeoutMs) {
    const allowed = `at most client.timeoutMs, ${timeoutMs}: an attempt is part of its request`
    return { field: 'world.client.attemptTimeoutMs', value: attemptTimeoutMs, allowed }
  }
  const { leastMs, mostMs } = network.crossRegionBus
  if (leastMs > mostMs)
    return {
      field: 'world.network.crossRegionBus.leastMs',
      value: leastMs,
      allowed: `at most mostMs, ${mostMs}`,
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
  for (const { type } of mixesOf(world)) {
    if (Object.hasOwn(world.origin.queries, type)) continue
    const allowed = `there, because the type "${type}" is used`
    return { field: `world.origin.queries.${type}`, value: undefined, allowed }
  }
  const used = new Set(mixesOf(world).map(({ type }) => type))
  const unused = Object.keys(world.values).find(type => !used.has(type))
  if (unused === undefined) return undefined
  return {
    field: 'world.values',
    value: unused,
    allowed: `one of the world's types: ${[...used].join(', ')}`,
  }
}

function keyProblem(world: World): Problem | undefined {
  const keys = new KeySpace()
  try {
    for (const mix of mixesOf(world)) keys.all(mix)
  } catch (error) {
    const value = error instanceof Error ? error.message : String(error)
    return { field: 'world keys', value, allowed: 'names that belong to one type each' }
  }
  const unknown = world.watchedKeys.findIndex(name => keys.find(name) === undefined)
  if (unknown < 0) return undefined
  const allowed = 'a key that readers, writers or warm entries use'
  return { field: `world.watchedKeys.${unknown}`, value: world.watchedKeys[unknown], allowed }
}
