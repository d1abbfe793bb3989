import type { Design } from '#cache/design.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { measureObjectives } from '#scenarios/measures.ts'
import type { ObjectiveResult } from '#scenarios/scenario.ts'
import { Simulation } from '#world/simulation.ts'
import type { World } from '#world/world.ts'
import { type GeneralMeasures, generalMeasures } from './generalMeasures.ts'

/** A run to make. World and design are given in full, so that changed ones and those from files can be sent, too. */
export interface RunJob {
  /** The lab whose objectives are measured. */
  readonly scenario: string
  readonly world: World
  readonly design: Design
  readonly seed: number
}

/** What is compared of runs: small enough to be sent between processes. */
export interface MeasuredRun {
  readonly seed: number
  readonly arrivalsDigest: string
  readonly objectives: readonly ObjectiveResult[]
  readonly measures: GeneralMeasures
}

/** Makes one run, and keeps its figures alone. What goes wrong names the run. */
export function measuredRun(job: RunJob): MeasuredRun {
  try {
    return measured(job)
  } catch (error) {
    throw new Error(`${job.scenario}, design ${job.design.id}, seed ${job.seed} failed`, { cause: error })
  }
}

function measured({ scenario: id, world, design, seed }: RunJob): MeasuredRun {
  const lab = scenario(id)
  if (lab === undefined) throw new Error(`there is no lab ${id}`)
  const recording = new Simulation({ scenario: id, world, design, seed }).run()
  return {
    seed,
    arrivalsDigest: recording.arrivalsDigest,
    objectives: measureObjectives(lab, recording),
    measures: generalMeasures(recording),
  }
}
