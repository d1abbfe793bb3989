import type { Instance } from './instance.ts'
import { regionsOf } from './regions.ts'
import type { World } from './world.ts'

/** Which instance a request goes to: one of its region, picked by a uniform number; when that is down, the next that is up. */
export class Placement {
  private readonly instances: readonly Instance[]
  private readonly regions: readonly { readonly name: string; readonly members: readonly Instance[] }[]
  /** The share of the traffic up to and including each region. */
  private readonly shares: readonly number[]

  constructor(world: World, instances: readonly Instance[]) {
    this.instances = instances
    this.regions = world.regions.map(({ name }, region) => ({
      name,
      members: instances.filter(each => each.region === region),
    }))
    let reached = 0
    this.shares = regionsOf(world).map(({ trafficShare }) => {
      reached += trafficShare
      return reached
    })
  }

  /** `u` is uniform in [0, 1); `region` null: anywhere, by the regions' shares. */
  pick(u: number, region: string | null): Instance {
    if (this.regions.length === 0) return this.upFrom(this.instances, u)
    if (region !== null) return this.upFrom(this.regions.find(({ name }) => name === region)!.members, u)
    // Shares may add up to a little less than 1.
    const index = Math.max(
      0,
      this.shares.findIndex(share => u < share),
    )
    const fromShare = index === 0 ? 0 : this.shares[index - 1]!
    const within = (u - fromShare) / (this.shares[index]! - fromShare)
    return this.upFrom(this.regions[index]!.members, Math.min(within, 1 - Number.EPSILON))
  }

  private upFrom(members: readonly Instance[], u: number): Instance {
    const first = Math.floor(u * members.length)
    for (let step = 0; step < members.length; step++) {
      const instance = members[(first + step) % members.length]!
      if (instance.isUp) return instance
    }
    return this.instances.find(each => each.isUp) ?? members[first]!
  }
}
