import type { Design } from '#cache/design.ts'
import type { EdgeTier } from '#cache/edgeTier.ts'
import type { Key } from '#cache/key.ts'
import type { Origin } from '#cache/ports.ts'
import { TieredCache } from '#cache/tieredCache.ts'
import type { Chance } from '#kernel/chance.ts'
import type { Kernel } from '#kernel/kernel.ts'
import { Instance, type Life } from './instance.ts'
import type { KeySpace } from './keySpace.ts'
import type { LeaseObserver } from './leaseObserver.ts'
import { Lifeline } from './lifeline.ts'
import { type InvalidationLoss, LossyInvalidation } from './lossyInvalidation.ts'
import type { Recorder } from './recorder/recorder.ts'
import type { OriginFor, Region, RegionLink } from './regions.ts'
import { guardFor, type Site } from './site.ts'
import { skewedClock } from './skewedClock.ts'
import type { World } from './world.ts'

export interface FleetParts {
  readonly kernel: Kernel
  readonly world: World
  readonly design: Design
  readonly chance: Chance
  readonly keys: KeySpace
  readonly recorder: Recorder
  readonly regions: readonly Region[]
  /** The origin as each region sees it. */
  readonly origins: readonly Origin[]
  readonly originFor: OriginFor
  /** One a region, or one for all. */
  readonly sites: readonly Site[]
  readonly edges: readonly (EdgeTier | null)[]
  readonly loss: InvalidationLoss
  readonly leases: LeaseObserver
}

/** The instances of a world, those of the first region first, each with what connects it to the rest. */
export class Fleet {
  readonly instances: readonly Instance[]
  private readonly parts: FleetParts
  private readonly watchesLeases: boolean
  private readonly mayCrash: boolean
  /** What is known to be hot beforehand. */
  private readonly known: readonly Key[]

  constructor(parts: FleetParts) {
    const { world, design, keys, regions } = parts
    this.parts = parts
    this.watchesLeases = world.faults.some(({ kind }) => kind === 'lease-holder-crash')
    this.mayCrash = this.watchesLeases || world.faults.some(({ kind }) => kind === 'instances-restart')
    this.known = Object.values(design.policies)
      .flatMap(({ hotKeys }) => hotKeys?.known ?? [])
      .flatMap(name => keys.find(name) ?? [])
    const instances: Instance[] = []
    for (const [region, { instances: count }] of regions.entries())
      for (let n = 0; n < count; n++) instances.push(this.instance(instances.length, region))
    this.instances = instances
  }

  /** Before the traffic comes, what is known to be hot is in every instance. */
  prewarm(): void {
    for (const instance of this.instances) this.prewarmOne(instance)
  }

  private prewarmOne({ cache, number }: Instance): void {
    if (this.known.length === 0) return
    this.parts.kernel.start(cache.prewarm(this.known), `prewarming of instance ${number + 1}`)
  }

  private instance(number: number, region: number): Instance {
    const { sites, edges, recorder } = this.parts
    const site = sites[region] ?? sites[0]!
    const instance = new Instance({
      number,
      region,
      edge: edges[region]!,
      mayCrash: this.mayCrash,
      make: this.lives(number, region, site),
      started: restarted => this.prewarmOne(restarted),
      watcher: recorder,
    })
    const listener = () => (instance.isUp ? instance.cache : null)
    site.bus.subscribe({ number, link: this.linkTo(region), listener })
    return instance
  }

  /** What lies between a region's instances and their cache; null: nothing, it is in their own region. */
  private linkTo(region: number): RegionLink | null {
    const { regions, sites } = this.parts
    return sites.length > 1 ? null : regions[region]!.link
  }

  /** Makes one life of an instance after the other. What may crash is connected by a line that can be cut. */
  private lives(number: number, region: number, site: Site): () => Life {
    const { kernel, world, design, chance, recorder, loss, leases } = this.parts
    const origin = this.parts.originFor(this.parts.origins[region]!, { instance: number, region })
    const watched = recorder.cacheWatcher(number)
    const link = this.linkTo(region)
    const near = site.store(link)
    const through = new LossyInvalidation(this.watchesLeases ? leases.watch(near) : near, site.bus, loss)
    const clock = skewedClock(kernel, world.clockSkewMs, chance, number)
    const purge = (key: Key) => this.purge(key)
    const breakerChanged = (state: Parameters<Recorder['breakerChanged']>[1]) =>
      recorder.breakerChanged(number, state)
    const common = { instance: number, design, scheduler: kernel, clock, chance }
    const service = site.serviceFor(link)
    let life = 0
    return () => {
      if (!this.mayCrash) {
        const guard = guardFor(design, origin, kernel, watched, breakerChanged)
        const outside = { store: through, bus: through, origin, guard, service, purger: { purge } }
        return { cache: new TieredCache({ ...common, ...outside, watcher: watched }), lifeline: null }
      }
      const lifeline = new Lifeline()
      const watcher = lifeline.watcher(watched)
      const own = lifeline.origin(origin)
      const cache = new TieredCache({
        ...common,
        life: life++,
        store: lifeline.store(through),
        bus: lifeline.bus(through),
        origin: own,
        guard: guardFor(design, own, kernel, watcher, lifeline.whileAlive(breakerChanged)),
        service: service === null ? null : lifeline.service(service),
        purger: { purge: lifeline.whileAlive(purge) },
        watcher,
      })
      return { cache, lifeline }
    }
  }

  /** Every edge hears of a purge, as late as a message. */
  private purge(key: Key): void {
    const { kernel, world, edges } = this.parts
    const deliver = () => {
      for (const edge of edges) edge?.purge(key)
    }
    kernel.after(world.network.busMs, { wake: deliver }, 0)
  }
}
