import type { Value } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import { type Call, type Copy, type Origin, OriginRefused, type Row } from '#cache/ports.ts'
import { Latch } from '#kernel/latch.ts'
import type { Program } from '#kernel/program.ts'
import type { Crossing } from './crossing.ts'
import type { World } from './world.ts'

/** What lies between home and another region: a delay, and nothing passes while it is cut. */
export class RegionLink {
  readonly delayMs: number
  private healed: Latch | null = null

  constructor(delayMs: number) {
    this.delayMs = delayMs
  }

  get isCut(): boolean {
    return this.healed !== null
  }

  cut(isCut: boolean): void {
    if (isCut) this.healed ??= new Latch()
    else {
      this.healed?.open()
      this.healed = null
    }
  }

  /** Waits until something can pass: for what is kept and sent later. */
  *open(): Program<void> {
    while (this.healed !== null) yield this.healed
  }
}

export interface Region {
  readonly name: string
  readonly instances: number
  readonly trafficShare: number
  /** null for home. */
  readonly link: RegionLink | null
}

/** The regions of a world, home first. One without a name where the world names none. */
export function regionsOf(world: World): readonly Region[] {
  if (world.regions.length === 0)
    return [{ name: '', instances: world.instances, trafficShare: 1, link: null }]
  const total = world.regions.reduce((sum, { trafficShare }) => sum + trafficShare, 0)
  return world.regions.map(({ name, instances, trafficShare }, index) => ({
    name,
    instances,
    trafficShare: total === 0 ? 1 / world.regions.length : trafficShare / total,
    link: index === 0 ? null : new RegionLink(world.network.crossRegionMs),
  }))
}

/** What somebody sees of the origin: an instance, or null for what belongs to none, in a region. */
export type OriginFor = (
  origin: Origin,
  asker: { readonly instance: number | null; readonly region: number },
) => Origin

/** The origin as instances of another region see it. While the link is cut it refuses them. */
export class DistantOrigin implements Origin {
  private readonly origin: Origin
  private readonly crossing: Crossing

  constructor(origin: Origin, crossing: Crossing) {
    this.origin = origin
    this.crossing = crossing
  }

  load(key: Key, call: Call, from?: Copy): Program<Row> {
    return this.crossing.ask(() => this.origin.load(key, call, from), cutOff)
  }

  version(key: Key, call: Call, from?: Copy): Program<number> {
    return this.crossing.ask(() => this.origin.version(key, call, from), cutOff)
  }

  commit(key: Key, value: Value, call: Call): Program<number> {
    return this.crossing.ask(() => this.origin.commit(key, value, call), cutOff)
  }
}

function cutOff(): OriginRefused {
  return new OriginRefused('the region is cut off from the database')
}
