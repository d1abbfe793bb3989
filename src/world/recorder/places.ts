import type { Topology } from '#recording/recording.ts'

/** What a recording calls the places in which copies are: home's have the plain names. */
export function instancePlace(instance: number): string {
  return `instance ${instance + 1}`
}

export function edgePlace(topology: Topology, region: number): string {
  return `edge${ofRegion(topology, region)}`
}

/** By the number of the cluster's first node; `before` tells how many clusters have had its numbers before it. */
export function clusterPlace(topology: Topology, firstNode: number, before: number): string {
  let region = 0
  let first = 0
  while (region + 1 < topology.regions.length && firstNode >= first + topology.regions[region]!.nodes)
    first += topology.regions[region++]!.nodes
  const isNew = before === 0 ? '' : before === 1 ? ' new' : ` new ${before}`
  return `redis${ofRegion(topology, region)}${isNew}`
}

function ofRegion({ regions }: Topology, region: number): string {
  return region === 0 ? '' : ` ${regions[region]!.name}`
}
