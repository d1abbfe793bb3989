import type { Design } from '#cache/design.ts'
import { EdgeTier } from '#cache/edgeTier.ts'
import type { Key } from '#cache/key.ts'
import type { CopiedNode } from '#cache/nodeContent.ts'
import type { Origin } from '#cache/ports.ts'
import { Chance } from '#kernel/chance.ts'
import { Kernel } from '#kernel/kernel.ts'
import type { Program } from '#kernel/program.ts'
import { settle } from '#kernel/settle.ts'
import type { Recording } from '#recording/recording.ts'
import { Arrivals } from './arrivals.ts'
import { boundsByType } from './boundsByType.ts'
import { SimulatedChangeFeed } from './changeFeed.ts'
import { relayChanges } from './changeRelay.ts'
import { Crossing } from './crossing.ts'
import type { Fault } from './fault.ts'
import { arrange, inject } from './faults.ts'
import { Fleet } from './fleet.ts'
import { KeySpace } from './keySpace.ts'
import { LeaseObserver } from './leaseObserver.ts'
import { InvalidationLoss } from './lossyInvalidation.ts'
import { mixesOf } from './mixes.ts'
import { Oracle } from './oracle.ts'
import { SimulatedOrigin } from './origin.ts'
import { Placement } from './placement.ts'
import { Readers } from './readers.ts'
import { Recorder } from './recorder/recorder.ts'
import { DistantOrigin, type OriginFor, type Region, regionsOf } from './regions.ts'
import { Site, type SiteParts } from './site.ts'
import { warmEntries } from './warm.ts'
import type { World } from './world.ts'
import { Writers } from './writers.ts'

export interface SimulationParts {
  readonly scenario: string
  readonly world: World
  readonly design: Design
  /** uint32. */
  readonly seed: number
  /** What runs the commands of each Redis node; the model unless something else is given. */
  readonly nodeFor?: (node: number, kernel: Kernel) => CopiedNode
  /** Stands between whoever asks the origin and the origin: for tests to look on. */
  readonly originFor?: OriginFor
  /** What happens at the same instant happens in an order drawn by the seed: a test for hidden dependence on order. */
  readonly tieShuffle?: boolean
}

/** One run: a world, a design and a seed, put together under virtual time. */
export class Simulation {
  readonly kernel: Kernel
  private readonly parts: SimulationParts
  private readonly chance: Chance
  private readonly recorder: Recorder
  private readonly endMs: number
  private sites: readonly Site[] = []

  constructor(parts: SimulationParts) {
    const { world, design, seed } = parts
    this.parts = parts
    this.endMs = world.durationMs + world.drainMs
    this.chance = new Chance(seed)
    this.kernel = new Kernel(
      parts.tieShuffle === true ? { tieShuffle: this.chance.about('ties') } : undefined,
    )
    this.recorder = new Recorder(world, design, this.kernel)
    // The recorder's clock comes first: what happens at the edge of a bucket counts in the next one.
    this.kernel.serve(this.recorder.clock(), 'recorder')
    this.kernel.start(this.assemble(), 'world')
  }

  /** Share of the run that is done, 0 to 1. */
  get progress(): number {
    return this.kernel.nowMs / this.endMs
  }

  /** Acknowledged writes that write-behind still owes the origin. */
  get owedWrites(): number {
    return this.sites.reduce((sum, { service }) => sum + (service?.owed ?? 0), 0)
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

  private *assemble(): Program<void> {
    const { world, design } = this.parts
    const { kernel, recorder, chance } = this
    const keys = new KeySpace()
    for (const mix of mixesOf(world)) keys.all(mix)
    const regions = regionsOf(world)
    const oracle = new Oracle(item => keys.isMissing(item))
    const feed = new SimulatedChangeFeed(kernel, world.changeFeed.lagMs)
    const committed = (key: Key) => feed.committed({ key, atMs: kernel.nowMs })
    const origin = new SimulatedOrigin(kernel, world, chance, oracle, recorder.origin, committed)
    const origins = regions.map(
      ({ link }): Origin =>
        link === null
          ? origin
          : new DistantOrigin(origin, new Crossing(link, world.origin.connectTimeoutMs, kernel)),
    )
    const { originFor = (origin: Origin) => origin } = this.parts
    const seen = origins.map((origin, region) => originFor(origin, { instance: null, region }))
    const loss = new InvalidationLoss(chance.about('lost invalidation'))
    const sites = this.makeSites(regions, seen, feed, keys, { loss, oracle })
    this.sites = sites
    const edges = this.edges(regions)
    const leases = new LeaseObserver(kernel)
    const shared = { kernel, world, design, chance, keys, recorder }
    const fleet = new Fleet({ ...shared, regions, origins, originFor, sites, edges, loss, leases })
    const { instances } = fleet
    const active = new Set<Fault>()
    const acted = { regions, instances, edges, sites, origin, feed, loss, leases }
    const targets = { scheduler: kernel, design, keys, oracle, ...acted }
    for (const fault of world.faults) arrange(fault, targets)
    for (const fault of world.faults)
      kernel.serve(inject(fault, { ...targets, recorder, active }), `fault ${fault.kind}`)
    for (const [index, site] of sites.entries()) {
      const reads = sites.length === 1 ? null : regions[index]!
      for (const { key, entry } of warmEntries(world, design, keys, chance, reads)) {
        const kept = site.cluster.seed(key, entry)
        if (kept instanceof Promise) yield* settle(kept)
      }
      site.start()
    }
    fleet.prewarm()
    const placement = new Placement(world, instances)
    const readers = new Readers({
      scheduler: kernel,
      world,
      chance,
      instances,
      placement,
      oracle,
      watcher: recorder,
    })
    const common = { scheduler: kernel, world, chance, instances, placement, watcher: recorder }
    const arrivals = new Arrivals({ ...common, readers })
    recorder.onEnd(request => arrivals.ended(request))
    arrivals.start(keys)
    new Writers({ ...common, keys, origins: seen }).start()
  }

  /** One Redis a region, or one at home for all. Other regions hear of commits over the bus between regions. */
  private makeSites(
    regions: readonly Region[],
    origins: readonly Origin[],
    feed: SimulatedChangeFeed,
    keys: KeySpace,
    known: Pick<SiteParts, 'loss' | 'oracle'>,
  ): readonly Site[] {
    const { world, design, nodeFor } = this.parts
    const { kernel, chance, recorder } = this
    const count = design.regions.caches === 'global' ? 1 : regions.length
    const feeds: (SimulatedChangeFeed | null)[] = [feed]
    if (count > 1) {
      const isTold = design.regions.invalidation === 'bus'
      const own = regions.map((_, index) =>
        index === 0 || isTold ? new SimulatedChangeFeed(kernel, 0) : null,
      )
      feeds.splice(0, 1, ...own)
      kernel.serve(relayChanges(feed, regions, own, world, chance, kernel), 'changes between regions')
    }
    return Array.from({ length: count }, (_, number) => {
      const parts = { number, kernel, world, design, chance, keys, recorder, nodeFor, ...known }
      return new Site({ ...parts, origin: origins[number]!, feed: feeds[number]! })
    })
  }

  private edges(regions: readonly Region[]): readonly (EdgeTier | null)[] {
    const { design } = this.parts
    const isUsed = Object.values(design.policies).some(
      ({ cdn, pattern }) => cdn !== null && pattern !== 'none',
    )
    return regions.map((_, region) =>
      isUsed ? new EdgeTier(design, this.kernel, this.recorder.edgeWatcher(region)) : null,
    )
  }
}
