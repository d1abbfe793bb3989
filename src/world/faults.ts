import { unlessUnavailable, unseen } from '#cache/ports.ts'
import type { TieredCache } from '#cache/tieredCache.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import type { KeySpace } from './keySpace.ts'
import type { LossyInvalidation } from './messaging.ts'
import type { SimulatedOrigin } from './origin.ts'
import type { Recorder } from './recorder/recorder.ts'
import type { RedisCluster } from './redisCluster.ts'
import type { Fault } from './fault.ts'

/** What faults act upon. */
export interface FaultTargets {
  readonly scheduler: Scheduler
  readonly keys: KeySpace
  readonly caches: readonly TieredCache[]
  readonly cluster: RedisCluster
  readonly origin: SimulatedOrigin
  readonly invalidation: LossyInvalidation
  readonly recorder: Recorder
  /** Faults that are under way. */
  readonly active: Set<Fault>
}

/** What of a fault must be known before the first entry is written: an entry's end is fixed when it is stored. */
export function arrange(fault: Fault, keys: KeySpace, cluster: RedisCluster): void {
  if (fault.kind !== 'expire-key') return
  const key = keys.find(fault.key)
  if (key !== undefined) cluster.ends.add(key, fault.atMs)
}

/** Makes a fault happen at its time, and end. */
export function* inject(fault: Fault, targets: FaultTargets): Program<void> {
  const { scheduler, recorder } = targets
  yield Math.max(0, fault.atMs - scheduler.nowMs)
  recorder.fault('fault', lineFor(fault))
  yield* begin(fault, targets)
  if (fault.kind === 'expire-key' || fault.kind === 'delete-key') return
  yield fault.forMs
  end(fault, targets)
  recorder.fault('fault-ends', `Over: ${lineFor(fault)}`)
}

function* begin(fault: Fault, targets: FaultTargets): Program<void> {
  switch (fault.kind) {
    case 'expire-key': {
      const key = targets.keys.find(fault.key)
      if (key !== undefined) for (const cache of targets.caches) cache.expire(key)
      return
    }
    case 'delete-key': {
      const key = targets.keys.find(fault.key)
      if (key === undefined) return
      for (const cache of targets.caches) cache.evict(key)
      yield* unlessUnavailable(targets.cluster.delete(key, unseen(0)))
      return
    }
    case 'node-down':
      yield* targets.cluster.takeDown(fault.node, fault.forMs, fault.loses)
      return
    default:
      targets.active.add(fault)
      applyStrongest(targets)
  }
}

function end(fault: Fault, targets: FaultTargets): void {
  targets.active.delete(fault)
  applyStrongest(targets)
}

/** Of overlapping faults of one kind the strongest holds. */
function applyStrongest({ active, origin, invalidation }: FaultTargets): void {
  let factor = 1
  let probability = 0
  for (const fault of active) {
    if (fault.kind === 'origin-slow') factor = Math.max(factor, fault.factor)
    if (fault.kind === 'invalidations-lost') probability = Math.max(probability, fault.probability)
  }
  origin.slowBy(factor)
  invalidation.loseWith(probability)
}

/** One line for the event log. */
function lineFor(fault: Fault): string {
  switch (fault.kind) {
    case 'expire-key':
      return `Injected: ${fault.key} reaches the end of its TTL`
    case 'delete-key':
      return `Injected: somebody deletes ${fault.key}`
    case 'node-down':
      return `Injected: Redis node ${fault.node + 1} is down for ${fault.forMs / 1000} s${fault.loses ? ' and comes back empty' : ''}`
    case 'origin-slow':
      return `Injected: queries take ${fault.factor} times as long for ${fault.forMs / 1000} s`
    case 'invalidations-lost':
      return `Injected: ${Math.round(fault.probability * 100)} % of invalidations are lost for ${fault.forMs / 1000} s`
  }
}
