import { Breaker } from '#cache/breaker.ts'
import { CacheService, type CacheServing, type ServiceParts } from '#cache/cacheService.ts'
import { cdcBackstop } from '#cache/cdcBackstop.ts'
import type { Design } from '#cache/design.ts'
import { MissLimiter } from '#cache/missLimiter.ts'
import type { CopiedNode } from '#cache/nodeContent.ts'
import { OriginGuard } from '#cache/originGuard.ts'
import type { Origin, Store } from '#cache/ports.ts'
import { LoadShedder } from '#cache/shedding.ts'
import type { CacheWatcher } from '#cache/watcher.ts'
import type { Chance } from '#kernel/chance.ts'
import type { Kernel } from '#kernel/kernel.ts'
import { SimulatedBus } from './bus.ts'
import type { SimulatedChangeFeed } from './changeFeed.ts'
import { ClusterShift } from './clusterShift.ts'
import { Crossing } from './crossing.ts'
import { DistantService } from './distantService.ts'
import type { CacheSite } from './faults.ts'
import type { KeySpace } from './keySpace.ts'
import { type InvalidationLoss, LossyInvalidation } from './lossyInvalidation.ts'
import type { Oracle } from './oracle.ts'
import type { Recorder } from './recorder/recorder.ts'
import { RedisCluster } from './redisCluster.ts'
import { RedisNode } from './redisNode.ts'
import type { Restarts } from './redisOutages.ts'
import type { RegionLink } from './regions.ts'
import { ShiftingStore } from './shiftingStore.ts'
import { WarmJobs } from './warmJobs.ts'
import type { World } from './world.ts'

export interface SiteParts {
  /** 0 for home; its nodes follow those of the sites before. */
  readonly number: number
  readonly kernel: Kernel
  readonly world: World
  readonly design: Design
  readonly chance: Chance
  readonly keys: KeySpace
  readonly recorder: Recorder
  /** The origin as this site's region sees it. */
  readonly origin: Origin
  /** Commits as this site's region hears of them; null: it does not. */
  readonly feed: SimulatedChangeFeed | null
  readonly loss: InvalidationLoss
  readonly oracle: Oracle
  readonly nodeFor: ((node: number, kernel: Kernel) => CopiedNode) | undefined
}

/** One Redis and what stands around it: its pub/sub, the consumer of the change feed, the warming job, and the cache as a service. */
export class Site implements CacheSite {
  readonly cluster: RedisCluster
  readonly shifting: ShiftingStore | null
  readonly bus: SimulatedBus
  readonly warmJobs: WarmJobs
  readonly service: CacheService | null
  private readonly parts: SiteParts

  constructor(parts: SiteParts) {
    const { world, design, kernel, chance, keys, recorder, origin, number } = parts
    this.parts = parts
    this.cluster = this.makeCluster()
    this.shifting = world.faults.some(({ kind }) => kind === 'cache-replaced')
      ? new ShiftingStore(new ClusterShift(this.cluster), null)
      : null
    this.bus = new SimulatedBus(kernel, world.network.busMs, chance, number)
    const watcher = recorder.serviceWatcher()
    this.warmJobs = new WarmJobs({ scheduler: kernel, world, design, keys, chance, origin, watcher })
    this.service = servesItself(design) ? this.makeService(watcher) : null
  }

  /** What runs here in the background; call once, before the run. */
  start(): void {
    const { feed, design, kernel, recorder } = this.parts
    this.cluster.start()
    this.service?.start()
    if (feed === null) return
    const backstop = cdcBackstop(feed, this.store(null), this.bus, design, kernel, recorder.feedWatcher())
    kernel.serve(backstop, 'change feed')
  }

  /** The store as a region sees it: across a link, or beside it; null for the site's own region. */
  store(link: RegionLink | null): Store {
    const { cluster, shifting } = this
    if (link === null) return shifting ?? cluster
    return shifting === null ? cluster.seenFrom(link) : new ShiftingStore(shifting.shift, link)
  }

  /** The cache as a service, as a region sees it: across a link, or beside it; null where there is none. */
  serviceFor(link: RegionLink | null): CacheServing | null {
    const { kernel, world } = this.parts
    if (link === null || this.service === null) return this.service
    return new DistantService(this.service, new Crossing(link, world.origin.connectTimeoutMs, kernel))
  }

  readonly replacement = (): RedisCluster => {
    const cluster = this.makeCluster()
    cluster.start()
    return cluster
  }

  private makeCluster(): RedisCluster {
    const { kernel, world, design, chance, recorder, nodeFor, number } = this.parts
    const firstNode = number * world.redis.nodes
    const watcher = recorder.clusterWatcher(firstNode)
    const nodes = Array.from(
      { length: world.redis.nodes },
      (_, node) => nodeFor?.(firstNode + node, kernel) ?? new RedisNode(),
    )
    // Of two clusters only the one that serves matters: when the old one is switched off, what was in it has moved.
    const serves = () => cluster === (this.shifting?.shift.serving ?? this.cluster)
    const restarts: Restarts = {
      forgot: (shard, sinceMs) => {
        if (serves()) this.service?.shardLost(shard, sinceMs)
      },
      restarted: shard => {
        if (serves()) this.warmJobs.refill(cluster, shard)
      },
    }
    const common = { scheduler: kernel, nodes, world, design, chance, firstNode, watcher, restarts }
    const cluster = new RedisCluster(common)
    return cluster
  }

  private makeService(watcher: CacheWatcher): CacheService {
    const { kernel, design, chance, origin, loss, oracle, number } = this.parts
    const store = this.store(null)
    const bus = new LossyInvalidation(store, this.bus, loss)
    const guard = guardFor(design, origin, kernel, watcher)
    const committed: ServiceParts['committed'] = (...settled) => oracle.settle(...settled)
    const common = { design, scheduler: kernel, chance, store, bus, origin, guard, watcher }
    return new CacheService({ ...common, number, committed })
  }
}

function servesItself(design: Design): boolean {
  return Object.values(design.policies).some(
    ({ pattern, l2 }) => l2 !== null && pattern !== 'cache-aside' && pattern !== 'none',
  )
}

/** The protection of the origin that the design gives each instance. */
export function guardFor(
  design: Design,
  origin: Origin,
  kernel: Kernel,
  watcher: CacheWatcher,
  onBreaker?: ConstructorParameters<typeof Breaker>[1],
): OriginGuard {
  const { breaker, missLimit, shedding } = design.origin
  return new OriginGuard({
    origin,
    scheduler: kernel,
    watcher,
    breaker: breaker === null ? null : new Breaker(breaker, onBreaker),
    limiter: missLimit === null ? null : new MissLimiter(missLimit),
    shedder:
      shedding === null
        ? null
        : new LoadShedder(shedding, level =>
            watcher.noted(
              'shedding',
              level === 'none' ? 'Shedding ends' : `Loads of ${level === 'P1' ? 'P1 and P2' : 'P2'} are shed`,
            ),
          ),
  })
}
