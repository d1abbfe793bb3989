import { DEFAULT_SEED } from '#recording/labLink.ts'
import type { Recording } from '#recording/recording.ts'
import { scenario as scenarioOf } from '#scenarios/catalogue.ts'
import type { Scenario } from '#scenarios/scenario.ts'
import { Simulation } from '#world/simulation.ts'
import { excerptOf } from './encode.ts'
import type { Excerpt } from './excerpt.ts'
import type { RecordedProps } from './recordedProps.ts'

/** A whole run takes megabytes. Figures of one lab come one after the other, so a few are enough. */
const KEPT = 4

/** Whole runs of labs, each made once while it is kept. */
export class Runs {
  private readonly made = new Map<string, Recording>()

  of(lab: Scenario, designId: string, seed: number): Recording {
    const key = `${lab.id} ${designId} ${seed}`
    const known = this.made.get(key)
    if (known !== undefined) return known
    const run = { scenario: lab.id, world: lab.world, design: designOf(lab, designId), seed }
    const recording = new Simulation(run).run()
    this.made.set(key, recording)
    const oldest = this.made.keys().next().value
    if (this.made.size > KEPT && oldest !== undefined) this.made.delete(oldest)
    return recording
  }
}

function designOf(lab: Scenario, designId: string) {
  const design = lab.designs.find(each => each.id === designId)
  if (design === undefined) throw new Error(`the lab ${lab.id} has no design "${designId}"`)
  return design
}

/** Runs what a live figure shows, and cuts out what it draws. Throws where the figure would show nothing. */
export function makeExcerpt(props: RecordedProps, runs: Runs): Excerpt {
  const { seed = DEFAULT_SEED, fromSeconds, toSeconds, atSeconds = fromSeconds, tracks } = props
  const lab = scenarioOf(props.scenario)
  if (lab === undefined) throw new Error(`there is no lab ${props.scenario}`)
  const stretch = { fromMs: fromSeconds * 1000, toMs: toSeconds * 1000, tracks }
  return {
    format: 1,
    title: lab.title,
    runs: props.designs.map(designId => {
      const recording = runs.of(lab, designId, seed)
      const endSeconds = recording.endMs / 1000
      if (toSeconds > endSeconds || atSeconds > endSeconds)
        throw new Error(`a run of ${lab.id} ends after ${endSeconds} s`)
      return excerptOf(recording, designOf(lab, designId).title, stretch)
    }),
  }
}

/** The text of the file in which an excerpt is kept. */
export function textOf(excerpt: Excerpt): string {
  return `${JSON.stringify(excerpt)}\n`
}
