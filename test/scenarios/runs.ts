import type { Design } from '#cache/design.ts'
import type { Policy } from '#cache/policy.ts'
import type { Recording } from '#recording/recording.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { measureObjectives } from '#scenarios/measures.ts'
import type { ObjectiveResult, Scenario } from '#scenarios/scenario.ts'
import { Simulation } from '#world/simulation.ts'
import type { World } from '#world/world.ts'

const thunderingHerd = scenario('thundering-herd')!

export const [l5, l6] = thunderingHerd.designs as readonly [Design, Design]
export const SEEDS = [1, 2, 3] as const

export function run(world: World, design: Design, seed: number): Recording {
  return new Simulation({ scenario: thunderingHerd.id, world, design, seed }).run()
}

const known = new Map<string, Recording>()

/** A lab's own world under one of its own designs; each run is made once. */
export function labRun(lab: Scenario, design: Design, seed: number): Recording {
  const id = `${lab.id} ${design.id} ${seed}`
  let recording = known.get(id)
  if (recording === undefined) {
    recording = new Simulation({ scenario: lab.id, world: lab.world, design, seed }).run()
    known.set(id, recording)
  }
  return recording
}

export function resultsOf(lab: Scenario, design: Design, seed: number): readonly ObjectiveResult[] {
  return measureObjectives(lab, labRun(lab, design, seed))
}

/** The objectives that a design of a lab misses, by their ids. */
export function missedBy(lab: Scenario, designId: string, seed: number): readonly string[] {
  const design = lab.designs.find(each => each.id === designId)
  if (design === undefined) throw new Error(`${lab.id} has no design "${designId}"`)
  return resultsOf(lab, design, seed)
    .filter(each => !each.met)
    .map(each => each.id)
}

export function herd(design: Design, seed: number): Recording {
  return labRun(thunderingHerd, design, seed)
}

/** A design with this changed in the policy of every type. */
export function changed(design: Design, change: Partial<Policy>): Design {
  const policies = Object.entries(design.policies).map(([type, policy]) => [type, { ...policy, ...change }])
  return { ...design, id: 'changed', policies: Object.fromEntries(policies) }
}
