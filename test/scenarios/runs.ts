import type { Design } from '#cache/design.ts'
import type { Policy } from '#cache/policy.ts'
import type { Recording } from '#recording/recording.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { Simulation } from '#world/simulation.ts'
import type { World } from '#world/world.ts'

const thunderingHerd = scenario('thundering-herd')!

export const [l5, l6] = thunderingHerd.designs as readonly [Design, Design]
export const SEEDS = [1, 2, 3] as const

export function run(world: World, design: Design, seed: number): Recording {
  return new Simulation({ scenario: thunderingHerd.id, world, design, seed }).run()
}

const known = new Map<string, Recording>()

/** The lab's own world under one of its own designs; each run is made once. */
export function herd(design: Design, seed: number): Recording {
  const id = `${design.id} ${seed}`
  let recording = known.get(id)
  if (recording === undefined) {
    recording = run(thunderingHerd.world, design, seed)
    known.set(id, recording)
  }
  return recording
}

/** A design with this changed in the policy of every type. */
export function changed(design: Design, change: Partial<Policy>): Design {
  const policies = Object.entries(design.policies).map(([type, policy]) => [type, { ...policy, ...change }])
  return { ...design, id: 'changed', policies: Object.fromEntries(policies) }
}
