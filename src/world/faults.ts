import type { Design } from '#cache/design.ts'
import type { EdgeTier } from '#cache/edgeTier.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import type { SimulatedBus } from './bus.ts'
import type { SimulatedChangeFeed } from './changeFeed.ts'
import { deleteEverywhere, keptUnder } from './deleteEverywhere.ts'
import type { Fault } from './fault.ts'
import { lineFor } from './faultLines.ts'
import type { Instance } from './instance.ts'
import type { KeySpace } from './keySpace.ts'
import type { LeaseObserver } from './leaseObserver.ts'
import type { InvalidationLoss } from './lossyInvalidation.ts'
import type { Oracle } from './oracle.ts'
import type { SimulatedOrigin } from './origin.ts'
import type { RedisCluster } from './redisCluster.ts'
import type { Region } from './regions.ts'
import type { ShiftingStore } from './shiftingStore.ts'
import type { WarmJobs } from './warmJobs.ts'

/** One Redis with what belongs to it, as faults see it. */
export interface CacheSite {
  readonly cluster: RedisCluster
  /** Only in a world in which a cluster is replaced. */
  readonly shifting: ShiftingStore | null
  readonly bus: SimulatedBus
  readonly warmJobs: WarmJobs
  /** Makes a new, empty cluster of the same size. */
  readonly replacement: () => RedisCluster
}

/** What faults act upon. */
export interface FaultTargets {
  readonly scheduler: Scheduler
  readonly design: Design
  readonly keys: KeySpace
  readonly oracle: Oracle
  readonly regions: readonly Region[]
  readonly instances: readonly Instance[]
  readonly edges: readonly (EdgeTier | null)[]
  /** In order of their nodes. */
  readonly sites: readonly CacheSite[]
  readonly origin: SimulatedOrigin
  readonly feed: SimulatedChangeFeed
  readonly loss: InvalidationLoss
  readonly leases: LeaseObserver
  readonly recorder: { fault(kind: 'fault' | 'fault-ends', text: string): void }
  /** Faults that are under way. */
  readonly active: Set<Fault>
}

/** Who takes a lease and is to crash with it has it for so long. */
const AFTER_TAKING_MS = 1
/** Longer than any run. */
const SWITCHED_OFF_MS = 172_800_000

/** What of a fault must be known before the first entry is written: an entry's end is fixed when it is stored. */
export function arrange(fault: Fault, { keys, sites }: Pick<FaultTargets, 'keys' | 'sites'>): void {
  if (fault.kind !== 'expire-key') return
  const key = keys.find(fault.key)
  if (key !== undefined) for (const { cluster } of sites) cluster.ends.add(key, fault.atMs)
}

/** Makes a fault happen at its time, and end. */
export function* inject(fault: Fault, targets: FaultTargets): Program<void> {
  const { scheduler, recorder } = targets
  yield Math.max(0, fault.atMs - scheduler.nowMs)
  recorder.fault('fault', lineFor(fault))
  yield* begin(fault, targets)
  if (!('forMs' in fault)) return
  yield fault.forMs
  end(fault, targets)
  recorder.fault('fault-ends', `Over: ${lineFor(fault)}`)
}

function* begin(fault: Fault, targets: FaultTargets): Program<void> {
  const { scheduler, sites } = targets
  switch (fault.kind) {
    case 'expire-key':
    case 'delete-key':
      yield* endKey(fault, targets)
      return
    case 'node-down': {
      const [site, node] = siteOf(fault.node, sites)
      if (site !== undefined) yield* servingAt(site).takeDown(node, fault.forMs, fault)
      return
    }
    case 'cache-down':
      for (const site of sites) yield* servingAt(site).takeAllDown(fault.forMs, fault)
      return
    case 'cache-replaced':
      for (const site of sites) scheduler.start(replace(site, fault.oldOffAfterMs, targets), 'replacement')
      return
    case 'instances-restart':
      for (let index = 0; index < fault.count; index++) {
        const instance = targets.instances[fault.first + index]
        if (instance === undefined) return
        scheduler.start(restart(instance, fault.downMs, scheduler), 'restart')
        if (index + 1 < fault.count) yield fault.everyMs
      }
      return
    case 'lease-holder-crash':
      crashHolder(fault.key, fault.downMs, targets)
      return
    default:
      targets.active.add(fault)
      applyStrongest(targets)
  }
}

function end(fault: Fault, targets: FaultTargets): void {
  if (targets.active.delete(fault)) applyStrongest(targets)
}

