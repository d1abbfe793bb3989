import type { Topology } from '#recording/recording.ts'
import type { World } from '../world.ts'

/** What a recording calls the places in which copies are: home's have the plain names. */
export function instancePlace(instance: number): string {
  return `instance ${instance + 1}`
}

export function edgePlace(topology: Topology, region: number): string {
  return `edge${ofRegion(topology, region)}`
}

/** By the number of the cluster's first node; one that has taken another's place is the new one. */
export function clusterPlace(topology: Topology, world: World, firstNode: number): string {
  let region = 0
  let first = 0
  while (region + 1 < topology.regions.length && firstNode >= first + topology.regions[region]!.nodes)
    first += topology.regions[region++]!.nodes
  const generation = Math.floor((firstNode - first) / world.redis.nodes)
  const isNew = generation === 0 ? '' : generation === 1 ? ' new' : ` new ${generation}`
  return `redis${ofRegion(topology, region)}${isNew}`
}

function ofRegion({ regions }: Topology, region: number): string {
  return region === 0 ? '' : ` ${regions[region]!.name}`
}
