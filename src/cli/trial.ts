import { scenario } from '#scenarios/catalogue.ts'
import { measureObjectives } from '#scenarios/measures.ts'
import type { ObjectiveResult } from '#scenarios/scenario.ts'
import { Simulation } from '#world/simulation.ts'

export interface Job {
  readonly scenario: string
  readonly design: string
  readonly seed: number
}

export interface Trial extends Job {
  readonly objectives: readonly ObjectiveResult[]
}

/** One run of a preset, measured. */
export function trial({ scenario: id, design: designId, seed }: Job): Trial {
  const lab = scenario(id)
  const design = lab?.designs.find(each => each.id === designId)
  if (lab === undefined || design === undefined)
    throw new Error(`there is no ${id} with a design ${designId}`)
  const { summary } = new Simulation({ scenario: id, world: lab.world, design, seed }).run()
  return { scenario: id, design: designId, seed, objectives: measureObjectives(lab, summary) }
}