/** Which site a node of that number, counted through all regions, belongs to, and its number there; there may be none. */
function siteOf(node: number, sites: readonly CacheSite[]): readonly [CacheSite | undefined, number] {
  const shards = sites[0]!.cluster.shards
  return [sites[Math.floor(node / shards)], node % shards]
}

/** The cluster that serves at a site now: where one was replaced, the new one. */
function servingAt({ cluster, shifting }: CacheSite): RedisCluster {
  return shifting?.shift.serving ?? cluster
}

function* endKey(
  fault: Extract<Fault, { readonly kind: 'expire-key' | 'delete-key' }>,
  { scheduler, design, keys, oracle, instances, edges, sites }: FaultTargets,
): Program<void> {
  const key = keys.find(fault.key)
  if (key === undefined) return
  const kept = keptUnder(key, oracle.version(key), design)
  if (fault.kind === 'expire-key') {
    for (const { cache } of instances) cache.expire(kept)
    for (const edge of edges) edge?.expire(key)
    return
  }
  for (const { cache } of instances) cache.evict(kept)
  for (const edge of edges) edge?.purge(key)
  for (const { cluster, shifting } of sites)
    yield* deleteEverywhere(kept, design, shifting ?? cluster, scheduler)
}

function* replace(site: CacheSite, oldOffAfterMs: number | null, targets: FaultTargets): Program<void> {
  const { scheduler, recorder } = targets
  const { shift } = site.shifting!
  const old = shift.serving
  const fresh = site.replacement()
  shift.begin(fresh)
  const moving = scheduler.start(site.warmJobs.shift(shift, fresh), 'shift')
  if (oldOffAfterMs === null) return
  yield oldOffAfterMs
  shift.switchOff(old)
  yield* old.takeAllDown(SWITCHED_OFF_MS, { loses: true, hangs: false })
  recorder.fault(
    'fault-ends',
    moving.hasEnded
      ? 'The old Redis is switched off'
      : 'The old Redis is switched off before the new one is warm',
  )
}

function* restart(instance: Instance, downMs: number, scheduler: Scheduler): Program<void> {
  instance.crash(scheduler.nowMs, downMs)
  yield downMs
  instance.restart(scheduler.nowMs)
}

function crashHolder(name: string, downMs: number, targets: FaultTargets): void {
  const { keys, leases, instances, scheduler } = targets
  const key = keys.find(name)
  if (key === undefined) return
  const crash = (number: number, inMs: number) => {
    const instance = instances[number]
    if (instance !== undefined) scheduler.start(restart(instance, downMs, scheduler), 'crash', inMs)
  }
  const holder = leases.holderOf(key)
  if (holder === undefined) leases.onNext(key, next => crash(next, AFTER_TAKING_MS))
  else crash(holder, 0)
}

/** Of overlapping faults of one kind the strongest holds. */
function applyStrongest({ active, origin, loss, feed, sites, regions }: FaultTargets): void {
  const faults = [...active]
  const highest = <Kind extends Fault['kind']>(
    kind: Kind,
    least: number,
    strength: (fault: Extract<Fault, { readonly kind: Kind }>) => number,
  ) =>
    faults.reduce(
      (most, fault) =>
        fault.kind === kind
          ? Math.max(most, strength(fault as Extract<Fault, { readonly kind: Kind }>))
          : most,
      least,
    )
  const has = (kind: Fault['kind']) => faults.some(fault => fault.kind === kind)
  origin.slowBy(highest('origin-slow', 1, fault => fault.factor))
  origin.refuseAll(has('origin-down'))
  loss.probability = highest('invalidations-lost', 0, fault => fault.probability)
  feed.lagMore(highest('feed-slow', 0, fault => fault.lagMs))
  feed.pause(has('feed-paused'))
  for (const { bus } of sites) {
    if (!has('bus-faulty')) bus.setTrouble()
    else
      bus.setTrouble({
        drops: highest('bus-faulty', 0, fault => fault.drops),
        repeats: highest('bus-faulty', 0, fault => fault.repeats),
        holdsBackMs: highest('bus-faulty', 0, fault => fault.holdsBackMs),
      })
  }
  for (const [index, site] of sites.entries())
    for (let node = 0; node < site.cluster.shards; node++) {
      const number = index * site.cluster.shards + node
      const factor = highest('node-slow', 1, fault => (fault.node === number ? fault.factor : 1))
      servingAt(site).slowDown(node, factor)
    }
  for (const { name, link } of regions)
    link?.cut(faults.some(fault => fault.kind === 'region-cut' && fault.region === name))
  // Home cut off is every other region cut off.
  if (faults.some(fault => fault.kind === 'region-cut' && fault.region === regions[0]!.name))
    for (const { link } of regions) link?.cut(true)
}
