import { type Bounds, bounds, type Delays } from '#cache/bounds.ts'
import { Breaker } from '#cache/breaker.ts'
import { cdcBackstop } from '#cache/cdcBackstop.ts'
import type { Design } from '#cache/design.ts'
import { MissLimiter } from '#cache/missLimiter.ts'
import { OriginGuard } from '#cache/originGuard.ts'
import type { StoreNode } from '#cache/ports.ts'
import { TieredCache } from '#cache/tieredCache.ts'
import { Chance } from '#kernel/chance.ts'
import { Kernel } from '#kernel/kernel.ts'
import type { Program } from '#kernel/program.ts'
import { settle } from '#kernel/settle.ts'
import type { Recording } from '#recording/recording.ts'
import { arrange, inject } from './faults.ts'
import { KeySpace } from './keySpace.ts'
import { LossyInvalidation, SimulatedBus, SimulatedChangeFeed } from './messaging.ts'
import { Oracle } from './oracle.ts'
import { SimulatedOrigin } from './origin.ts'
import { Readers } from './readers.ts'
import { Recorder } from './recorder/recorder.ts'
import { RedisCluster } from './redisCluster.ts'
import { RedisNode } from './redisNode.ts'
import { warmEntries } from './warm.ts'
import type { Fault } from './fault.ts'
import type { World } from './world.ts'
import { Writers } from './writers.ts'

export interface SimulationParts {
  readonly scenario: string
  readonly world: World
  readonly design: Design
  /** uint32. */
  readonly seed: number
  /** What runs the commands of each Redis node; the model unless something else is given. */
  readonly nodeFor?: (node: number, kernel: Kernel) => StoreNode
}

/** One run: a world, a design and a seed, put together under virtual time. */
export class Simulation {
  readonly kernel = new Kernel()
  private readonly parts: SimulationParts
  private readonly recorder: Recorder
  private readonly endMs: number

  constructor(parts: SimulationParts) {
    const { world, seed } = parts
    const { kernel } = this
    this.parts = parts
    this.endMs = world.durationMs + world.drainMs
    const chance = new Chance(seed)
    this.recorder = new Recorder(world, kernel)
    // The recorder's clock comes first: what happens at the edge of a bucket counts in the next one.
    kernel.serve(this.recorder.clock(), 'recorder')
    kernel.start(this.assemble(chance), 'world')
  }

  /** Share of the run that is done, 0 to 1. */
  get progress(): number {
    return this.kernel.nowMs / this.endMs
  }

  /** Handles at most `maxSteps` events; true when the run is over. Throws if a node answers with promises. */
  advance(maxSteps: number): boolean {
    const state = this.kernel.run(this.endMs, maxSteps)
    if (state === 'settling') throw new Error('this store answers with promises: use runSettling')
    return state !== 'paused'
  }

  /** Runs to the end. */
  run(): Recording {
    this.advance(Number.POSITIVE_INFINITY)
    return this.recording()
  }

  /** Runs to the end on a store that answers with promises. */
  runSettling(): Promise<Recording> {
    return this.kernel.runSettling(this.endMs).then(() => this.recording())
  }

  /** What the run left behind; call once, when it is over. */
  recording(): Recording {
    const { scenario, design, seed, world } = this.parts
    return this.recorder.finish({ scenario, designId: design.id, seed, bounds: boundsByType(world, design) })
  }

  private *assemble(chance: Chance): Program<void> {
    const { world, design, nodeFor } = this.parts
    const { kernel, recorder } = this
    const keys = new KeySpace()
    for (const { keys: mix } of [...world.readers, ...world.writers, ...world.warm]) keys.all(mix)
    const oracle = new Oracle()
    const nodes = Array.from(
      { length: world.redis.nodes },
      (_, node) => nodeFor?.(node, kernel) ?? new RedisNode(),
    )
    const cluster = new RedisCluster(
      kernel,
      nodes,
      { delayMs: world.network.redisMs, commandMs: world.redis.commandMs },
      recorder,
    )
    const feed = new SimulatedChangeFeed(kernel, world.changeFeed.lagMs)
    const origin = new SimulatedOrigin(kernel, world, chance, oracle, recorder, key => feed.committed(key))
    const bus = new SimulatedBus(kernel, world.network.busMs)
    const invalidation = new LossyInvalidation(cluster, bus, chance.about('lost invalidation'))
    const caches = Array.from({ length: world.instances }, (_, instance) => {
      const { breaker, missLimit } = design.origin
      const guard = new OriginGuard(
        origin,
        breaker === null ? null : new Breaker(breaker, state => recorder.breakerChanged(instance, state)),
        missLimit === null ? null : new MissLimiter(missLimit),
        kernel,
      )
      const watcher = recorder.cacheWatcher(instance)
      const parts = {
        instance,
        design,
        scheduler: kernel,
        chance,
        store: invalidation,
        bus: invalidation,
        origin,
      }
      const cache = new TieredCache({ ...parts, guard, watcher })
      bus.subscribe(cache)
      return cache
    })
    const targets = {
      scheduler: kernel,
      keys,
      caches,
      cluster,
      origin,
      invalidation,
      recorder,
      active: new Set<Fault>(),
    }
    for (const fault of world.faults) arrange(fault, keys, cluster)
    for (const fault of world.faults) kernel.serve(inject(fault, targets), `fault ${fault.kind}`)
    for (const { key, entry } of warmEntries(world, design, keys, chance)) {
      const kept = cluster.seed(key, entry)
      if (kept instanceof Promise) yield* settle(kept)
    }
    kernel.serve(cdcBackstop(feed, cluster, bus, design, kernel), 'change feed')
    new Readers(kernel, world, chance, caches, oracle, recorder).start(keys)
    new Writers(kernel, world, chance, caches, recorder).start(keys)
  }
}

/** The computed staleness bounds of each data type that the world reads and the design caches. */
export function boundsByType(world: World, design: Design): ReadonlyMap<string, Bounds> {
  const read = new Set(world.readers.map(reader => reader.keys.type))
  const cached = Object.entries(design.policies).filter(([type]) => read.has(type))
  return new Map(cached.map(([type, policy]) => [type, bounds(policy, delaysFor(world, type))]))
}

/** Message delays of a world for the arithmetic of staleness, without queueing at the nodes. */
function delaysFor(world: World, type: string): Delays {
  const { redisMs, originMs, busMs } = world.network
  const deleteMs = originMs + redisMs + world.redis.commandMs
  return {
    deleteMs,
    busMs: busMs + redisMs,
    feedMs: world.changeFeed.lagMs + redisMs + world.redis.commandMs,
    everyWriterInvalidates: world.writers.every(writer => writer.keys.type !== type || writer.invalidates),
  }
}
